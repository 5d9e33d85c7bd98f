"""A matrix of ways."""

from dataclasses import dataclass

from kanivete.model import Coverage


@dataclass(frozen=True)
class Cell:
    """One way. `reached` is None where it was not tried; `cause` is then what the objects say against it."""

    row: str
    column: str
    reached: bool | None
    cause: str = ""
    text: str = ""


@dataclass(frozen=True)
class Matrix:
    """`probed` tells whether anything was tried, `tools` what was started for it."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[Cell, ...]
    probed: bool
    coverage: Coverage
    tools: tuple[str, ...] = ()

    @property
    def worst(self) -> bool | None:
        """False where some way is broken, None where something speaks against one, True where nothing does."""
        if any(cell.reached is False for cell in self.cells):
            return False
        return None if any(cell.cause for cell in self.cells) else True
