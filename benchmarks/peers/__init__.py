"""The reference job by other means, each as a good user of the library would write it: one module per peer.

A peer has `NAME`, `taken(frame)` that turns `reference.plain` evidence into what its users keep in memory (not timed),
`job(taken)` (timed), and `told(done)`, its answer as a frame of `id`, `list` and `rank` (not timed).
"""
