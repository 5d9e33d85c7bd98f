"""JSON lines in, JSON lines out: the causes of very many texts."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

import msgspec

from kanivete.catalogue.entry import Where
from kanivete.diagnose.explain.answer import Answer, answer
from kanivete.diagnose.explain.kind import guess

_REMEMBERED = 4096
_LONGEST_REMEMBERED = 4096


class Question(msgspec.Struct):
    """`where` is guessed if it is not given."""

    text: str
    where: Where | None = None


class Reply(msgspec.Struct, omit_defaults=True):
    """`cause` and `rivals` are always there, `error` only where the line could not be read."""

    cause: str | None
    rivals: tuple[str, ...] | list[str]
    error: str | msgspec.UnsetType = msgspec.UNSET


@dataclass
class Tally:
    """How many lines could not be read."""

    invalid: int = 0


_decoder = msgspec.json.Decoder(Question)
_encoder = msgspec.json.Encoder()


def replies(lines: Iterable[bytes], tally: Tally) -> Iterator[bytes]:
    """One line of JSON for each line that is not blank, as soon as that is read."""
    for line in lines:
        if not line.strip():
            continue
        try:
            question = _decoder.decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            tally.invalid += 1
            yield _encoder.encode(Reply(None, [], str(error))) + b"\n"
            continue
        found = _answer(question.text, question.where or guess(question.text))
        yield _encoder.encode(Reply(found.cause, list(found.rivals))) + b"\n"


def _answer(text: str, where: Where) -> Answer:
    return _remembered(text, where) if len(text) <= _LONGEST_REMEMBERED else answer(text, where)


@lru_cache(maxsize=_REMEMBERED)
def _remembered(text: str, where: Where) -> Answer:
    return answer(text, where)
