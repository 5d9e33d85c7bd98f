"""The dialogue of a drill: from a game and a line to the game after it and what is to be said. It does nothing else."""

from dataclasses import dataclass, replace
from enum import Enum, auto

from kanivete.catalogue import catalogue
from kanivete.model import Step
from kanivete.simulate.drill.answers import folded, meant

FULL, HINT_COSTS, WRONG_COSTS = 100, 15, 10


class Command(Enum):
    """What can be said."""

    HINT = auto()
    ANSWER = auto()
    CAUSES = auto()
    STATUS = auto()
    GIVE_UP = auto()
    QUIT = auto()
    HELP = auto()


WORDS = {
    Command.HINT: ("hint", "dica"),
    Command.ANSWER: ("answer", "resposta", "responder"),
    Command.CAUSES: ("causes", "causas"),
    Command.STATUS: ("status", "situacao", "estado"),
    Command.GIVE_UP: ("give up", "giveup", "desisto", "desistir"),
    Command.QUIT: ("quit", "exit", "sair"),
    Command.HELP: ("help", "ajuda", "?"),
}
"""In all languages, whichever is in use."""


class Outcome(Enum):
    """How a game ended."""

    FOUND = auto()
    GIVEN_UP = auto()
    QUIT = auto()
    TIME_OVER = auto()


@dataclass(frozen=True)
class Puzzle:
    """What is to be found. `accepted` are the cause and those that are as good, `quote` is what proves it, or empty,
    `choices` are some causes with the right one among them, `seconds` is how long the fault is there."""

    accepted: tuple[str, ...]
    hints: tuple[Step, ...]
    quote: str
    choices: tuple[str, ...]
    seconds: float

    @property
    def all_hints(self) -> int:
        """How many there are, with the quote."""
        return len(self.hints) + bool(self.quote)


@dataclass(frozen=True)
class Game:
    """A drill so far. `offered` is the list that a number stands for."""

    puzzle: Puzzle
    hints: int = 0
    wrong: tuple[str, ...] = ()
    offered: tuple[str, ...] = ()
    outcome: Outcome | None = None

    @property
    def points(self) -> int:
        """Of `FULL`; none where the cause was not found."""
        lost = self.hints * HINT_COSTS + len(self.wrong) * WRONG_COSTS
        return max(0, FULL - lost) if self.outcome is Outcome.FOUND else 0


@dataclass(frozen=True)
class Hint:
    """The hint of that number: a step, or else the words that prove the cause."""

    number: int
    of: int
    step: Step | None
    quote: str = ""


@dataclass(frozen=True)
class NoMoreHints:
    """All were given."""


@dataclass(frozen=True)
class Choices:
    """Causes to choose from by number; `unclear` where an answer may mean any of them."""

    causes: tuple[str, ...]
    unclear: bool = False


@dataclass(frozen=True)
class Wrong:
    """Another cause was named; `again`, that it was before."""

    cause: str
    same_family: bool
    again: bool


@dataclass(frozen=True)
class NotUnderstood:
    """No command, an answer like no cause, or none at all."""

    line: str
    is_answer: bool = False


@dataclass(frozen=True)
class Standing:
    """How the game stands."""

    seconds: float
    left: float


@dataclass(frozen=True)
class Help:
    """What can be said."""


@dataclass(frozen=True)
class Over:
    """The game has ended: `Game.outcome` says how."""


@dataclass(frozen=True)
class Nothing:
    """An empty line."""


Reply = Hint | NoMoreHints | Choices | Wrong | NotUnderstood | Standing | Help | Over | Nothing


def play(game: Game, line: str, seconds: float) -> tuple[Game, Reply]:
    """The game after a line that was typed so many seconds after its begin, and what to say."""
    if seconds >= game.puzzle.seconds:
        return replace(game, outcome=Outcome.TIME_OVER), Over()
    command, rest = _understood(line)
    match command:
        case Command.HINT:
            return _hint(game)
        case Command.ANSWER:
            return _answer(game, rest)
        case Command.CAUSES:
            return replace(game, offered=game.puzzle.choices), Choices(game.puzzle.choices)
        case Command.STATUS:
            return game, Standing(seconds, game.puzzle.seconds - seconds)
        case Command.GIVE_UP:
            return replace(game, outcome=Outcome.GIVEN_UP), Over()
        case Command.QUIT:
            return replace(game, outcome=Outcome.QUIT), Over()
        case Command.HELP:
            return game, Help()
    return game, NotUnderstood(rest) if rest else Nothing()


def _understood(line: str) -> tuple[Command | None, str]:
    """The command of a line, and what follows it. A number or a cause's id alone is an answer."""
    text = " ".join(line.split())
    plain = folded(text)
    for command, words in WORDS.items():
        for word in words:
            if plain == word:
                return command, ""
            if command is Command.ANSWER and plain.startswith(f"{word} "):
                return command, text[len(word) + 1 :]
    if _is_number(plain) or plain in catalogue():
        return Command.ANSWER, text
    return None, text


def _hint(game: Game) -> tuple[Game, Reply]:
    puzzle, number = game.puzzle, game.hints + 1
    if number > puzzle.all_hints:
        return game, NoMoreHints()
    step = puzzle.hints[game.hints] if game.hints < len(puzzle.hints) else None
    quote = "" if step else puzzle.quote
    return replace(game, hints=number), Hint(number, puzzle.all_hints, step, quote)


def _answer(game: Game, words: str) -> tuple[Game, Reply]:
    cause, near = _named(game, words)
    if cause in game.puzzle.accepted:
        return replace(game, outcome=Outcome.FOUND), Over()
    if cause:
        family = game.puzzle.accepted[0].partition(".")[0]
        again = cause in game.wrong
        after = game if again else replace(game, wrong=(*game.wrong, cause))
        return after, Wrong(cause, cause.partition(".")[0] == family, again)
    if near:
        return replace(game, offered=near), Choices(near, unclear=True)
    return game, NotUnderstood(words, is_answer=True)


def _named(game: Game, words: str) -> tuple[str, tuple[str, ...]]:
    """The cause that an answer names, or those that it may mean."""
    if _is_number(words):
        offered = game.offered or game.puzzle.choices
        at = int(words) - 1
        return (offered[at] if 0 <= at < len(offered) else ""), ()
    found = meant(words)
    return found.cause, found.near


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 3
