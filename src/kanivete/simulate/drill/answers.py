"""Which cause somebody means: its id, its title in any of our languages, or words close to these."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from math import log

from kanivete.catalogue import catalogue
from kanivete.i18n import LANGUAGES, translated

_MOST = 300
"""Characters of an answer that are read."""
_SURE, _AHEAD, _NEAR = 0.6, 0.12, 0.25
"""How much of the answer's weight the meant cause must have, how far ahead of the next; and what makes one near."""
_WORDS = 2
"""An answer is of so many of the meant cause's words at least: `firewall` alone may be about many things."""
_OFFERED = 4
_PLACE = re.compile(r"\{\w+\}")
_WORD = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True)
class Meant:
    """The cause that is meant; else those that may be, the nearest first."""

    cause: str = ""
    near: tuple[str, ...] = ()


def folded(text: str) -> str:
    """Lower case, without accents."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def meant(answer: str) -> Meant:
    """Of all causes of the catalogue, the one that an answer means."""
    said = folded(answer[:_MOST]).strip(" .!?\"'`")
    known = _known()
    if said in known.exact:
        return Meant(known.exact[said])
    return _nearest(known, _tokens(said))


def _nearest(known: "_Known", tokens: set[str]) -> Meant:
    words = {word for token in tokens if (word := _spelled(token, known.weights))}
    unknown = len(tokens) - len(words)
    if not words:
        return Meant()
    whole = sum(known.weights[word] for word in words) + unknown * known.heaviest / 2
    scores = {
        cause: sum(known.weights[word] for word in words & own) / whole
        for cause, own in known.words.items()
        if words & own
    }
    best = sorted(scores, key=lambda cause: (-scores[cause], len(known.words[cause]), cause))
    first, second = scores[best[0]], scores[best[1]] if len(best) > 1 else 0.0
    if first >= _SURE and first - second >= _AHEAD and len(words & known.words[best[0]]) >= _WORDS:
        return Meant(best[0])
    return Meant(near=tuple(cause for cause in best[:_OFFERED] if scores[cause] >= _NEAR))


def _spelled(token: str, weights: Mapping[str, float]) -> str:
    """The known word that a token is, or that it was meant to be."""
    if token in weights:
        return token
    return next(iter(get_close_matches(token, weights, n=1, cutoff=0.8)), "") if len(token) > 3 else ""


@dataclass(frozen=True)
class _Known:
    """Ways to name a cause exactly; the words about each; how much a word tells, which is more the rarer it is."""

    exact: Mapping[str, str]
    words: Mapping[str, set[str]]
    weights: Mapping[str, float]
    heaviest: float


@cache
def _known() -> _Known:
    titles = {cause.id: [translated(cause.title, language) for language in LANGUAGES] for cause in catalogue().values()}
    words = {cause: _tokens(folded(" ".join([cause, *texts]))) for cause, texts in titles.items()}
    counts: dict[str, int] = {}
    for own in words.values():
        for word in own:
            counts[word] = counts.get(word, 0) + 1
    weights = {word: log(1 + len(words) / count) for word, count in counts.items()}
    return _Known(_exact(titles), words, weights, max(weights.values()))


def _exact(titles: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """Ids, titles, and the last part of an id where no other cause has it."""
    found = {folded(title): cause for cause, texts in titles.items() for title in texts}
    tails = [cause.partition(".")[2] for cause in titles]
    found |= {cause.partition(".")[2]: cause for cause in titles if tails.count(cause.partition(".")[2]) == 1}
    return found | {cause: cause for cause in titles}


def _tokens(text: str) -> set[str]:
    return {word for word in _WORD.findall(_PLACE.sub(" ", text)) if len(word) > 1}
