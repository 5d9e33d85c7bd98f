"""The paths that a node needs: a table of those that were tried, who reaches whom, and what was not tried."""

from collections import Counter
from collections.abc import Iterable, Iterator

from kanivete.i18n import ngettext
from kanivete.node.ports import Result
from kanivete.render.ports import machine, picture, to_table

_INDENT = "   "


def path_lines(results: Iterable[Result], node: str, width: int) -> Iterator[str]:
    """All of it, no line longer than `width`."""
    results = tuple(results)
    tried = [one for one in results if one.probed is not None]
    room = width - len(_INDENT)
    yield from (_INDENT + line for line in to_table(tried, room))
    drawn = list(picture(tried, node, room))
    if drawn:
        yield ""
        yield from (_INDENT + line for line in drawn)
    left_out = Counter(one.requirement.origin for one in results if one.probed is None and one.requirement.required)
    if left_out and tried:
        yield ""
    for origin, count in left_out.items():
        yield _INDENT + ngettext(
            "{n} path from {machine} was not tried: there is no way in.",
            "{n} paths from {machine} were not tried: there is no way in.",
            count,
        ).format(n=count, machine=machine(origin))
