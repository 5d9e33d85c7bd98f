"""The words of an iptables rule as matches with their options, and a target with its options."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from kanivete.node.firewall.parse.words import Word

_ARITY = {
    "--syn": 0,
    "--fragment": 0,
    "--tcp-flags": 2,
    "--match-set": 2,
    "--comment": 1,
    "--log-prefix": 1,
    "--nflog-prefix": 1,
    "--string": 1,
    "--hex-string": 1,
    "--bytecode": 1,
    "--u32": 1,
    "--name": 1,
}
"""How many words follow; those of other options end where the next option begins."""

_LONG = {
    "-s": "--source",
    "--src": "--source",
    "-d": "--destination",
    "--dst": "--destination",
    "-i": "--in-interface",
    "-o": "--out-interface",
    "-p": "--protocol",
    "--proto": "--protocol",
    "-f": "--fragment",
    "-m": "--match",
    "-j": "--jump",
    "-g": "--goto",
    "-c": "--set-counters",
}
_OF_THE_PACKET = frozenset(
    {"--source", "--destination", "--in-interface", "--out-interface", "--protocol", "--fragment"}
)


@dataclass(frozen=True, slots=True)
class Option:
    """`! --dport 80` is negated, with one value."""

    name: str
    values: tuple[str, ...] = ()
    negated: bool = False

    @property
    def value(self) -> str:
        """The first, or nothing."""
        return self.values[0] if self.values else ""


@dataclass(slots=True)
class Match:
    """`-m NAME` and its options; those of the packet itself (`-s`, `-p` …) are under the name `packet`."""

    name: str
    options: list[Option] = field(default_factory=list)

    def option(self, *names: str) -> Option | None:
        """The first option of one of these names."""
        return next((one for one in self.options if one.name in names), None)


@dataclass(slots=True)
class Spec:
    """A rule after `-A CHAIN`."""

    matches: list[Match] = field(default_factory=list)
    target: str = ""
    goto: bool = False
    target_options: list[Option] = field(default_factory=list)
    comment: str = ""
    packets: int | None = None


def spec_of(words: Sequence[Word]) -> Spec:
    """The rule of these words. Whatever they are, this does not fail: what has no sense becomes an unknown option."""
    spec = Spec(matches=[Match("packet")])
    at_target = False
    for option in _options(words):
        if option.name in ("--jump", "--goto"):
            spec.target, spec.goto, at_target = option.value, option.name == "--goto", True
        elif option.name == "--set-counters":
            spec.packets = int(option.value) if option.value.isdecimal() else None
        elif at_target:
            spec.target_options.append(option)
        elif option.name == "--match":
            spec.matches.append(Match(option.value))
        elif option.name in _OF_THE_PACKET:
            spec.matches[0].options.append(option)
            if option.name == "--protocol" and not option.negated:
                spec.matches.append(Match(option.value))
        else:
            spec.matches[-1].options.append(option)
            if option.name == "--comment":
                spec.comment = option.value
    return spec


def _options(words: Sequence[Word]) -> Iterator[Option]:
    at, negated = 0, False
    while at < len(words):
        word = words[at]
        at += 1
        if word == Word("!"):
            negated = True
            continue
        name = _LONG.get(word.text, word.text)
        arity = _ARITY.get(name)
        last = at
        while last < len(words) and (last - at < arity if arity is not None else not _begins(words[last])):
            last += 1
        values = tuple(one.text for one in words[at:last])
        if values and values[0] == "!" and arity is None:
            negated, values = True, values[1:]
        yield Option(name, values, negated)
        at, negated = last, False


def _begins(word: Word) -> bool:
    return not word.quoted and (word.text == "!" or (word.text.startswith("-") and len(word.text) > 1))
