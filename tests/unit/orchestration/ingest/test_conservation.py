"""Whatever comes: no record is lost or doubled, people get messages, and a second pull is idle."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.unit.orchestration.ingest.corrupted import (
    HOSTILE,
    WRITERS,
    check_conservation,
    check_idle,
    with_all_kinds_of_extracts,
)

IDS = st.sampled_from(["A1", "A2", "A3", "A4", "A5", "a|b", ""])
STAMPS = st.sampled_from(["2026-03-01", "2026-03-01 10:00:00", "2025/12/31 1:05"])
VALUES = st.sampled_from(HOSTILE) | st.text(max_size=6).filter(lambda text: text.isprintable())
RECORDS = st.lists(
    st.fixed_dictionaries(
        {
            "id": IDS | VALUES,
            "customer": st.sampled_from(["K1", "K2", ""]) | VALUES,
            "email": VALUES,
            "ordered_at": STAMPS | VALUES,
            "currency": st.sampled_from(["CNY", "EUR"]),
            "remark": st.sampled_from(["", "TEST"]),
        }
    ),
    max_size=12,
)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(records=RECORDS, name=st.sampled_from(["orders.csv", "orders.jsonl", "orders.parquet"]))
def test_no_record_is_lost_or_doubled_and_a_second_pull_is_idle(new_desk, records, name):
    desk = with_all_kinds_of_extracts(new_desk())
    desk.put(name, WRITERS[name](records))
    pulled = desk.pull()
    check_conservation(desk, pulled)
    if records or name != "orders.jsonl":
        assert [load.parsed for load in pulled.raw_loads] == [len(records)]
    check_idle(desk, pulled)


VERSIONS = st.lists(
    st.tuples(st.sampled_from("ABC"), st.sampled_from(["2026-03-01", "never", ""]), st.integers(0, 9)),
    max_size=6,
)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(files=st.lists(VERSIONS, min_size=1, max_size=4), full_snapshot=st.booleans())
def test_staging_reads_the_newest_version_of_every_record(new_desk, files, full_snapshot):
    """Against a plain reading: the last good row of each key, of the last snapshot with any or of all."""
    desk = new_desk()
    desk.objects["orders"]["full_snapshot"] = full_snapshot
    expected: dict[str, str] = {}
    # an increment that came before is nothing new
    distinct = files if full_snapshot else list({str(rows): rows for rows in files}.values())
    for number, rows in enumerate(distinct):
        if full_snapshot:
            (desk.folder / f"orders_{number - 1}.csv").unlink(missing_ok=True)
        lines = [f"{key},{customer},,{stamp},CNY" for key, stamp, customer in rows]
        desk.put(f"orders_{number}.csv", "\n".join(["id,customer,email,ordered_at,currency", *lines]))
        desk.pull()
        good = {key: str(customer) for key, stamp, customer in rows if stamp == "2026-03-01"}
        expected = (good or expected) if full_snapshot else expected | good
    assert dict(desk.rows("shop.orders", "order_id, customer_id")) == expected
