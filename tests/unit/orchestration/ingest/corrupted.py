"""Extracts of a shop's orders in every format, what can happen to their bytes, and what must hold then."""

import csv
import gzip
import io
import json
import zipfile

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq

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


def as_csv(records, delimiter=",", encoding="utf-8"):
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, NAMES, delimiter=delimiter, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(records)
    return text.getvalue().encode(encoding, "replace")


def as_json_lines(records):
    return "".join(json.dumps(record) + "\n" for record in records).encode()


def as_json(records):
    return json.dumps(records, ensure_ascii=False, indent=1).encode()


def as_parquet(records):
    target = pa.BufferOutputStream()
    pq.write_table(pa.Table.from_pylist(records, pa.schema([(name, pa.string()) for name in NAMES])), target)
    return target.getvalue().to_pybytes()


def as_excel(records):
    book = openpyxl.Workbook()
    book.active.append(NAMES)
    for record in records:
        # a spreadsheet holds no control characters, and takes what begins with = for a formula
        book.active.append([_printable(record[name]) for name in NAMES])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def as_gzip(records):
    return gzip.compress(as_csv(records), mtime=0)


def as_zip(records):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        half = len(records) // 2
        archive.writestr(zipfile.ZipInfo("a.csv"), as_csv(records[:half]))
        archive.writestr(zipfile.ZipInfo("b.jsonl"), as_json_lines(records[half:]))
    return target.getvalue()


def _printable(text):
    return "".join(letter for letter in text if letter.isprintable() or letter == "\n").lstrip("=") or None


WRITERS = {
    "orders.csv": as_csv,
    "orders.tsv": lambda records: as_csv(records, "\t"),
    "orders_gb.csv": lambda records: as_csv(records, ";", "gb18030"),
    "orders_wide.txt": lambda records: as_csv(records, "|", "utf-16"),
    "orders.jsonl": as_json_lines,
    "orders.json": as_json,
    "orders.parquet": as_parquet,
    "orders.xlsx": as_excel,
    "orders.csv.gz": as_gzip,
    "orders.zip": as_zip,
}


def cut(content, chance):
    return content[: chance.randint(0, len(content))]


def flipped(content, chance):
    damaged = bytearray(content)
    for _ in range(chance.randint(1, 3)):
        if damaged:
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
    return bytes(damaged)


def swapped(content, chance):
    return content.replace(b",", chance.choice([b";", b"\t", b"|", b"^"]))


def other_encoding(content, chance):
    encoding = chance.choice(["gb18030", "utf-16", "utf-16-le", "big5", "cp1252"])
    return content.decode("utf-8", "replace").encode(encoding, "replace")


def two_encodings(content, chance):
    half = chance.randint(0, len(content))
    return content[:half] + other_encoding(content[half:], chance)


def shifted(content, chance):
    lines = content.split(b"\n")
    if lines[:-1]:
        place = chance.randrange(len(lines))
        lines[place] = chance.choice([b"x,", b",", b'"', b"\t"]) + lines[place]
    return b"\n".join(lines)


def reordered(content, chance):
    head, *lines = content.split(b"\n")
    chance.shuffle(lines)
    return b"\n".join([head, *lines])


def doubled(content, chance):
    head, *lines = content.split(b"\n")
    return b"\n".join([head, *lines, *chance.choice([lines, [head, *lines]])])


def headless(content, chance):
    return content.partition(b"\n")[2]


def titled(content, chance):
    return chance.choice([b"Orders\n", b"\n\n", b"Orders of March\n\n", b"sep=;\n"]) + content


def followed(content, chance):
    return content + chance.choice([b"\0" * 9, b"total,5\n", b"\x1a", b"[]", content])


def without_line_ends(content, chance):
    return content.replace(b"\n", chance.choice([b"", b"\r", b" "]))


CORRUPTIONS = [
    cut,
    flipped,
    swapped,
    other_encoding,
    two_encodings,
    shifted,
    reordered,
    doubled,
    headless,
    titled,
    followed,
    without_line_ends,
]


def with_all_kinds_of_extracts(desk):
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
                "return_id": "concat(_file, '-', id, '-', _row)",
                "returned_at": "ordered_at",
                "refund_amount": "cast(customer as decimal(18, 4))",
            },
        },
    }
    return desk


def check_conservation(desk, pulled):
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


def check_idle(desk, pulled):
    """A second pull changes nothing and says the same; nothing half written is left."""
    again = desk.pull()
    assert not again.raw_loads
    assert not again.loads
    first, second = (sorted(map(str, each.problems)) for each in (pulled, again))
    assert first == second, (first, second)
    assert all(verdict.messages or verdict.passed for verdict in map(desk.verdict, desk.tables))
    assert not list(desk.home.root.rglob(".*.part"))
    assert not desk.home.scratch.exists()
