"""The made-up sample: the same bytes again, and every awkward case as promised."""

import datetime
import json
import resource
from collections import Counter

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from demo import sample
from tests.unit.demo.sample_files import END_ON, EXTRACTS, FAULTS, digits, read_csv, repeats

# writing


def test_the_same_day_and_seed_give_the_same_bytes(folder, tmp_path):
    sample.write(tmp_path / "again", END_ON)
    written = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert set(written) == EXTRACTS
    assert {path.name: path.read_bytes() for path in (tmp_path / "again").iterdir()} == written


def test_another_seed_gives_other_people(folder, tmp_path):
    sample.write(tmp_path / "other", END_ON, seed=8)
    assert (tmp_path / "other" / "contacts.csv").read_bytes() != (folder / "contacts.csv").read_bytes()


def test_nothing_is_left_beside_the_folder(folder):
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]


def test_a_write_that_fails_half_way_leaves_nothing(tmp_path):
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    # only the events, written last, are larger than this
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, hard))
    try:
        with pytest.raises(OSError, match="File too large"):
            sample.write(tmp_path / "sample", END_ON)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_holds_files_is_refused(tmp_path):
    (tmp_path / "mine.csv").write_text("keep me")
    with pytest.raises(ValueError, match="already holds files"):
        sample.write(tmp_path, END_ON)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.csv"]


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("end_on", [datetime.date(2024, 2, 29), datetime.date(2026, 11, 12)], ids=str)
def test_any_seed_and_day_give_a_few_hundred_orders(tmp_path, seed, end_on):
    sample.write(tmp_path / "sample", end_on, seed)
    rows, short = read_csv(tmp_path / "sample" / "orders.csv")
    guests = [row for row in rows if not row["会员ID"] and row["联系邮箱"]]
    assert 400 <= len(rows) + len(short) <= 600
    assert len(guests) == FAULTS["orders.guest_known_email"] + FAULTS["orders.guest_new_email"]


# formats


def test_contacts_are_gb18030_and_not_utf8(folder):
    content = (folder / "contacts.csv").read_bytes()
    assert content.decode("gb18030").startswith("客户编号;姓名;手机;邮箱;")
    # this given name is in GB18030, not in its elder sister GBK
    assert "䶮" in content.decode("gb18030")
    with pytest.raises(UnicodeDecodeError):
        content.decode("utf-8")


def test_customers_begin_with_a_byte_order_mark(folder):
    assert (folder / "customers.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_order_lines_are_typed(folder):
    schema = pq.read_schema(folder / "order_lines.parquet")
    assert schema.field("qty").type == pa.int32()
    assert schema.field("deal_price").type == pa.decimal128(12, 2)


def test_products_nest_their_price(folder):
    first = json.loads((folder / "products.jsonl").read_text(encoding="utf-8").splitlines()[0])
    assert first["price"].keys() == {"list", "cost", "currency"}


# awkward cases


def test_contacts_hold_their_cases(contacts):
    assert repeats(contacts, "客户编号") == (
        FAULTS["contacts.exact_repeat"],
        FAULTS["contacts.conflicting_key"],
    )
    impossible = [row for row in contacts if row["出生日期"].startswith(str(END_ON.year - 200))]
    assert len(impossible) == FAULTS["contacts.impossible_birth_day"]


def test_customers_hold_their_cases(customers):
    assert sum(not row["会员ID"] for row in customers) == FAULTS["customers.missing_key"]
    phones = Counter(row["手机号"] for row in customers if row["手机号"])
    assert sum(count == 2 for count in phones.values()) == FAULTS["customers.second_account"]
    assert max(phones.values()) == 2


def test_orders_hold_their_malformed_rows(folder, orders):
    assert repeats(orders, "订单编号") == (
        FAULTS["orders.exact_repeat"],
        FAULTS["orders.conflicting_key"],
    )
    short = read_csv(folder / "orders.csv")[1]
    assert [len(row) for row in short] == [4] * FAULTS["orders.short_line"]
    assert sum(not row["订单编号"] for row in orders) == FAULTS["orders.missing_key"]
    assert sum("/13/45" in row["下单时间"] for row in orders) == FAULTS["orders.unparsable_date"]
    assert sum(row["备注"] == "TEST" for row in orders) == FAULTS["orders.test_order"]
    currencies = Counter(row["币种"] for row in orders)
    assert currencies["XXQ"] == FAULTS["orders.unknown_currency"]
    assert currencies["USD"] == FAULTS["orders.foreign_currency"]
    assert set(currencies) == {"CNY", "USD", "XXQ"}


def test_one_order_lies_400_days_ahead(orders):
    expected = max(END_ON, datetime.date.today()) + datetime.timedelta(days=400)
    ahead = [
        row["下单时间"][:10]
        for row in orders
        if row["下单时间"][:10] > f"{END_ON:%Y/%m/%d}" and "/13/" not in row["下单时间"]
    ]
    assert ahead == [f"{expected:%Y/%m/%d}"] * FAULTS["orders.in_the_future"]


def test_guests_come_with_known_new_or_no_identifiers(orders, customers):
    emails = {row["Email"].lower() for row in customers if row["Email"]}
    phones = {row["手机号"] for row in customers if row["手机号"]}
    kinds = Counter()
    for row in orders:
        if row["会员ID"]:
            continue
        if row["联系邮箱"]:
            kinds["guest_known_email" if row["联系邮箱"].lower() in emails else "guest_new_email"] += 1
        elif row["联系电话"]:
            assert digits(row["联系电话"]) in phones
            kinds["guest_known_phone"] += 1
        else:
            kinds["guest_unknown"] += 1
    assert kinds == {name: FAULTS[f"orders.{name}"] for name in kinds}
    assert len(kinds) == 4


@pytest.mark.parametrize(
    ("days_before", "time", "case"),
    [
        pytest.param(90, "00:00:00", "day_90", id="first-second-of-the-90th-day"),
        pytest.param(91, "23:59:59", "day_91", id="last-second-of-the-91st-day"),
        pytest.param(1, "23:59:59", "last_second", id="last-second-of-the-history"),
    ],
)
def test_orders_stand_on_the_edges_of_days(orders, days_before, time, case):
    stamp = f"{END_ON - datetime.timedelta(days=days_before):%Y/%m/%d} {time}"
    found = [row["会员ID"] for row in orders if row["下单时间"] == stamp]
    assert len(found) == FAULTS[f"orders.{case}"]
    placed = sum(row["会员ID"] == found[0] for row in orders)
    assert (placed == 1) == (days_before != 1)
