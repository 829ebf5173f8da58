import pytest

from orchestration.errors import HuaxiangError
from orchestration.ingest.expressions import check_formats, named_columns


@pytest.mark.parametrize(
    ("expression", "columns"),
    [
        pytest.param("InvoiceNo", {"InvoiceNo"}, id="column"),
        pytest.param('"Customer ID"', {"Customer ID"}, id="quoted"),
        pytest.param("'GBP'", set(), id="literal"),
        pytest.param("price.list", {"price"}, id="field-of-a-struct"),
        pytest.param("list_transform(items, item -> item + fee)", {"items", "fee"}, id="lambda"),
        pytest.param("max_by(a, (b, c)) filter (where d is not null)", {"a", "b", "c", "d"}, id="aggregate"),
        pytest.param("quantity -- as sold", {"quantity"}, id="comment"),
        pytest.param("sum(a) over (partition by b)", {"a", "b"}, id="window"),
    ],
)
def test_columns_of_an_expression(expression, columns):
    assert named_columns(expression) == columns


@pytest.mark.parametrize("expression", ["cast(a as", "a from t", "a; drop table x", "a as b", "at", "1 +"])
def test_what_is_no_sql_is_refused_with_the_parsers_words(expression):
    with pytest.raises(HuaxiangError, match="is not valid SQL: syntax error"):
        named_columns(expression)


@pytest.mark.parametrize(
    "expression",
    ["", "a, b", "*", "columns('x')", "(select max(a) from t)", "a) from (select 1", "a) union select (b"],
)
def test_what_is_not_one_expression_over_a_record_is_refused(expression):
    with pytest.raises(HuaxiangError, match="not one expression"):
        named_columns(expression)


def test_formats_are_checked():
    check_formats(("%d/%m/%Y %H:%M", "%Y%m%d"))
    with pytest.raises(HuaxiangError, match="unknown format"):
        check_formats(("%d/%m/%Y", "%Q"))
