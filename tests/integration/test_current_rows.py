"""The macro current_rows on real files: it reads the project graph, which dbt's unit tests do not have."""

from datetime import UTC, datetime
from decimal import Decimal

import duckdb
import pandas as pd
import pytest

from orchestration.home import Home
from orchestration.ingest.contracts import read_contracts
from orchestration.ingest.manifests import Load
from orchestration.ingest.sources import parse_source
from orchestration.settings import DBT_PROJECT_DIR
from orchestration.state import State
from orchestration.state_types import DECISION_TYPES
from orchestration.warehouse import Warehouse

# shop.order_lines has columns of each kind: never flagged, flagged and kept (unit_price), flagged and emptied
ROW_TYPES = {
    "order_line_id": "varchar",
    "order_id": "varchar",
    "product_id": "varchar",
    "quantity": "decimal(18,3)",
    "unit_price": "decimal(18,4)",
    "list_price": "decimal(18,4)",
    "unit_cost": "decimal(18,4)",
    "record_key": "varchar",
    "source_system": "varchar",
    "load_id": "varchar",
    "load_sequence": "bigint",
    "loaded_at": "timestamp",
    "_file": "varchar",
    "_row": "bigint",
    "_source_rows": "bigint",
}
FLAG_TYPES = {
    "load_id": "varchar",
    "record_key": "varchar",
    "column_name": "varchar",
    "rule": "varchar",
    "keep_value": "boolean",
    "quarantine_id": "varchar",
}
PLAIN_SALE = {
    "order_id": "1",
    "product_id": "cup",
    "quantity": 1,
    "unit_price": 5,
    "list_price": 6,
    "unit_cost": 4,
    "_file": "a.csv",
    "_row": 1,
}
LOADED_AT = datetime(2024, 6, 30, 4, tzinfo=UTC).replace(tzinfo=None)


def write(path, types, rows):
    columns = ", ".join(f"{name} {kind}" for name, kind in types.items())
    with duckdb.connect() as con:
        con.execute(f"create table written ({columns})")
        for row in rows:
            con.execute(
                f"insert into written values ({', '.join('?' * len(types))})",
                [row.get(name) for name in types],
            )
        con.execute(f"copy written to '{path}' (format parquet)")


def landed(folder, sequence, lines, flags=(), source_system="shop"):
    """A load of shop.order_lines; `lines` give record key and whatever differs from a plain sale."""
    load_id = f"{source_system}{sequence}"
    folder = folder / load_id
    folder.mkdir(parents=True)
    loaded = {
        "source_system": source_system,
        "load_id": load_id,
        "load_sequence": sequence,
        "loaded_at": LOADED_AT,
    }
    rows = [{"order_line_id": line["record_key"], **PLAIN_SALE, **loaded, **line} for line in lines]
    write(folder / "rows.parquet", ROW_TYPES, rows)
    if flags:
        write(folder / "flagged.parquet", FLAG_TYPES, [{"load_id": load_id, **flag} for flag in flags])
    return Load(
        load_id=load_id,
        source_system=source_system,
        table="shop.order_lines",
        extract="orders",
        raw_object="order_lines",
        raw_load_id=load_id,
        content_hash=load_id,
        mapping_hash="",
        sequence=sequence,
        mapped_sequence=1,
        full_snapshot=False,
        loaded_at=LOADED_AT.isoformat(),
        parsed=len(rows),
        landed=len(rows),
        landed_source_rows=len(rows),
        rejected={},
        left_out={},
        flagged={flag["column_name"]: 1 for flag in flags},
        checks=[],
        blocked=[],
        folder=folder,
    )


def whose_products_are_the_samples(name):
    """A source system whose order lines name articles of the system `sample`."""
    required = ("order_line_id", "order_id", "quantity", "unit_price", "product_id")
    attributes = {
        "source_system": name,
        "description": "A shop that sells another's articles.",
        "connection": {"kind": "files", "path": "/nowhere"},
        "objects": {"lines": {"files": "lines*"}},
        "tables": {
            "shop.order_lines": {
                "from": "lines",
                "ids_of": {"product_id": "sample"},
                "columns": {column: column for column in required},
            }
        },
    }
    return parse_source(attributes, lambda variable: None, read_contracts(DBT_PROJECT_DIR))


def flagged(record_key, column_name, keep_value=False):
    return {
        "record_key": record_key,
        "column_name": column_name,
        "rule": "not_negative",
        "keep_value": keep_value,
        "quarantine_id": f"{record_key} · {column_name}",
    }


def decided(record_key, column_name, decision, value=None):
    shared = dict.fromkeys(DECISION_TYPES) | {"decided_at": LOADED_AT, "decision_id": decision}
    name = f"{record_key} · {column_name}"
    return pd.DataFrame([shared | {"quarantine_id": name, "decision": decision, "value": value}])


def tenth_flags():
    return [
        flagged("flagged now", "list_price"),
        flagged("flagged and kept", "unit_price", keep_value=True),
        flagged("flagged twice", "unit_price", keep_value=True),
        flagged("flagged twice", "list_price"),
        flagged("emptied by one rule of two", "unit_cost", keep_value=True),
        flagged("emptied by one rule of two", "unit_cost"),
        *(
            flagged(f"{decision} by a person", "list_price")
            for decision in ("accepted", "corrected", "rejected")
        ),
        flagged("rejected by a person", "unit_price", keep_value=True),
    ]


def decisions():
    return [
        decided("accepted by a person", "list_price", "accepted"),
        decided("corrected by a person", "list_price", "corrected", "12.5000"),
        decided("rejected by a person", "list_price", "rejected"),
        decided("rejected by a person", "unit_price", "rejected"),
    ]


def tenth_load(folder):
    return landed(
        folder,
        10,
        [
            {"record_key": "in two loads", "quantity": 10},
            {"record_key": "flagged before", "list_price": 7},
            {"record_key": "flagged now", "list_price": -1},
            {"record_key": "flagged and kept", "unit_price": -2},
            {"record_key": "flagged twice", "unit_price": -2, "list_price": -1},
            {"record_key": "emptied by one rule of two", "unit_cost": -1},
            {"record_key": "accepted by a person", "list_price": -1},
            {"record_key": "corrected by a person", "list_price": -1},
            {"record_key": "rejected by a person", "list_price": -1, "unit_price": -2},
        ],
        flags=tenth_flags(),
    )


@pytest.fixture(scope="module")
def staged(tmp_path_factory, handed_over, dbt):
    """Order lines by id, as dbt stages them from four loads of two shops."""
    folder = tmp_path_factory.mktemp("current_rows")
    ninth = landed(
        folder,
        9,
        [
            {"record_key": "in two loads", "quantity": 9},
            {"record_key": "flagged before", "list_price": -1},
            {"record_key": "flagged now", "list_price": 6},
            {"record_key": "only in the older load", "quantity": 9},
        ],
        flags=[flagged("flagged before", "list_price")],
    )
    tenth = tenth_load(folder)
    other_shop = landed(folder, 1, [{"record_key": "in two loads", "quantity": 1}], source_system="other")
    for decision in decisions():
        State(Home(folder / "home")).append_decisions(decision)
    home = handed_over(folder / "home", [tenth, ninth, other_shop], [whose_products_are_the_samples("other")])
    built = dbt(home, "run", "--select", "stg_shop__order_lines")
    assert built.success, built.exception or [node.message for node in built.result]
    with Warehouse(home).open() as con:
        rows = con.sql("select * from staging.stg_shop__order_lines").to_arrow_table().to_pylist()
    by_id = {row["order_line_id"]: row for row in rows}
    assert len(by_id) == len(rows), "a record is staged more than once"
    return by_id


@pytest.mark.parametrize(
    ("order_line_id", "quantity"),
    [
        pytest.param("shop:in two loads", 10, id="newest-load-wins"),
        pytest.param("shop:only in the older load", 9, id="older-load-stays-where-it-is-not-repeated"),
        pytest.param("other:in two loads", 1, id="same-key-in-another-source-is-another-record"),
    ],
)
def test_one_version_of_a_record_is_current(staged, order_line_id, quantity):
    assert staged[order_line_id]["quantity"] == quantity


@pytest.mark.parametrize(
    ("order_line_id", "column", "value"),
    [
        pytest.param("shop:flagged now", "list_price", None, id="emptied-instead-of-the-older-value"),
        pytest.param("shop:flagged now", "unit_price", Decimal(5), id="other-columns-of-the-record-stay"),
        pytest.param("shop:flagged before", "list_price", Decimal(7), id="corrected-by-a-newer-load"),
        pytest.param("shop:in two loads", "list_price", Decimal(6), id="other-records-of-the-load-stay"),
        pytest.param(
            "shop:flagged and kept", "unit_price", Decimal(-2), id="kept-where-the-contract-says-so"
        ),
        pytest.param("shop:flagged and kept", "line_type", "adjustment", id="kept-value-makes-an-adjustment"),
        pytest.param("shop:flagged twice", "unit_price", Decimal(-2), id="kept-beside-an-emptied-column"),
        pytest.param("shop:flagged twice", "list_price", None, id="emptied-beside-a-kept-column"),
        pytest.param(
            "shop:emptied by one rule of two", "unit_cost", None, id="emptied-when-any-rule-says-so"
        ),
        pytest.param("shop:accepted by a person", "list_price", Decimal(-1), id="counts-when-accepted"),
        pytest.param("shop:corrected by a person", "list_price", Decimal("12.5"), id="corrected"),
        pytest.param("shop:rejected by a person", "list_price", None, id="stays-empty-when-rejected"),
        pytest.param("shop:rejected by a person", "unit_price", None, id="kept-no-longer-when-rejected"),
    ],
)
def test_flagged_value_is_empty_unless_its_rule_keeps_it(staged, order_line_id, column, value):
    assert staged[order_line_id][column] == value


@pytest.mark.parametrize(
    ("order_line_id", "order_id", "product_id"),
    [
        pytest.param("shop:in two loads", "shop:1", "shop:cup", id="ids-are-the-source's-own"),
        pytest.param("other:in two loads", "other:1", "sample:cup", id="unless-its-yaml-says-whose"),
    ],
)
def test_a_row_points_to_records_of_the_system_that_gave_the_id(staged, order_line_id, order_id, product_id):
    assert (staged[order_line_id]["order_id"], staged[order_line_id]["product_id"]) == (order_id, product_id)
