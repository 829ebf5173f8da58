import pytest

from orchestration.errors import HuaxiangError
from orchestration.ingest.csv_layout import detected_delimiter, detected_header_line


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        pytest.param("a,b\n1,2\n", None, ",", id="comma"),
        pytest.param("a;b\n1,5;2,5\n3,1;4,2\n", None, ";", id="decimal-commas"),
        pytest.param("a\tb\n1, or so\t2\n", None, "\t", id="tab"),
        pytest.param("a|b|c\n1|2|3\n", None, "|", id="bar"),
        pytest.param('a,b\n"x;y;z",2\n"p;q",3\n', None, ",", id="in-quotes"),
        pytest.param("name\nLi\nWang\n", None, ",", id="one-column"),
        pytest.param("1|a,b|x\n2|c|y\n", 3, "|", id="by-the-declared-width"),
        pytest.param("a,b;c\n1,2;3\n1,2\n", None, ",", id="most-records"),
        pytest.param("", None, ",", id="nothing"),
    ],
)
def test_a_delimiter_is_the_one_by_which_records_are_equally_wide(text, width, expected):
    assert detected_delimiter(text.splitlines(keepends=True), '"', width) == expected


def test_two_that_are_as_good_are_not_guessed_between():
    with pytest.raises(HuaxiangError, match="Declare `delimiter`"):
        detected_delimiter(["a,b;c\n", "1,2;3\n"], '"')


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("a,b\n1,2\n", 1, id="first"),
        pytest.param("a,b,c\n1,2,3,\n4,5,6,\n", 1, id="records-wider-than-the-header"),
        pytest.param("Orders of March\n\na,b\n1,2\n3,4\n", 3, id="titles"),
        pytest.param('"two\nlines"\nfrom,\na,b\n1,2\n3,4\n', 4, id="titles-of-several-lines"),
        pytest.param("bill,,,\nfrom: May,,,\n,,,\na,b,c,d\n1,,3,\n", 4, id="titles-as-wide-as-records"),
        pytest.param("\n\na,b\n1,2\n", 3, id="blank-lines"),
        pytest.param("name\nLi\n", 1, id="one-column"),
        pytest.param(",a\n0,x\n", 1, id="a-column-without-a-name"),
        pytest.param("", 1, id="nothing"),
    ],
)
def test_the_header_is_the_first_line_that_fills_the_columns(text, expected):
    assert detected_header_line(text.splitlines(keepends=True), ",", '"') == expected
