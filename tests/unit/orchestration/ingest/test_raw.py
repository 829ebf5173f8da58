"""What comes in from the folder, and what counts as new."""

import os

import pyarrow.parquet as pq
import pytest

HEADER = "id,customer,email,ordered_at,currency\n"
DAY = HEADER + "A{0},K{0},,2026-03-01,CNY\n"


def _incremental(desk):
    desk.objects["orders"]["full_snapshot"] = False
    return desk


def test_raw_holds_all_columns_as_they_came(desk):
    desk.put("orders.csv", "id,customer,email,ordered_at,currency,remark\nA1,K1,,2026-03-01,CNY, by phone \n")
    (load,) = desk.pull().raw_loads
    row = pq.read_table(load.folder / "part-00000.parquet").to_pylist()[0]
    assert row["remark"] == "by phone "
    assert row["email"] is None
    assert load.files == [
        {
            "name": "orders.csv",
            "parsed": 1,
            "unparsable": 0,
            "columns": ["id", "customer", "email", "ordered_at", "currency", "remark"],
            "reading": {"format": "csv", "encoding": "utf-8", "delimiter": ",", "header_row": 1},
            "bytes": (desk.folder / "orders.csv").stat().st_size,
        }
    ]


def test_the_same_content_lands_once_also_under_another_name(desk):
    _incremental(desk)
    desk.put("orders_1.csv", DAY.format(1))
    desk.put("orders_2.csv", DAY.format(1))
    assert len(desk.pull().raw_loads) == 1
    desk.put("orders_3.csv", DAY.format(1))
    assert not desk.pull().raw_loads
    assert desk.rows("shop.orders", "order_id, _file") == [("A1", "orders_1.csv")]


def test_the_same_file_twice_in_a_snapshot_counts_once(desk):
    desk.put("orders_1.csv", DAY.format(1))
    desk.put("orders_2.csv", DAY.format(1))
    (load,) = desk.pull().raw_loads
    assert [file["name"] for file in load.files] == ["orders_1.csv"]


def test_equal_files_of_two_objects_are_two_loads(desk):
    desk.objects = {"orders": {"files": "orders.csv"}, "tests": {"files": "tests.csv"}}
    desk.put("orders.csv", DAY.format(1))
    desk.put("tests.csv", DAY.format(1))
    assert len(desk.pull().raw_loads) == 2


def test_files_of_one_name_in_two_folders_stay_apart(desk):
    desk.objects["orders"]["files"] = "**/orders.csv"
    desk.tables["shop.orders"]["columns"]["order_id"] = "concat(_file, '-', _row)"
    desk.put("north/orders.csv", DAY.format(1))
    desk.put("south/orders.csv", DAY.format(2))
    desk.pull()
    assert desk.rows("shop.orders", "order_id") == [("north/orders.csv-1",), ("south/orders.csv-1",)]


def test_increments_are_taken_in_natural_order_so_that_the_newest_version_wins(desk):
    _incremental(desk)
    for day in (9, 10, 2):
        desk.put(f"orders_{day}.csv", f"{HEADER}A1,K{day},,2026-03-01,CNY\n")
    desk.pull()
    assert desk.rows("shop.orders", "customer_id") == [("K10",)]


def test_a_file_that_never_came_is_an_error_and_one_that_is_gone_a_warning(desk):
    (problem,) = desk.pull().problems
    assert (problem.severity, problem.table, problem.file) == ("error", "shop.orders", "orders*")
    assert f"no such file in {desk.folder}" in problem.message
    path = desk.put("orders.csv", DAY.format(1))
    assert not desk.pull().problems
    path.unlink()
    (problem,) = desk.pull().problems
    assert problem.severity == "warning"
    assert "Earlier loads stay in use" in problem.message
    assert desk.rows("shop.orders", "order_id") == [("A1",)]


def test_a_folder_of_that_name_is_no_file(desk):
    (desk.folder / "orders.csv").mkdir()
    (problem,) = desk.pull().problems
    assert "no such file" in problem.message


def test_a_missing_folder_is_named(desk):
    desk.folder.rmdir()
    (problem,) = desk.pull().problems
    assert problem.severity == "error"
    assert f"{desk.folder}, which is not a folder" in problem.message


def test_a_file_that_cannot_be_read_keeps_a_snapshot_out_and_leaves_nothing_behind(desk):
    desk.put("orders_1.csv", DAY.format(1))
    desk.put("orders_2.csv", "")
    desk.put("orders_3.xlsx", b"PK")
    problems = desk.pull().problems
    assert [(problem.severity, problem.file) for problem in problems] == [
        ("error", "orders_2.csv"),
        ("error", "orders_3.xlsx"),
    ]
    assert not desk.raw_loads()
    assert [path.name for path in desk.home.raw.rglob("*") if path.is_file()] == ["problems.json"]


def test_a_file_that_cannot_be_read_does_not_keep_other_increments_out(desk):
    _incremental(desk)
    desk.put("orders_1.csv", "")
    desk.put("orders_2.csv", DAY.format(2))
    (problem,) = desk.pull().problems
    assert problem.file == "orders_1.csv"
    assert desk.rows("shop.orders", "order_id") == [("A2",)]


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may read everything")
def test_a_file_that_may_not_be_opened_is_a_problem(desk):
    desk.put("orders.csv", DAY.format(1)).chmod(0)
    (problem,) = desk.pull().problems
    assert "cannot be read: Permission denied" in problem.message


def test_records_that_could_not_be_read_are_told_and_the_others_land(desk):
    desk.put("orders.csv", HEADER + "A1,K1\n" + 'A2,K2,"x\n' + "A3,K3,,2026-03-01,CNY\n" + "A4\n" * 4)
    desk.pull()
    assert desk.rows("shop.orders", "order_id, _row") == [("A3", 3)]
    (load,) = desk.raw_loads()
    (problem,) = load.problems
    assert problem["severity"] == "warning"
    assert problem["message"].startswith(
        "6 records could not be read: row 1 (2 values instead of 5), row 2 (a quote is not closed),"
        " row 4 (1 value instead of 5) and 3 more."
    )
    assert [row for _, row, _ in desk.unparsable()] == [1, 2, 4, 5, 6, 7]


def test_a_header_without_rows_is_told(desk):
    desk.put("orders.csv", HEADER)
    desk.pull()
    (problem,) = desk.raw_loads()[0].problems
    assert "holds no records" in problem["message"]
