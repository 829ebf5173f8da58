"""Whatever comes: no record is lost or doubled, people get messages, and a second pull is idle."""

import csv
import io
import json
import random

import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orchestration.ingest.fates import row_fates

NAMES = ["id", "customer", "email", "ordered_at", "currency", "remark"]
HOSTILE = [
    "",
    " ",
    "nan",
    "NULL",
    "2999-12-31",
    "1826-01-01 00:00:00",
    "99999-01-01",
    "infinity",
    "2026-02-30",
    "2026-03-01T10:00:00+08:00",
    "2026-03-01 10:00 PM",
    "-1",
    "1e400",
    "1_000",
    "9" * 40,
    "张伟",
    '"',
    "a,b",
    "a\nb",
    "\u3000x\t",
    "\ufffd",
    "\0",
    "'; drop table judged; --",
]
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


def _csv(records, delimiter=","):
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, NAMES, delimiter=delimiter, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(records)
    return text.getvalue().encode()


def _json_lines(records):
    return "".join(json.dumps(record) + "\n" for record in records).encode()


def _parquet(records):
    target = pa.BufferOutputStream()
    pq.write_table(pa.Table.from_pylist(records, pa.schema([(name, pa.string()) for name in NAMES])), target)
    return target.getvalue().to_pybytes()


WRITERS = {"orders.csv": _csv, "orders.jsonl": _json_lines, "orders.parquet": _parquet}


def _cut(content, chance):
    return content[: chance.randint(0, len(content))]


def _flipped(content, chance):
    damaged = bytearray(content)
    for _ in range(chance.randint(1, 3)):
        if damaged:
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
    return bytes(damaged)


def _swapped(content, chance):
    return content.replace(b",", b";")


def _other_encoding(content, chance):
    return content.decode("utf-8", "replace").encode(chance.choice(["gb18030", "utf-16"]), "replace")


def _shifted(content, chance):
    lines = content.split(b"\n")
    if lines[:-1]:
        place = chance.randrange(len(lines))
        lines[place] = b"x," + lines[place]
    return b"\n".join(lines)


def _reordered(content, chance):
    head, *lines = content.split(b"\n")
    chance.shuffle(lines)
    return b"\n".join([head, *lines])


def _doubled(content, chance):
    head, *lines = content.split(b"\n")
    return b"\n".join([head, *lines, *lines])


CORRUPTIONS = [_cut, _flipped, _swapped, _other_encoding, _shifted, _reordered, _doubled]


def _with_all_kinds_of_extracts(desk):
    columns = desk.tables["shop.orders"]["columns"]
    rule = {"name": "test_order", "keep": "remark is distinct from 'TEST'"}
    desk.tables = {
        "shop.orders": {"from": "orders", "where": [rule], "columns": columns | {"channel": "remark"}},
        "shop.customers": {
            "from": "orders",
            "where": [{"name": "guest", "keep": "customer is not null"}],
            "one_row_per": ["customer"],
            "columns": {"customer_id": "customer", "email": "max(email)", "registered_at": "min(ordered_at)"},
        },
        "shop.returns": {
            "from": "orders",
            "where": [{"name": "sale", "keep": "remark = 'TEST'", "goes_to": "shop.orders"}],
            "columns": {
                "return_id": "concat(id, '-', _row)",
                "returned_at": "ordered_at",
                "refund_amount": "cast(customer as decimal(18, 4))",
            },
        },
    }
    return desk


def _check(desk, pulled):
    for load in pulled.raw_loads:
        parts = sum(pq.read_metadata(path).num_rows for path in load.folder.glob("part-*.parquet"))
        aside = sum(pq.read_metadata(path).num_rows for path in load.folder.glob("unparsable-*.parquet"))
        assert (parts, aside) == (load.parsed, load.unparsable)
    for load in pulled.loads:
        kept_aside = {}
        for kind in ("rejected", "left_out"):
            path = load.folder / f"{kind}.parquet"
            rows = pq.read_table(path)["_source_rows"].to_pylist() if path.exists() else []
            kept_aside[kind] = sum(rows)
        landed = sum(pq.read_table(load.folder / "rows.parquet")["_source_rows"].to_pylist())
        assert load.parsed == landed + kept_aside["rejected"] + kept_aside["left_out"]
        keys = pq.read_table(load.folder / "rows.parquet")["record_key"].to_pylist()
        assert len(set(keys)) == len(keys)
        assert None not in keys
    for fates in row_fates(desk.home, desk.source(), desk.contracts):
        assert fates.counts.total() == fates.records


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    records=RECORDS,
    name=st.sampled_from(sorted(WRITERS)),
    corruptions=st.lists(st.sampled_from(CORRUPTIONS), max_size=2),
    seed=st.integers(0, 999),
)
def test_no_record_is_lost_or_doubled_and_a_second_pull_is_idle(new_desk, records, name, corruptions, seed):
    desk = _with_all_kinds_of_extracts(new_desk())
    content, chance = WRITERS[name](records), random.Random(seed)  # noqa: S311 - a test wants repetition
    for corrupt in corruptions:
        content = corrupt(content, chance)
    desk.put(name, content)
    pulled = desk.pull()
    _check(desk, pulled)
    if content and not corruptions:
        assert [load.parsed for load in pulled.raw_loads] == [len(records)]
    again = desk.pull()
    assert not again.raw_loads
    assert not again.loads
    assert [str(problem) for problem in again.problems] == [str(problem) for problem in pulled.problems]
    assert all(verdict.messages or verdict.passed for verdict in map(desk.verdict, desk.tables))


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
