"""`python -m emulation_core.cli`: the same as `emulation`."""

from emulation_core.cli import main

if __name__ == "__main__":
    main()
