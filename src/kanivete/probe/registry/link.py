"""`Link`: where a list goes on (RFC 8288)."""

import re
from urllib.parse import urljoin, urlsplit

_LINK = re.compile(r"[ \t,]*<([^<>\x00-\x20]*)>")
_PARAMETER = re.compile(r'[ \t]*;[ \t]*([A-Za-z0-9!#$&+.^_`|~*-]+)(?:[ \t]*=[ \t]*("(?:[^"\\]|\\.)*"|[^ \t",;<>]+))?')
LONGEST = 8192


def next_page(header: str, url: str) -> str:
    """The URL that `rel="next"` names, seen from `url`; empty where there is none, or it leads to another server."""
    at = 0
    header = header[:LONGEST]
    while link := _LINK.match(header, at):
        at = link.end()
        relations: list[str] = []
        while parameter := _PARAMETER.match(header, at):
            at = parameter.end()
            if parameter[1].lower() == "rel" and not relations:
                relations = (parameter[2] or "").strip('"').lower().split()
        if "next" in relations:
            return _same_server(link[1], url)
    return ""


def _same_server(target: str, url: str) -> str:
    """Credentials go along with the request, so it stays where they belong."""
    try:
        there = urljoin(url, target)
        return there if urlsplit(there)[:2] == urlsplit(url)[:2] and there != url else ""
    except ValueError:
        return ""
