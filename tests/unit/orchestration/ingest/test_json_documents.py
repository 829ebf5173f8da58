"""JSON documents: where the records are, and what a damaged one costs."""

import json

import duckdb
import pyarrow.parquet as pq
import pytest

from orchestration.errors import HuaxiangError
from orchestration.ingest import json_documents
from orchestration.ingest.json_documents import read_json
from orchestration.ingest.parts import Part

ORDERS = [{"id": 1, "price": {"list": 1.10}}, {"id": 13800138000, "price": {"list": 2}}]


@pytest.fixture
def read(tmp_path):
    def call(content, records=None):
        path = tmp_path / "file.json"
        path.write_text(content if isinstance(content, str) else json.dumps(content, indent=2))
        part = Part(tmp_path, 0, "file.json")
        with duckdb.connect() as con:
            read_json(con, path, records, "utf-8", part)
        rows = pq.read_table(part.target).drop(["_file"]).to_pylist()
        return [{name: value for name, value in row.items() if value is not None} for row in rows]

    return call


@pytest.mark.parametrize(
    ("content", "records"),
    [
        pytest.param(ORDERS, None, id="array"),
        pytest.param(ORDERS, "$", id="array-declared"),
        pytest.param({"n": 2, "data": {"x": [], "items": ORDERS}, "end": 1}, "$.data.items", id="inside"),
        pytest.param("\n".join(map(json.dumps, ORDERS)), None, id="lines"),
    ],
)
def test_records_are_found_where_they_are(read, content, records):
    found = read(content, records)
    assert [(row["_row"], row["id"]) for row in found] == [(1, "1"), (2, "13800138000")]
    assert [json.loads(row["price"]) for row in found] == [{"list": 1.1}, {"list": 2}]


def test_an_object_may_itself_be_the_record(read):
    assert read({"id": 7, "tags": ["a"]}, "$") == [{"_row": 1, "id": "7", "tags": '["a"]'}]


def test_records_inside_records_know_what_stands_beside_them(read):
    orders = """{"orders": [
        {"id": 1, "buyer": {"name": "Li"}, "lines": [{"sku": "a", "price": 1.10}, {"sku": "b"}]},
        {"id": 2, "lines": []},
        {"id": 3, "lines": null}
    ]}"""
    assert read(orders, "$.orders.lines") == [
        {"_row": 1, "sku": "a", "price": "1.10", "parent_id": "1", "parent_buyer": '{"name":"Li"}'},
        {"_row": 2, "sku": "b", "parent_id": "1", "parent_buyer": '{"name":"Li"}'},
    ]


@pytest.mark.parametrize(
    ("content", "records", "message"),
    [
        pytest.param({"a": 1, "data": {"items": [1]}}, None, r"`records: \$\.data\.items`", id="object"),
        pytest.param({"data": []}, "$.items", "there is no 'items'", id="no-such-key"),
        pytest.param({"data": 5}, "$.data", "leads to no list", id="no-list"),
        pytest.param([{"lines": 5}], "$.lines", "leads to no list", id="no-list-inside"),
    ],
)
def test_a_path_that_leads_nowhere_is_named(read, content, records, message):
    with pytest.raises(HuaxiangError, match=message):
        read(content, records)


@pytest.mark.parametrize("block", [1, 7, 1 << 20])
@pytest.mark.parametrize("place", range(3, 90, 4))
def test_a_document_cut_anywhere_is_refused_whole(read, monkeypatch, place, block):
    monkeypatch.setattr(json_documents, "_BLOCK_CHARACTERS", block)
    whole = json.dumps({"data": {"items": ORDERS}, "end": {"total": 2}})
    assert len(whole) > place
    with pytest.raises(HuaxiangError, match="cut off or damaged"):
        read(whole[:place], "$.data.items")


def test_a_document_is_read_the_same_in_blocks_of_any_size(read, monkeypatch):
    monkeypatch.setattr(json_documents, "_BLOCK_CHARACTERS", 3)
    assert [row["id"] for row in read({"data": ORDERS * 20}, "$.data")] == ["1", "13800138000"] * 20


def test_what_follows_the_document_is_not_overlooked(read):
    with pytest.raises(HuaxiangError, match="not valid JSON"):
        read('[{"id": 1}] [{"id": 2}]')


def test_an_element_that_is_no_object_costs_itself_only(read, tmp_path):
    assert read([{"id": 1}, 5, {"id": 2}]) == [{"_row": 1, "id": "1"}, {"_row": 3, "id": "2"}]
    (reason,) = pq.read_table(tmp_path / "unparsable-00000.parquet")["reason"].to_pylist()
    assert reason == "not a JSON object"
