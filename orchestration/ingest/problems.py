"""What went wrong with an extract, said to the person who can mend it."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from orchestration.ingest.contracts import Column

Severity = Literal["error", "warning"]
# rows a message gives as examples
SHOWN_ROWS = 3


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


def counted(count: int, what: str) -> str:
    """`1 row`, `2 rows`."""
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def masked(value: object) -> str:
    """First and last character of a personal value; nothing of a value too short to hide the rest."""
    text = str(value)
    return f"{text[0]}***{text[-1]}" if len(text) > 3 else "***"


def examples(rows: Sequence[tuple[str, int, object]], column: Column | None) -> str:
    """Rows (file, row, value) as a message names them; the file only where it is not that of the first."""
    return ", ".join(
        ("" if file == rows[0][0] else f"{file} ")
        + f"row {row}"
        + (f" {shown(value, column)}" if value else "")
        for file, row, value in rows
    )


def shown(value: object, column: Column | None) -> str:
    """The value as a message may show it: masked where the column is personal, on one line, not too long."""
    if value is None:
        return "nothing"
    text = masked(value) if column is None or column.is_personal else " ".join(str(value).split())
    return f"'{text[:60]}…'" if len(text) > 60 else f"'{text}'"
