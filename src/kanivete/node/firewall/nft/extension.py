"""What nft cannot show of the rules that iptables put into its tables (`xt`): the name, or not even that."""

from collections.abc import Iterator
from typing import Any

from kanivete.i18n import _
from kanivete.node.firewall import changes
from kanivete.node.firewall.model import Change, Choice, Kind, Step, Verdict, undecidable

_PASSING = frozenset(("LOG", "NFLOG", "TCPMSS", "CHECKSUM", "SET", "TRACE", "AUDIT", "CLASSIFY", "TEE"))
_SOURCE = frozenset(("SNAT", "MASQUERADE"))
_ACCEPTED = Verdict(Kind.ACCEPT)


def extension_steps(body: Any, *, last: bool) -> Iterator[Step]:
    """The steps of an `xt` statement; `last` that it ends its rule, so that it may be the rule's target.

    Before 1.0.6, and where it was built without xtables, nft gives no name (`null`).
    """
    if body is None:
        why = _("nft hides what {name} does: add `iptables-save -c`").format(name="xt")
        yield Verdict(Kind.UNSURE, why=why) if last else undecidable(why)
        return
    name, type_ = body.get("name", "?"), body.get("type", "match")
    if type_ == "match":
        if name != "comment":
            yield undecidable(_("nft hides what {name} tests: add `iptables-save -c`").format(name=name))
    elif name not in _PASSING:
        yield from _target(name)


def _target(name: str) -> Iterator[Step]:
    why = _("nft hides what {name} does: add `iptables-save -c`").format(name=name)
    if name == "REJECT":
        yield Verdict(Kind.REJECT)
    elif name == "MARK":
        yield changes.mark(lambda _packet: None)
    elif name == "CONNMARK":  # which may set the packet's as well
        yield changes.mark(lambda _packet: None)
        yield changes.connmark(lambda _packet: None)
    elif name == "CT":
        yield _perhaps(changes.untracked(), why)
    elif name in _SOURCE:
        yield changes.source(None)
        yield _ACCEPTED
    else:
        yield Verdict(Kind.UNSURE, why=why)


def _perhaps(change: Change, why: str) -> Choice:
    next_ = Verdict(Kind.CONTINUE)
    return Choice(lambda _packet, _stage: [((change,), next_), ((), next_)], why)
