"""What went wrong with an extract, said to the person who can mend it."""

from dataclasses import asdict, dataclass
from typing import Any, Literal

from orchestration.ingest.contracts import Column

Severity = Literal["error", "warning"]


@dataclass(frozen=True)
class Problem:
    """One finding. An error kept a file or table out; a warning concerns rows or a whole load's shape."""

    severity: Severity
    source_system: str
    table: str
    file: str
    message: str

    def as_dict(self) -> dict[str, Any]:
        """For a manifest."""
        return asdict(self)

    def __str__(self) -> str:
        """`source · table · file: message`."""
        where = " · ".join(part for part in (self.source_system, self.table, self.file) if part)
        return f"{where}: {self.message}"


def masked(value: object) -> str:
    """First and last character of a personal value; nothing of a value too short to hide the rest."""
    text = str(value)
    return f"{text[0]}***{text[-1]}" if len(text) > 3 else "***"


def shown(value: object, column: Column | None) -> str:
    """The value as a message may show it: masked where the column is personal, cut where it is long."""
    if value is None:
        return "nothing"
    text = masked(value) if column is None or column.is_personal else str(value)
    return f"'{text[:60]}…'" if len(text) > 60 else f"'{text}'"
