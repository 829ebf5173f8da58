"""Where every record went."""

import duckdb
import pytest

from orchestration.ingest.fates import ObjectFates, row_fates
from orchestration.ingest.pull import pull
from orchestration.ingest.sources import read_source
from orchestration.quoting import parquet_rows

HEADER = "id,customer,kind,ordered_at\n"


@pytest.fixture
def fates(desk):
    """Orders and returns in one file, with people beside: pull, and count where the records went."""
    desk.tables = {
        "shop.customers": {
            "from": "orders",
            "where": [{"name": "guest", "keep": "customer is not null"}],
            "one_row_per": ["customer"],
            "columns": {"customer_id": "customer"},
        },
        "shop.orders": {
            "from": "orders",
            "where": [
                {"name": "cancelled", "keep": "kind <> 'return'", "goes_to": "shop.returns"},
                {"name": "test_order", "keep": "kind <> 'test'"},
            ],
            "columns": {"order_id": "id", "ordered_at": "ordered_at"},
        },
        "shop.returns": {
            "from": "orders",
            "where": [{"name": "sale", "keep": "kind = 'return'", "goes_to": "shop.orders"}],
            "columns": {"return_id": "id", "returned_at": "ordered_at", "refund_amount": "1"},
        },
    }

    def call():
        desk.pull()
        return {
            found.raw_object: dict(found.counts)
            for found in row_fates(desk.home, desk.source(), desk.contracts)
        }

    return call


def test_every_record_ends_in_one_place(desk, fates):
    rows = [
        "A1,K1,sale,2026-03-01",
        "A1,K1,sale,2026-03-01",
        "A2,,sale,2026-03-01",
        "A3,K1,return,2026-03-01",
        "A4,K2,test,2026-03-01",
        "A5,K2,sale,never",
        "A6,K2,return,never",
        "A7",
    ]
    desk.put("orders.csv", HEADER + "\n".join(rows))
    assert fates() == {
        "orders": {
            "shop.orders": 2,
            "shop.returns": 1,
            "rejected": 2,
            "left out: identical_repeat": 1,
            "left out: test_order": 1,
            "unparsable": 1,
        }
    }


def test_a_record_that_every_table_hands_on_is_told(desk, fates):
    desk.put("orders.csv", HEADER + "A1,K1,,2026-03-01\nA2,K1,sale,2026-03-01\n")
    assert fates() == {"orders": {"shop.orders": 1, "handed on, but taken by no table": 1}}


def test_a_record_may_be_a_row_of_several_tables(desk, fates):
    desk.tables["shop.returns"]["where"] = []
    desk.put("orders.csv", HEADER + "A1,K1,sale,2026-03-01\nA2,K1,return,2026-03-01\n")
    assert fates() == {"orders": {"shop.orders + shop.returns": 1, "shop.returns": 1}}


def test_without_a_table_of_single_records_groups_count_their_records(desk, fates):
    del desk.tables["shop.orders"], desk.tables["shop.returns"]
    rows = ["A1,K1,,", "A2,K1,,", "A3,,,", "A4,K2,,"]
    desk.put("orders.csv", HEADER + "\n".join(rows))
    assert fates() == {"orders": {"shop.customers": 3, "left out: guest": 1}}


def test_increments_add_up_and_snapshots_do_not(desk, fates):
    for full_snapshot, expected in ((False, 3), (True, 1)):
        desk.objects["orders"]["full_snapshot"] = full_snapshot
        desk.put("orders_1.csv", HEADER + "A1,K1,sale,2026-03-01\n")
        if not full_snapshot:
            desk.put("orders_2.csv", HEADER + "A2,K1,sale,2026-03-01\nA3,K1,sale,2026-03-01\n")
        else:
            (desk.folder / "orders_2.csv").unlink()
        assert fates() == {"orders": {"shop.orders": expected}}


def test_records_of_a_table_that_could_not_be_made_are_held_back(desk, fates):
    desk.tables["shop.returns"]["columns"]["returned_at"] = "returned_at"
    desk.put("orders.csv", HEADER + "A1,K1,sale,2026-03-01\nA2,K1,return,2026-03-01\n")
    assert fates() == {"orders": {"shop.orders": 1, "held back: shop.returns": 1}}


def test_records_of_a_blocked_load_are_held_back(desk, fates):
    desk.tables["shop.returns"]["columns"]["refund_amount"] = "customer"
    rows = [f"A{number},K,return,2026-03-01" for number in range(98)]
    rows += ["B1,1,return,2026-03-01", "B2,2,return,2026-03-01", "B3,K,sale,2026-03-01"]
    desk.put("orders.csv", HEADER + "\n".join(rows))
    assert fates() == {"orders": {"shop.orders": 1, "rejected": 98, "held back: shop.returns": 2}}


def test_files_of_which_nothing_is_read_have_no_fates(desk, fates):
    assert fates() == {}


def test_a_sum_that_is_wrong_is_an_error():
    fates = ObjectFates("orders", records=2)
    fates.counts["rejected"] = 1
    with pytest.raises(AssertionError, match="2 records were read, but 1 have a fate"):
        fates.check()


def test_every_line_of_the_real_order_export_has_a_fate(real_data, new_desk, contracts):
    variables = {"HUAXIANG_REAL_DATA": str(real_data)}
    source = read_source("online_retail", variables.get, contracts)
    desk = new_desk()
    pull(desk.home, source, contracts, "Asia/Shanghai")
    (found,) = row_fates(desk.home, source, contracts)
    lines, cancelled = (
        duckdb.connect()
        .sql(
            "select count(*), count_if(upper(InvoiceNo) like 'C%')"
            f" from {parquet_rows(source.folder.path.glob('*.parquet'))}"
        )
        .fetchall()[0]
    )
    assert found.records == found.counts.total() == lines
    assert set(found.counts) <= {"shop.order_lines", "shop.returns", "rejected", "left out: stock_correction"}
    assert found.counts["shop.returns"] == cancelled
