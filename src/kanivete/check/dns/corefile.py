"""CoreDNS's configuration, as far as a check reads it.

Source: https://coredns.io/manual/configuration/
"""

from collections.abc import Iterator
from dataclasses import dataclass

_MOST = 256 * 1024


@dataclass(frozen=True)
class Corefile:
    """`domains` are the cluster's, `forwards` where other names are asked for: addresses, or a resolv.conf."""

    domains: tuple[str, ...] = ()
    forwards: tuple[str, ...] = ()
    plugins: frozenset[str] = frozenset()


def corefile(text: str) -> Corefile:
    """The server blocks of a Corefile, together; what cannot be understood is passed over."""
    domains: list[str] = []
    forwards: list[str] = []
    plugins: set[str] = set()
    for depth, words in _directives(text[:_MOST]):
        if depth != 1:
            continue
        plugins.add(words[0])
        if words[0] == "kubernetes":
            domains += [word.rstrip(".") for word in words[1:] if not word.rstrip(".").endswith(".arpa")]
        if words[0] in ("forward", "proxy"):
            forwards += words[2:]
    return Corefile(tuple(dict.fromkeys(domains)), tuple(dict.fromkeys(forwards)), frozenset(plugins))


def _directives(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each line's words before a brace or comment, with how many braces it stands in."""
    depth = 0
    for line in text.splitlines():
        words = line.partition("#")[0].split()
        if words and words[0] == "}":
            depth = max(depth - 1, 0)
            continue
        opens = bool(words) and words[-1] == "{"
        words = words[:-1] if opens else words
        if words:
            yield depth, words
        depth += opens
