"""Values that could be cast but cannot be true, found by Great Expectations."""

from dataclasses import replace

import pytest

HEADER = "id,customer,email,ordered_at,currency\n"


def test_flagged_values_are_named_by_record_and_told(checked_desk):
    desk = checked_desk
    rows = ["A1,K,,2026-03-01,CNY", "A2,K,,2999-01-01,CNY", "A3,K,,2026-03-01,XXQ"]
    desk.put("orders.csv", HEADER + "\n".join(rows))
    desk.pull()
    (load,) = desk.current()
    assert load.landed == 3
    assert load.flagged == {"ordered_at: not_in_the_future": 1, "currency_code: known_currency": 1}
    assert load.flagged_rows == 2
    columns = "load_id, record_key, column_name, rule, keep_value"
    assert desk.aside("shop.orders", "flagged", columns) == [
        (load.load_id, "A2", "ordered_at", "not_in_the_future", False),
        (load.load_id, "A3", "currency_code", "known_currency", False),
    ]
    assert desk.verdict("shop.orders").messages == [
        "desk · shop.orders · orders.csv: ordered_at: 1 value flagged by not_in_the_future: row 2"
        " '2998-12-31 16:00:00'; the value is left empty in the profile. What to do: correct the clock or the"
        " date of the order.",
        "desk · shop.orders · orders.csv: currency_code: 1 value flagged by known_currency: row 3 'XXQ'; the"
        " value is left empty in the profile. What to do: use an ISO 4217 code such as CNY.",
    ]


def test_a_negative_price_is_flagged_and_kept(checked_desk):
    desk = checked_desk
    desk.tables = {
        "shop.order_lines": {
            "from": "orders",
            "columns": {"order_line_id": "line", "order_id": "id", "quantity": "1", "unit_price": "price"},
        }
    }
    desk.put("orders.csv", "line,id,price\n1,A,-20\n2,A,0\n3,A,7.5\n")
    desk.pull()
    columns = "record_key, column_name, keep_value"
    assert desk.aside("shop.order_lines", "flagged", columns) == [("1", "unit_price", True)]
    (message,) = desk.verdict("shop.order_lines").messages
    assert "row 1 '-20.0000'; the value is kept" in message


def test_an_age_of_200_is_flagged_and_told_masked(checked_desk):
    desk = checked_desk
    desk.tables = {"crm.contacts": {"from": "orders", "columns": {"contact_id": "id", "birth_on": "born"}}}
    desk.put("orders.csv", "id,born\n1,1826-04-12\n2,1990-05-05\n3,0001-01-02\n4,9999-12-31\n")
    desk.pull()
    (message,) = desk.verdict("crm.contacts").messages
    assert (
        "birth_on: 3 values flagged by plausible_birth_day: row 1 '1***2', row 3 '0***2', row 4 '9***1'"
        in message
    )
    assert "1826" not in message


def test_stamps_at_the_ends_of_time_can_be_checked(checked_desk):
    desk = checked_desk
    rows = ["A1,K,,0001-01-02 00:00:00,CNY", "A2,K,,9999-12-31 09:00:00,CNY", "A3,K,,2300-01-01,CNY"]
    desk.put("orders.csv", HEADER + "\n".join(rows))
    desk.pull()
    assert desk.current()[0].flagged == {"ordered_at: not_in_the_future": 2}


def test_too_many_flagged_rows_block_a_load(checked_desk):
    desk = checked_desk
    rows = [f"A{number},K,,2999-01-01,XXQ" for number in range(6)]
    rows += [f"A{number},K,,2026-03-01,CNY" for number in range(6, 100)]
    desk.put("orders.csv", HEADER + "\n".join(rows))
    desk.pull()
    (load,) = desk.loads()
    # two flags on one row are one flagged row
    assert load.blocked == ["6.0% of its rows are flagged, more than the 5% the contract allows"]


def test_a_check_that_cannot_run_is_a_problem_of_the_table(checked_desk):
    desk = checked_desk
    table = desk.contracts["shop.orders"]
    columns = tuple(
        replace(column, expectations=({"name": "odd", "min_value": 0},))
        if column.name == "channel"
        else column
        for column in table.columns
    )
    desk.contracts = desk.contracts | {"shop.orders": replace(table, columns=columns)}
    desk.put("orders.csv", HEADER + "A1,K,,2026-03-01,CNY\n")
    (problem,) = desk.pull().problems
    assert problem.table == "shop.orders"
    assert "the checks of contract shop.orders cannot run. Column channel, expectation odd" in problem.message


@pytest.mark.parametrize("count", [0, 3])
def test_rows_without_flags_leave_no_file(checked_desk, count):
    desk = checked_desk
    desk.put("orders.csv", HEADER + "".join(f"A{number},K,,2026-03-01,CNY\n" for number in range(count)))
    desk.pull()
    (load,) = desk.loads()
    assert not (load.folder / "flagged.parquet").exists()
    assert load.flagged == {}
