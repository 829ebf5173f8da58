"""`huaxiang tag report`: the review of all tags as a page that needs no network, and as a sheet."""

from collections.abc import Sequence
from dataclasses import astuple, fields
from datetime import date
from pathlib import Path
from typing import Any

from orchestration.compose.catalogue import DIMENSIONS
from orchestration.home import Home, write_whole
from orchestration.quality import drawing
from orchestration.sheets import write_sheet
from orchestration.tags.review import Review, review

_TEMPLATES = (Path(__file__).parent / "templates", Path(drawing.__file__).parent / "templates")


def write_report(home: Home) -> tuple[Path, list[Review]]:
    """Write `reports/tags.html` and `reports/tags.csv`; the page's path and what it says."""
    as_of_on, customers, reviewed = review(home)
    page, sheet = home.reports / "tags.html", home.reports / "tags.csv"
    write_whole(page, _page(as_of_on, customers, reviewed))
    columns = [field.name for field in fields(Review)]
    write_sheet(sheet, columns, ([_cell(value) for value in astuple(each)] for each in reviewed))
    return page, reviewed


def _page(as_of_on: date, customers: int, reviewed: Sequence[Review]) -> str:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    environment.globals.update(bar=drawing.bar, percent=drawing.percent)
    groups = {
        title: [each for each in reviewed if each.dimension == key] for key, title in DIMENSIONS.items()
    }
    return environment.get_template("tags.html").render(
        as_of_on=as_of_on,
        customers=customers,
        reviewed=reviewed,
        groups={title: found for title, found in groups.items() if found},
        proposals=[each for each in reviewed if each.reasons],
    )


def _cell(value: Any) -> Any:
    return "; ".join(value) if isinstance(value, tuple) else value
