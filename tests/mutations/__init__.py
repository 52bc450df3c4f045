"""Everything that can happen to a filled form or table on its way. `tests/test_fuzz.py` tries it out."""
