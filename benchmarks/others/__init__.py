"""The reference job by other means, each as a good user of the library would write it: one module per peer.

A peer has `NAME`, `taken(frame)` that turns `reference.plain` evidence into what its users keep in memory (not timed),
`job(taken)` (timed), and `told(done)`, its answer as a frame of `id`, `list`, `rank` and what each of `CRITERIA` gives
(`c.<criterion>`: tenths of a point, null where something is not known; not timed).
"""

CRITERIA = (
    *("diem_thi", "truc_tuyen", "nhac_nho", "tre_han", "ton_tai", "dang_ky", "hoan_thanh", "tang_chi_so"),
    *("dat_chi_tieu", "doan_ket", "doi_moi", "phuc_vu"),
)
