from decimal import Decimal

import pytest

from orchestration.ingest.contracts import Column
from orchestration.ingest.problems import Problem, examples, masked, shown

NAME = Column("full_name", "string", pii="direct")
PRICE = Column("price", "decimal(18,4)")


@pytest.mark.parametrize(
    ("value", "expected"),
    [("张伟", "***"), ("abc", "***"), ("abcd", "a***d"), ("zhang.wei@x.cn", "z***n"), (13800138000, "1***0")],
)
def test_a_masked_value_shows_its_ends_only(value, expected):
    assert masked(value) == expected


@pytest.mark.parametrize(
    ("value", "column", "expected"),
    [
        ("zhang.wei", NAME, "'z***i'"),
        ("zhang.wei", None, "'z***i'"),
        (Decimal("-1.50"), PRICE, "'-1.50'"),
        (None, PRICE, "nothing"),
        ("two\nlines", PRICE, "'two lines'"),
        ("x" * 61, PRICE, f"'{'x' * 60}…'"),
    ],
)
def test_a_shown_value_is_masked_where_the_column_is_personal(value, column, expected):
    assert shown(value, column) == expected


def test_examples_name_rows_values_and_other_files():
    rows = [("a.csv", 3, "x"), ("a.csv", 7, None), ("b.csv", 1, "y")]
    assert examples(rows, PRICE) == "row 3 'x', row 7, b.csv row 1 'y'"


def test_a_problem_says_where_and_what():
    problem = Problem("warning", "shop", "shop.orders", "", "No row.")
    assert str(problem) == "shop · shop.orders: No row."
    assert Problem(**problem.as_dict()) == problem
