"""The figures as Markdown."""

import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.rig.bench.measure import Cost, Took, middle
from tests.rig.settings import KUBERNETES_VERSION

MB = 1e6


@dataclass(frozen=True)
class Row:
    """A command's runs, and its cost where it was counted."""

    name: str
    runs: Sequence[Took]
    cost: Cost | None = None


def table(rows: Sequence[Row]) -> str:
    """Medians side by side; the ratio says how many times the first row's time the others take."""
    head = ["command", "wall s", "(least–most)", "ratio", "CPU s", "peak MB"]
    counted = all(row.cost for row in rows)
    lines = [[*head, "requests", "received MB"] if counted else head]
    first = middle(rows[0].runs).seconds
    for row in rows:
        took = middle(row.runs)
        every = [run.seconds for run in row.runs]
        line = [
            f"`{row.name}`",
            f"{took.seconds:.3f}",
            f"({min(every):.3f}–{max(every):.3f})",
            f"{took.seconds / first:.2f}",
            f"{took.cpu:.3f}",
            f"{took.peak / MB:.0f}",
        ]
        if counted and row.cost:
            line += [str(len(row.cost.uris)), f"{row.cost.received / MB:.2f}"]
        lines.append(line)
    return _markdown(lines)


def _markdown(lines: Sequence[Sequence[str]]) -> str:
    widths = [max(len(line[at]) for line in lines) for at in range(len(lines[0]))]

    def row(line: Sequence[str]) -> str:
        first, *rest = (
            cell.ljust(width) if at == 0 else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(line, widths, strict=True))
        )
        return f"| {' | '.join([first, *rest])} |"

    rule = [f"{'-' * (width - 1)}:" if at else "-" * width for at, width in enumerate(widths)]
    return "\n".join([row(lines[0]), f"| {' | '.join(rule)} |", *map(row, lines[1:])])


def machine() -> str:
    """What the figures are taken on, and how busy it is."""
    about = Path("/proc/cpuinfo").read_text().splitlines()
    model = next((line.partition(":")[2].strip() for line in about if line.startswith("model name")), "")
    versions = f"Linux {platform.release()}, Python {platform.python_version()}, Kubernetes {KUBERNETES_VERSION}"
    return f"{os.cpu_count()} × {model or platform.machine()}, {versions}; load {load()}"


def load() -> str:
    """How busy the machine was in the last 1, 5 and 15 minutes: processes that run or wait to."""
    return " ".join(f"{value:.1f}" for value in os.getloadavg())
