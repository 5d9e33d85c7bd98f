"""Write docs/causes/: a page for each cause of the catalogue, and an index.

`--check` only tells whether they are stale.
"""

import sys
from itertools import groupby
from pathlib import Path

from kanivete import i18n
from kanivete.catalogue import Cause, catalogue
from kanivete.render.cause_page import page_markdown, title

PLACE = Path(__file__).parent.parent / "docs" / "causes"
_WRITTEN = "<!-- Written by tools/cause_pages.py from the catalogue: change it there. -->\n\n"


def pages() -> dict[str, str]:
    """Each file's name and text."""
    i18n.use("en")
    found = {f"{cause.id}.md": _WRITTEN + page_markdown(cause) for cause in catalogue().values()}
    return {"README.md": _WRITTEN + _index(list(catalogue().values())), **found}


def stale(place: Path, wanted: dict[str, str]) -> list[str]:
    """The names of the pages that are missing, out of date, or left over."""
    have = {path.name: path.read_text(encoding="utf-8") for path in place.glob("*.md")}
    return sorted(name for name in have.keys() | wanted.keys() if have.get(name) != wanted.get(name))


def write(place: Path, wanted: dict[str, str]) -> None:
    """Write the pages and remove those whose cause is gone."""
    place.mkdir(parents=True, exist_ok=True)
    for name in stale(place, wanted):
        if name in wanted:
            (place / name).write_text(wanted[name], encoding="utf-8")
        else:
            (place / name).unlink()


def main(arguments: list[str]) -> int:
    """Write the pages, or with `--check` name the stale ones and return 1."""
    wanted = pages()
    if "--check" not in arguments:
        write(PLACE, wanted)
        return 0
    for name in stale(PLACE, wanted):
        sys.stderr.write(f"docs/causes/{name} is stale: run `make docs`\n")
    return 1 if stale(PLACE, wanted) else 0


def _index(causes: list[Cause]) -> str:
    lines = [
        "# Causes",
        "",
        f"The {len(causes)} causes that kanivete tells apart. `kanivete explain CAUSE` prints these pages.",
    ]
    for family, group in groupby(causes, key=lambda cause: cause.family):
        lines += ["", f"## {family}", "", "| cause | what | whose |", "|---|---|---|"]
        lines += [f"| [`{one.id}`]({one.id}.md) | {_cell(title(one))} | {one.owner} |" for one in group]
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;").replace(">", "&gt;")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
