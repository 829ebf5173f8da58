from datetime import date, datetime

import duckdb
import pytest

from orchestration.errors import HuaxiangError
from orchestration.publish.masking import PublicColumn, PublicTable, masked_expression, masked_type

NOT_THE_SHOPS_NUMBER = "identifier_type = 'shop_customer_id'"

IDENTITIES = PublicTable(
    "identity",
    "dim_identities",
    (
        PublicColumn("record_key", "string", pii="quasi", band="record_key"),
        PublicColumn("identifier_type", "string"),
        PublicColumn("identifier_value", "string", pii="direct", unless=NOT_THE_SHOPS_NUMBER),
    ),
)


def table_of(*columns):
    return PublicTable("customers", "dim_customers", columns)


def masked(column, value):
    """What one value of a column becomes in the masked snapshot."""
    expression = masked_expression(column, table_of(column))
    query = f'select {expression} from (select cast(? as {column.data_type}) as "{column.name}")'
    return duckdb.connect().execute(query, [value]).fetchall()[0][0]


def masked_identities(*rows):
    connection = duckdb.connect()
    connection.execute(
        "create or replace temp table dim_identities "
        "(record_key varchar, identifier_type varchar, identifier_value varchar)"
    )
    connection.executemany("insert into dim_identities values (?, ?, ?)", rows)
    shown = ", ".join(
        f"{masked_expression(column, IDENTITIES)} as {column.name}" for column in IDENTITIES.columns
    )
    return connection.execute(f"select {shown} from dim_identities order by rowid").fetchall()


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param(None, None, id="null stays null"),
        pytest.param("", "***", id="empty"),
        pytest.param("李", "***", id="one character"),
        pytest.param("张伟", "***", id="a two-character name is not shown whole"),
        pytest.param("欧阳娜", "欧***娜", id="three characters"),
        pytest.param("anna@example.de", "a***e", id="e-mail"),
        pytest.param("13800138000", "1***0", id="phone"),
        pytest.param("O'Neil", "O***l", id="quote"),
    ],
)
def test_a_direct_value_keeps_its_first_and_last_character(value, expected):
    assert masked(PublicColumn("full_name", "string", pii="direct"), value) == expected


def test_a_direct_number_becomes_text():
    phone = PublicColumn("phone", "bigint", pii="direct")

    assert masked(phone, 13800138000) == "1***0"
    assert masked_type(phone, table_of(phone)) == "varchar"


def test_a_sensitive_column_is_absent():
    column = PublicColumn("reason", "string", pii="sensitive")

    assert masked_expression(column, table_of(column)) is None


@pytest.mark.parametrize("band", [None, "absent"])
def test_a_quasi_column_is_absent_unless_its_band_shows_it(band):
    column = PublicColumn("city", "string", pii="quasi", band=band)

    assert masked_expression(column, table_of(column)) is None


@pytest.mark.parametrize(
    ("data_type", "value", "expected"),
    [
        pytest.param("date", date(1989, 12, 31), date(1980, 1, 1), id="last day of a decade"),
        pytest.param("date", date(1990, 1, 1), date(1990, 1, 1), id="first day of a decade"),
        pytest.param("timestamp", datetime(1987, 5, 6, 7, 8), datetime(1980, 1, 1), id="timestamp"),
        pytest.param("smallint", 1989, 1980, id="birth year"),
        pytest.param("date", None, None, id="null stays null"),
    ],
)
def test_a_decade_keeps_its_type_and_its_first_day(data_type, value, expected):
    column = PublicColumn("birth_on", data_type, pii="quasi", band="decade")

    assert masked(column, value) == expected
    assert masked_type(column, table_of(column)) == data_type


def test_a_plain_column_is_shown_as_it_is():
    assert masked(PublicColumn("region", "string"), "浙江") == "浙江"
    assert masked(PublicColumn("gender", "string", pii="quasi", band="as_is"), "female") == "female"


def test_an_identifier_stays_only_where_its_condition_holds():
    rows = masked_identities(
        ("14646", "shop_customer_id", "14646"),
        ("C-1", "email", "anna@example.de"),
        ("C-2", None, "13800138000"),
    )

    assert [value for _, _, value in rows] == ["14646", "a***e", "1***0"]


def test_a_record_key_stays_where_every_identifier_of_the_key_stays():
    rows = masked_identities(
        ("14646", "shop_customer_id", "14646"),
        ("anna@example.de", "shop_customer_id", "77"),
        ("anna@example.de", "email", "anna@example.de"),
        ("device-9", None, "device-9"),
    )

    assert [record_key for record_key, _, _ in rows] == ["14646", "a***e", "a***e", "d***9"]


@pytest.mark.parametrize(
    "neighbours",
    [
        pytest.param((), id="no identifier beside it"),
        pytest.param((PublicColumn("email", "string", pii="direct"),), id="an identifier that never stays"),
    ],
)
def test_a_record_key_without_identifiers_that_may_stay_is_masked(neighbours):
    key = PublicColumn("record_key", "string", pii="direct", band="record_key")
    expression = masked_expression(key, table_of(key, *neighbours))

    query = f"select {expression} from (select '14646' as record_key, 'anna@example.de' as email)"
    assert duckdb.connect().execute(query).fetchall() == [("1***6",)]


@pytest.mark.parametrize(
    ("column", "what_is_wrong"),
    [
        pytest.param(PublicColumn("email", "string", pii="personal"), "pii: personal", id="unknown mark"),
        pytest.param(
            PublicColumn("city", "string", pii="quasi", band="province"), "band: province", id="unknown band"
        ),
        pytest.param(
            PublicColumn("email", "string", pii="direct", band="as_is"),
            "band: as_is",
            id="direct shown whole",
        ),
        pytest.param(
            PublicColumn("notes", "string", pii="sensitive", band="as_is"), "as_is", id="sensitive shown"
        ),
        pytest.param(
            PublicColumn("notes", "string", pii="sensitive", unless="true"), "unless", id="sensitive unless"
        ),
        pytest.param(
            PublicColumn("birth", "string", pii="quasi", band="decade"), "type string", id="decade of text"
        ),
    ],
)
def test_a_contradiction_in_the_metadata_names_the_column(column, what_is_wrong):
    with pytest.raises(
        HuaxiangError, match=f"Column {column.name} of table customers.dim_customers .*{what_is_wrong}"
    ):
        masked_expression(column, table_of(column))
