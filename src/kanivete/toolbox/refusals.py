"""Why the API server does not take a pod, and which change may make it take one.

The answers have no structure but their text. Source: the admission plugins' own words, in Kubernetes'
plugin/pkg/admission/{resourcequota,limitranger,security/podsecurity}.
"""

import re
from dataclasses import dataclass, field
from decimal import Decimal

from kanivete.toolbox.quantities import amount

RESOURCES = ("cpu", "memory", "ephemeral-storage")
"""What can be asked for in small amounts."""

_MISSING = re.compile(r"((?:limits|requests)\.)?(cpu|memory|ephemeral-storage) for: ")
_EXCEEDED = re.compile(
    r"exceeded quota: [^,]{1,253}, requested: (.{1,400}?), used: (.{1,400}?), limited: ([^\n]{1,400})"
)
_PAIR = re.compile(r"([a-z0-9./-]{1,100})=([0-9A-Za-z.+-]{1,40})")
_RANGE = re.compile(
    r"(?:minimum|maximum) (cpu|memory|ephemeral-storage) usage|(cpu|memory|ephemeral-storage) max limit to"
)


@dataclass(frozen=True)
class Refusal:
    """What an answer says: `named` resources have to be asked for or limited, of `left` there is only so much (a
    quota's key, such as `limits.memory`), `hopeless` where nothing that we can change would help."""

    named: frozenset[str] = frozenset()
    left: dict[str, Decimal] = field(default_factory=dict)
    quota: bool = False
    rights: bool = False
    hopeless: bool = False


def read(message: str) -> Refusal:
    """What the message of a 403 says."""
    if " cannot " in message and "User " in message:
        return Refusal(rights=True, hopeless=True)
    if found := _EXCEEDED.search(message):
        return _exceeded(*found.groups())
    if "must specify" in message:
        named = frozenset(one[1] for one in _MISSING.findall(message)) or frozenset(RESOURCES[:2])
        return Refusal(named=named, quota=True)
    if ranges := _RANGE.findall(message):
        return Refusal(named=frozenset(first or second for first, second in ranges), quota=True)
    return Refusal()


def _exceeded(requested: str, used: str, limited: str) -> Refusal:
    have = {key: amount(value) for key, value in _PAIR.findall(used)}
    most = {key: amount(value) for key, value in _PAIR.findall(limited)}
    left: dict[str, Decimal] = {}
    named = set()
    hopeless = False
    for key, _value in _PAIR.findall(requested):
        kind, _dot, resource = key.rpartition(".")
        total, taken = most.get(key), have.get(key)
        if resource not in RESOURCES or total is None or taken is None or total <= taken:
            hopeless = True
            continue
        named.add(resource)
        left[f"{kind or 'requests'}.{resource}"] = total - taken
    return Refusal(frozenset(named), left, quota=True, hopeless=hopeless)
