"""Large runs: Parquet evidence to a verdict file, in blocks that fit into the memory allowed."""

from emulation_core.large.run import MEMORY, Scored, Tally, score_large

__all__ = ["MEMORY", "Scored", "Tally", "score_large"]
