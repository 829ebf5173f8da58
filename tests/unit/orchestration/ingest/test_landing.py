"""What people are told of a load, and which loads are kept from staging."""

from dataclasses import replace

import pytest

HEADER = "id,customer,email,ordered_at,currency\n"
ORDERS = "shop.orders"


def _rows(count, first=1, day="2026-03-01"):
    return "".join(f"A{number},K,,{day},CNY\n" for number in range(first, first + count))


def _messages(desk, table=ORDERS):
    return desk.verdict(table).messages


def _limited(desk, **limits):
    table = desk.contracts[ORDERS]
    desk.contracts = desk.contracts | {ORDERS: replace(table, limits=replace(table.limits, **limits))}


def test_a_rejected_row_is_told_with_all_that_is_needed_to_mend_it(desk):
    desk.put("orders.csv", HEADER + _rows(2) + "A3,K,,2026/13/45,CNY\nA4,K,,yesterday,CNY\n")
    desk.pull()
    (load,) = desk.current()
    assert _messages(desk) == [
        "desk · shop.orders · orders.csv: ordered_at: 2 rows rejected, not a timestamp: row 3 '2026/13/45',"
        f" row 4 'yesterday'. They are kept in rejected.parquet of load {load.load_id}; mend them at the"
        " source and export again."
    ]
    verdict = desk.verdict(ORDERS)
    assert (verdict.passed, verdict.kept_out, verdict.is_error) == (False, False, False)
    assert (verdict.counts["rows_landed"], verdict.counts["rows_rejected"]) == (2, 2)


def test_examples_from_several_files_name_their_file(desk):
    desk.put("orders_1.csv", HEADER + _rows(1) + "A3,K,,never,CNY\n")
    desk.put("orders_2.csv", HEADER + "A5,K,,never,CNY\n")
    desk.pull()
    (message,) = _messages(desk)
    assert message.startswith("desk · shop.orders · orders_1.csv: ordered_at: 2 rows")
    assert "row 2 'never', orders_2.csv row 1 'never'." in message


def test_personal_values_are_told_masked(desk):
    desk.tables = {
        "crm.contacts": {
            "from": "orders",
            "columns": {"contact_id": "id", "birth_on": "email", "phone": "id"},
        }
    }
    desk.put("orders.csv", "id,email\n1,zhang.wei@example.cn\n2,1990-02-30\n3,abc\n")
    desk.pull()
    (message,) = _messages(desk, "crm.contacts")
    assert "row 1 'z***n', row 2 '1***0', row 3 '***'" in message
    assert "example" not in message


def test_a_failing_expression_is_told_masked_also_in_a_column_that_is_not_personal(desk):
    desk.tables[ORDERS]["columns"]["channel"] = "cast(email as integer)"
    desk.put("orders.csv", HEADER + "A1,K,zhang.wei@example.cn,2026-03-01,CNY\n" + _rows(1, 2))
    desk.pull()
    assert "zhang" not in " ".join(_messages(desk))
    assert "channel: 1 row rejected, its expression in defs.yaml fails: row 1." in _messages(desk)[0]


def test_a_missing_required_column_keeps_the_file_out_and_says_what_there_is(desk):
    desk.put("orders.csv", "id,customer,email,date\nA1,K,,2026-03-01\n")
    (problem,) = desk.pull().problems
    assert str(problem).startswith(
        "desk · shop.orders · orders.csv: column ordered_at is not in orders.csv, but shop.orders needs it"
        " for ordered_at. Found: id, customer, email, date."
    )
    verdict = desk.verdict(ORDERS)
    assert (verdict.kept_out, verdict.is_error) == (True, True)


def test_with_one_column_only_it_is_guessed_how_the_file_is_really_read(desk):
    desk.put("orders.csv", (HEADER + _rows(2)).replace(",", "^"))
    (problem,) = desk.pull().problems
    assert "declare its `delimiter`, or its `header_row`" in problem.message


def test_another_delimiter_and_titles_above_the_header_are_told_from_the_file(desk):
    desk.put("orders.csv", "Orders of March\n\n" + (HEADER + _rows(2)).replace(",", ";"))
    assert not desk.pull().problems
    assert len(desk.rows(ORDERS, "order_id")) == 2
    (file,) = desk.raw_loads()[0].files
    assert file["reading"] == {"format": "csv", "encoding": "utf-8", "delimiter": ";", "header_row": 3}


def test_the_last_good_snapshot_stays_when_a_required_column_is_gone(desk):
    desk.put("orders.csv", HEADER + _rows(2))
    desk.pull()
    desk.put("orders.csv", "id,customer,email\nA1,K,\n")
    desk.pull()
    assert len(desk.rows(ORDERS, "order_id")) == 2
    verdict = desk.verdict(ORDERS)
    assert (verdict.passed, verdict.kept_out, verdict.is_error) == (False, True, False)


def test_a_column_gone_from_one_file_of_a_snapshot_is_gone(desk):
    desk.put("orders_1.csv", HEADER + _rows(2))
    desk.put("orders_2.csv", "id,customer,email\nA3,K,\n")
    (problem,) = desk.pull().problems
    assert "column ordered_at is not in orders_2.csv" in problem.message


@pytest.mark.parametrize("place", ["where", "one_row_per"])
def test_a_column_that_where_or_one_row_per_needs_is_required(desk, place):
    rule = [{"name": "test_order", "keep": "remark is null"}] if place == "where" else ["remark"]
    desk.tables[ORDERS] = desk.tables[ORDERS] | {place: rule}
    desk.put("orders.csv", HEADER + _rows(1))
    (problem,) = desk.pull().problems
    assert f"column remark is not in orders.csv, but shop.orders needs it for {place}" in problem.message


def test_a_missing_optional_column_is_told_and_stays_empty(desk):
    desk.put("orders.csv", "id,customer,ordered_at,currency\nA1,K,2026-03-01,CNY\n")
    desk.pull()
    assert desk.rows(ORDERS, "order_id, email") == [("A1", None)]
    assert _messages(desk) == [
        "desk · shop.orders · orders.csv: column email is not in the file, so email stays empty. Mend the"
        " mapping or the export."
    ]


def test_a_missing_optional_column_leaves_its_place_to_the_others_of_the_expression(desk):
    desk.tables[ORDERS]["columns"]["email"] = "coalesce(email, mail)"
    desk.put("orders.csv", HEADER + "A1,K,a@x.cn,2026-03-01,CNY\n")
    desk.pull()
    assert desk.rows(ORDERS, "email") == [("a@x.cn",)]


def test_a_file_with_a_header_only_lands_without_rows_the_first_time(desk):
    desk.put("orders.csv", HEADER)
    desk.pull()
    assert desk.rows(ORDERS, "order_id") == []
    verdict = desk.verdict(ORDERS)
    assert "holds no records" in verdict.messages[0]
    assert (verdict.passed, verdict.is_error) == (False, False)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        pytest.param("orders.csv", HEADER, id="header-only"),
        pytest.param("orders.jsonl", "\n", id="no-lines"),
        pytest.param("orders.csv", HEADER + "A1,K,,never,CNY\n", id="all-rejected"),
        pytest.param("orders.csv", HEADER + "A1,K\n", id="all-unparsable"),
    ],
)
def test_a_snapshot_without_rows_does_not_empty_a_table(desk, name, content):
    desk.put("orders.csv", HEADER + _rows(3))
    desk.pull()
    (desk.folder / "orders.csv").unlink()
    desk.put(name, content)
    desk.pull()
    assert len(desk.rows(ORDERS, "order_id")) == 3
    verdict = desk.verdict(ORDERS)
    assert (verdict.passed, verdict.kept_out, verdict.is_error) == (False, True, False)
    message = next(message for message in verdict.messages if "is blocked" in message)
    assert "no row landed where the last good load has 3" in message
    assert "`limits: {may_be_empty: true}`" in message
    assert "the last good load stays" in message


def test_a_table_that_may_be_empty_becomes_empty(desk):
    _limited(desk, may_be_empty=True)
    for content in (HEADER + _rows(3), HEADER):
        desk.put("orders.csv", content)
        desk.pull()
    assert desk.rows(ORDERS, "order_id") == []


def test_an_increment_without_rows_changes_nothing(desk):
    desk.objects["orders"]["full_snapshot"] = False
    desk.put("orders_1.csv", HEADER + _rows(3))
    desk.put("orders_2.csv", HEADER)
    desk.pull()
    assert len(desk.rows(ORDERS, "order_id")) == 3
    assert not any(load.blocked for load in desk.loads())


@pytest.mark.parametrize(
    ("good", "bad", "is_blocked"),
    [
        pytest.param(95, 5, False, id="at-the-limit"),
        pytest.param(94, 6, True, id="above-the-limit"),
        pytest.param(50, 49, False, id="too-few-to-judge"),
    ],
)
def test_too_many_rejected_rows_block_a_load(desk, good, bad, is_blocked):
    desk.put("orders.csv", HEADER + _rows(good) + _rows(bad, first=good + 1, day="never"))
    desk.pull()
    (load,) = desk.loads()
    assert bool(load.blocked) is is_blocked
    verdict = desk.verdict(ORDERS)
    assert verdict.is_error is is_blocked
    if is_blocked:
        assert load.blocked == [
            "6.0% of its rows cannot be read or are rejected, more than the 5% the contract allows"
        ]
        assert "there is no earlier load to fall back on" in verdict.messages[0]
        assert "row 95 'never'" in verdict.messages[1]


def test_records_that_cannot_be_read_count_as_rejected(desk):
    desk.put("orders.csv", HEADER + _rows(94) + "A\n" * 6)
    desk.pull()
    assert "6.0% of its rows" in desk.loads()[0].blocked[0]


def test_rows_without_a_group_are_a_share_of_the_rows_not_of_the_groups(desk):
    desk.tables = {
        "shop.customers": {
            "from": "orders",
            "one_row_per": ["customer"],
            "columns": {"customer_id": "customer"},
        }
    }
    guests = "".join(f"G{number},,,2026-03-01,CNY\n" for number in range(5))
    desk.put("orders.csv", HEADER + _rows(95) + guests)
    desk.pull()
    (load,) = desk.loads()
    assert (load.landed, load.rejected) == (1, {"customer_id: required but missing": 5})
    assert not load.blocked


def test_a_blocked_snapshot_is_not_read_and_no_longer_told_when_a_good_one_came(desk):
    for content in (_rows(100), _rows(100, day="never"), _rows(90)):
        desk.put("orders.csv", HEADER + content)
        desk.pull()
        if "never" in content:
            assert len(desk.rows(ORDERS, "order_id")) == 100
            assert desk.verdict(ORDERS).kept_out
    assert len(desk.rows(ORDERS, "order_id")) == 90
    assert desk.verdict(ORDERS).passed


def test_a_mapping_whose_load_is_blocked_falls_back_to_the_one_before(desk):
    desk.put("orders.csv", HEADER + _rows(100))
    desk.pull()
    good = desk.current()
    desk.tables[ORDERS]["columns"]["ordered_at"] = "currency"
    desk.pull()
    assert [load.load_id for load in desk.current()] == [load.load_id for load in good]
    verdict = desk.verdict(ORDERS)
    assert (verdict.kept_out, verdict.is_error) == (True, False)


def test_a_good_snapshot_is_replayed_under_a_new_mapping_though_a_later_one_is_blocked(desk):
    desk.put("orders.csv", HEADER + _rows(3))
    desk.pull()
    desk.put("orders.csv", HEADER)
    desk.pull()
    desk.tables[ORDERS]["columns"]["channel"] = "'web'"
    desk.pull()
    assert desk.rows(ORDERS, "channel") == [("web",)] * 3


def test_a_raised_limit_lets_a_blocked_load_through(desk):
    desk.put("orders.csv", HEADER + _rows(94) + _rows(6, first=95, day="never"))
    desk.pull()
    assert not desk.current()
    table = desk.contracts[ORDERS]
    definition = table.definition | {"config": {"meta": {"limits": {"rejected_share": 0.1}}}}
    limits = replace(table.limits, rejected_share=0.1)
    desk.contracts = desk.contracts | {ORDERS: replace(table, limits=limits, definition=definition)}
    desk.pull()
    assert len(desk.rows(ORDERS, "order_id")) == 94


def test_warnings_of_files_that_are_no_longer_read_are_not_told(desk):
    for content in (_rows(2) + "A9\n", _rows(3)):
        desk.put("orders.csv", HEADER + content)
        desk.pull()
        assert desk.verdict(ORDERS).passed is ("A9" not in content)
