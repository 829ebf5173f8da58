"""The demo world as files: the same bytes again, whole or not at all, in the formats of twelve systems."""

import datetime
import resource

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from demo import world
from demo.world.extracts import write_extracts
from demo.world.history import world as made_world
from tests.unit.demo.world.files import END_ON, PERSONS, SPAN, contents, in_beijing, read_objects, read_text

FILES = {
    "crm": "contacts.csv accounts.csv contact_traits.tsv",
    "shop": "customers.csv products.jsonl orders.csv order_lines.parquet payments.csv returns.csv "
    "reviews.jsonl",
    "web": "events.jsonl",
    "marketing": "campaigns.csv messages.parquet message_events.tsv consents.tsv coupons.csv redemptions.csv",
    "service": "tickets.jsonl conversations.jsonl",
    "sales": "sales.xlsx",
    "erp": "erp.db",
    "reference": "regions.csv rates.csv holidays.csv",
    "social": "interactions.tsv",
    "survey": "invitations.jsonl answers.json",
    "wecom": "staff.json contacts.json tag_groups.json groups.json moments.json moment_tasks.json "
    "comments.json likes.json",
    "scrm": "group_messages.json radar_clicks.json",
    "truth": "persons.parquet leaving.parquet coming.parquet reviews.parquet records.parquet devices.parquet "
    "personas.parquet uplifts.parquet effects.parquet awkward.parquet faults.parquet "
    "traps.parquet span.parquet referrals.parquet",
}


def test_every_system_writes_its_files(folder):
    written = {system.name: {path.name for path in system.iterdir()} for system in folder.iterdir()}
    assert written == {system: set(names.split()) for system, names in FILES.items()}
    assert set(FILES) - {"truth"} == set(world.SYSTEMS)


def test_the_same_arguments_give_the_same_bytes(folder, tmp_path):
    world.write(tmp_path / "again", END_ON, persons=PERSONS)
    assert contents(tmp_path / "again") == contents(folder)


@pytest.mark.parametrize("changed", [{"seed": 8}, {"years": 1}, {"persons": 301}], ids=str)
def test_other_arguments_give_another_world(folder, tmp_path, changed):
    world.write(tmp_path / "other", END_ON, **({"persons": PERSONS} | changed))
    same, other = contents(folder), contents(tmp_path / "other")
    assert set(other) == set(same)
    assert [name for name in ("shop/orders.csv", "web/events.jsonl") if other[name] == same[name]] == []


def test_nothing_is_left_beside_the_folder(folder):
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]


def test_a_folder_that_holds_files_is_refused(tmp_path):
    (tmp_path / "mine.csv").write_text("keep me")
    with pytest.raises(ValueError, match="already holds files"):
        world.write(tmp_path, END_ON, persons=PERSONS)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.csv"]


@pytest.mark.parametrize(
    ("end_on", "options", "message"),
    [
        pytest.param(END_ON, {"persons": 99}, "100 people", id="too-few-people"),
        pytest.param(END_ON, {"years": 0.1}, "0.25 to 10 years", id="too-short"),
        pytest.param(datetime.date(2037, 1, 1), {}, "2014 to 2036", id="no-calendar-so-late"),
        pytest.param(datetime.date(2015, 1, 1), {}, "2014 to 2036", id="no-calendar-so-early"),
    ],
)
def test_worlds_that_cannot_be_told_are_refused(tmp_path, end_on, options, message):
    with pytest.raises(ValueError, match=message):
        world.write(tmp_path / "demo", end_on, **options)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("end_on", [datetime.date(2024, 2, 29), datetime.date(2026, 11, 12)], ids=str)
def test_the_smallest_world_can_be_told_of_any_day(tmp_path, end_on):
    world.write(tmp_path / "demo", end_on, persons=100, years=0.25)
    assert len(read_text(tmp_path / "demo" / "shop" / "orders.csv")) > 40


@pytest.fixture(scope="module")
def in_parts(tmp_path_factory):
    target = tmp_path_factory.mktemp("bulky")
    write_extracts(target, made_world(PERSONS, SPAN, 7, block=120), is_bulky=True)
    return target


@pytest.mark.parametrize(
    ("table", "key"),
    [
        ("shop/orders", "订单编号"),
        ("shop/payments", "流水号"),
        ("shop/returns", "退单号"),
        ("web/events", "id"),
        ("marketing/messages", "message_id"),
        ("marketing/message_events", "event_id"),
        ("truth/persons", "person_id"),
    ],
)
def test_a_bulky_world_is_written_in_parts_without_a_key_twice(in_parts, table, key):
    parts = sorted(in_parts.glob(f"{table}-*.parquet"))
    rows = pd.concat([pd.read_parquet(part) for part in parts])
    again = rows[rows[key].notna() & rows.duplicated(key)]
    assert [part.stem[-4:] for part in parts] == ["-001", "-002", "-003"]
    # per part a case or two repeats a row
    assert len(again) <= 2 * len(parts)


def test_parts_have_the_columns_of_the_text(in_parts, folder):
    orders = read_text(folder / "shop" / "orders.csv", nrows=1)
    event = read_objects(folder / "web" / "events.jsonl")[0][0]
    assert pq.read_schema(in_parts / "shop" / "orders-001.parquet").names == list(orders)
    assert pq.read_schema(in_parts / "web" / "events-003.parquet").names == list(event)


def test_contacts_are_gb18030_and_not_utf8(folder):
    content = (folder / "crm" / "contacts.csv").read_bytes()
    assert content.decode("gb18030").startswith("客户编号;姓名;手机;邮箱;")
    with pytest.raises(UnicodeDecodeError):
        content.decode("utf-8")


def test_customers_begin_with_a_byte_order_mark(folder):
    assert (folder / "shop" / "customers.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_order_lines_are_typed(folder):
    schema = pq.read_schema(folder / "shop" / "order_lines.parquet")
    assert schema.field("qty").type == pa.int32()
    assert schema.field("deal_price").type == pa.decimal128(12, 2)


def test_products_and_tickets_are_nested(folder, tickets):
    product = read_objects(folder / "shop" / "products.jsonl")[0][0]
    assert product["price"].keys() == {"list", "cost", "currency"}
    assert tickets[0]["customer"].keys() == {"shop_id", "phone", "email"}
    assert tickets[0]["rating"].keys() == {"score", "at"}


def test_each_system_writes_moments_in_its_way(folder, events, tickets, messages):
    traits = read_text(folder / "crm" / "contact_traits.tsv", sep="\t")
    assert in_beijing(events["ts"]).min().date() == END_ON - datetime.timedelta(days=730)
    assert messages["sent_at"].str.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+08:00").all()
    assert pd.to_datetime(tickets[0]["opened"], format="%Y-%m-%d %H:%M:%S") < pd.Timestamp(END_ON)
    assert pd.to_datetime(traits["changed"], format="%Y%m%d %H:%M").max() < pd.Timestamp(END_ON)


def test_a_write_that_fails_half_way_leaves_nothing(tmp_path):
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    # the CRM's files are smaller than this, the orders are not
    resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, hard))
    try:
        with pytest.raises(duckdb.IOException, match="File too large"):
            world.write(tmp_path / "demo", END_ON, persons=PERSONS)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert list(tmp_path.iterdir()) == []
