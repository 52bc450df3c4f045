"""A picture of cost against size from measured figures: seconds of the engine and of every peer, both axes logarithmic.

python benchmarks/peers.py --sizes 1000 10000 100000 1000000 --save figures.json
python benchmarks/plot.py figures.json -o docs/pictures/cost.svg
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import matplotlib as mpl

mpl.use("svg")
mpl.rcParams.update({"svg.hashsalt": "emulation-core", "svg.fonttype": "none", "font.family": "sans-serif"})

from matplotlib import pyplot as plt  # noqa: E402 - the backend comes first

FIRST = "emulation-core"
MARKS = "osv^D*Xp"


def plotted(figures: dict[str, Any]) -> plt.Figure:
    """A line for the engine and each peer."""
    figure, axes = plt.subplots(figsize=(8, 5), layout="constrained")
    for mark, (name, seconds) in zip(MARKS, figures["seconds"].items(), strict=False):
        sizes = sorted(map(int, seconds))
        ours = name == FIRST
        axes.loglog(
            sizes,
            [seconds[str(size)] for size in sizes],
            marker=mark,
            label=name,
            linewidth=2.5 if ours else 1.2,
            color="black" if ours else None,
        )
    axes.set_xlabel("participants")
    axes.set_ylabel(f"seconds (median of {figures['repeat']})")
    axes.grid(visible=True, which="major", linewidth=0.4)
    axes.legend(frameon=False, fontsize="small")
    axes.set_title("The reference job: 12 criteria, points, ranks, seats and ties", fontsize="medium")
    figure.supxlabel(figures["machine"].partition(";")[0], fontsize="x-small", color="dimgray")
    return figure


def main() -> None:
    """Write the picture."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("figures", type=Path)
    parser.add_argument("-o", dest="picture", type=Path, required=True)
    asked = parser.parse_args()
    figure = plotted(json.loads(asked.figures.read_text("utf-8")))
    figure.savefig(asked.picture, format="svg", metadata={"Date": None})


if __name__ == "__main__":
    main()
