from copy import deepcopy

import pytest

from orchestration.errors import HuaxiangError
from orchestration.ingest import sources
from orchestration.ingest.sources import available_sources, parse_source, read_source

GOOD = {
    "source_system": "shop",
    "description": "A shop.",
    "connection": {"kind": "files", "path": "${FOLDER:-/data}/shop"},
    "objects": {
        "orders": {"files": "*.csv", "delimiter": ";", "encoding": "gb18030"},
        "lines": {"files": "*.parquet"},
    },
    "tables": {
        "shop.orders": {
            "from": "orders",
            "where": [{"name": "test_order", "keep": "remark is null"}],
            "columns": {"order_id": "id", "ordered_at": {"expression": "placed", "formats": ["%d/%m/%Y"]}},
        },
        "shop.customers": {
            "from": "orders",
            "one_row_per": ["member"],
            "columns": {"customer_id": "max(member)"},
        },
    },
}


def _parsed(attributes, contracts, variables=None):
    return parse_source(attributes, (variables or {}).get, contracts)


def test_a_source_system_is_what_its_yaml_says(contracts):
    source = _parsed(GOOD, contracts, {"FOLDER": "/mnt"})
    assert str(source.folder.path) == "/mnt/shop"
    assert source.objects["orders"].reading.encoding == "gb18030"
    orders, customers = source.extracts
    assert orders.columns["ordered_at"].formats == ("%d/%m/%Y",)
    assert [rule.name for rule in orders.where] == ["test_order"]
    assert customers.one_row_per == ("member",)
    assert source.tables_of(source.objects["orders"]) == "shop.orders, shop.customers"


def test_a_variable_has_a_default_or_is_asked_for(contracts):
    assert str(_parsed(GOOD, contracts).folder.path) == "/data/shop"
    attributes = GOOD | {"connection": {"kind": "files", "path": "${FOLDER}"}}
    with pytest.raises(HuaxiangError, match="set the environment variable FOLDER"):
        _parsed(attributes, contracts)


ORDERS = ("tables", "shop.orders")
REFERRING = {"from": "orders", "columns": {"order_id": "id", "ordered_at": "placed", "customer_id": "buyer"}}
MISTAKES = {
    "no-tables": (("tables",), None, "entry 'tables' is missing"),
    "no-description": (("description",), None, "entry 'description' is missing"),
    "unknown-entry": (("tabels",), {}, "unknown entry 'tabels'"),
    "name": (("source_system",), "My Shop", "'My Shop' is not a name"),
    "kind": (("connection", "kind"), "ftp", "connection kind 'ftp' is unknown; use 'files'"),
    "objects-a-list": (("objects",), ["orders"], "objects: here must stand"),
    "object-without-files": (
        ("objects", "orders"),
        {"delimiter": ";"},
        "objects.orders: entry 'files' is missing",
    ),
    "object-entry": (("objects", "orders", "seperator"), ";", "objects.orders: unknown entry 'seperator'"),
    "absolute-pattern": (("objects", "orders", "files"), "/data/*.csv", "pattern below the source's path"),
    "delimiter": (("objects", "orders", "delimiter"), "", "`delimiter: ` must be one or more characters"),
    "encoding": (("objects", "orders", "encoding"), "gb-whatever", "`encoding: gb-whatever` must be"),
    "no-text-encoding": (("objects", "orders", "encoding"), "rot13", "`encoding: rot13` must be"),
    "snapshot": (("objects", "orders", "full_snapshot"), "sometimes", "must be true or false"),
    "time-zone": (("time_zone",), "Shanghai", "time_zone 'Shanghai' is unknown"),
    "unknown-table": (("tables", "shop.order"), {"from": "orders"}, "shop.order: no such contract table"),
    "table-a-text": (ORDERS, "orders", "shop.orders: here must stand entries"),
    "unknown-object": ((*ORDERS, "from"), "order", "`from: order` names no object. Known: orders, lines"),
    "unknown-column": (
        (*ORDERS, "columns", "order_no"),
        "id",
        "unknown contract column order_no. Known: order_id",
    ),
    "required-unmapped": (
        (*ORDERS, "columns"),
        {"order_id": "id"},
        "required contract column ordered_at is not mapped",
    ),
    "columns-a-list": ((*ORDERS, "columns"), ["id"], "columns: here must stand"),
    "no-expression": ((*ORDERS, "columns", "order_id"), None, "order_id: here must stand an SQL expression"),
    "broken-sql": (
        (*ORDERS, "columns", "order_id"),
        "cast(id as",
        "shop.orders: order_id: .* is not valid SQL",
    ),
    "word-of-sql": ((*ORDERS, "columns", "order_id"), "order", "Put column names that .* in double quotes"),
    "query": ((*ORDERS, "columns", "order_id"), "(select 1)", "order_id: .* not one expression"),
    "format": ((*ORDERS, "columns", "ordered_at", "formats"), ["%Q"], "ordered_at: .* unknown format"),
    "format-a-text": ((*ORDERS, "columns", "ordered_at", "formats"), "%d", "formats: here must stand a list"),
    "where-a-mapping": ((*ORDERS, "where"), {"name": "x"}, "where: here must stand a list"),
    "where-without-keep": ((*ORDERS, "where"), [{"name": "x"}], "where: entry 'keep' is missing"),
    "where-name": ((*ORDERS, "where"), [{"name": "it's", "keep": "true"}], "is not a name"),
    "where-twice": (
        (*ORDERS, "where"),
        [{"name": "x", "keep": "a"}, {"name": "x", "keep": "b"}],
        "two `where`",
    ),
    "where-reserved": (
        (*ORDERS, "where"),
        [{"name": "identical_repeat", "keep": "a"}],
        "what the loader calls",
    ),
    "where-sql": ((*ORDERS, "where"), [{"name": "x", "keep": "a ="}], "where x: .* is not valid SQL"),
    "handed-nowhere": (
        (*ORDERS, "where"),
        [{"name": "x", "keep": "a", "goes_to": "shop.returns"}],
        "where x: `goes_to: shop.returns` names no table",
    ),
    "ids-of-a-list": ((*ORDERS, "ids_of"), ["customer_id"], "ids_of: here must stand at least one"),
    "ids-of-its-own-key": (
        (*ORDERS, "ids_of"),
        {"order_id": "sample"},
        r"ids_of: order_id is no column that refers to other records\. Known: customer_id",
    ),
    "ids-of-in-a-table-without": (
        ("tables", "shop.products"),
        {"from": "orders", "columns": {"product_id": "sku"}, "ids_of": {"product_id": "sample"}},
        r"shop\.products: ids_of: .* This table has none",
    ),
    "ids-of-nothing": ((*ORDERS, "ids_of"), {"customer_id": "sample"}, "customer_id is not mapped"),
    "ids-of-nobody": (
        ORDERS,
        REFERRING | {"ids_of": {"customer_id": "sampel"}},
        r"shop\.orders: ids_of: customer_id: there is no source system 'sampel'\. Known: .*sample",
    ),
    "group-sql": ((*ORDERS, "one_row_per"), ["a,"], "one_row_per: .* is not"),
    "row-as-key": ((*ORDERS, "columns", "order_id"), "concat(id, _row)", "Put _file into the key"),
}


@pytest.mark.parametrize(("path", "value", "message"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_in_the_yaml_is_named_with_its_place(contracts, path, value, message):
    attributes = deepcopy(GOOD)
    entry = attributes
    for key in path[:-1]:
        entry = entry[key]
    entry[path[-1]] = value
    with pytest.raises(HuaxiangError, match=message) as caught:
        _parsed(attributes, contracts)
    assert "/defs.yaml: " in str(caught.value)


def test_attributes_may_be_anything(contracts):
    for attributes in (None, [], "shop", {}):
        with pytest.raises(HuaxiangError):
            _parsed(attributes, contracts)


def test_the_row_number_is_key_enough_in_a_full_snapshot_or_beside_the_file(contracts):
    snapshot = deepcopy(GOOD)
    snapshot["tables"]["shop.orders"]["columns"]["order_id"] = "concat(id, _row)"
    snapshot["objects"]["orders"]["full_snapshot"] = True
    _parsed(snapshot, contracts)
    beside = deepcopy(GOOD)
    beside["tables"]["shop.orders"]["columns"]["order_id"] = "concat(_file, _row)"
    _parsed(beside, contracts)


def test_files_are_taken_in_natural_order_and_hidden_ones_left_alone(contracts, tmp_path):
    for name in ("d_10.csv", "d_9.csv", ".d_1.csv", "D_2.csv", "d_9b.csv", "note.txt"):
        (tmp_path / name).touch()
    (tmp_path / "folder.csv").mkdir()
    attributes = GOOD | {"connection": {"kind": "files", "path": str(tmp_path)}}
    source = _parsed(attributes, contracts)
    assert [file.name for file in source.files(source.objects["orders"])] == [
        "D_2.csv",
        "d_9.csv",
        "d_9b.csv",
        "d_10.csv",
    ]


def test_the_mapping_hash_changes_with_mapping_contract_and_zone_only(contracts):
    def digest(attributes, zone="Asia/Shanghai"):
        source = _parsed(attributes, contracts)
        return source.mapping_hash(source.extracts[0], contracts["shop.orders"], zone)

    changed = deepcopy(GOOD)
    changed["tables"]["shop.orders"]["columns"]["channel"] = "'web'"
    other_table = deepcopy(GOOD)
    other_table["tables"]["shop.customers"]["columns"]["region"] = "max(land)"
    assert digest(GOOD) == digest(deepcopy(GOOD)) == digest(other_table)
    assert (
        len({digest(GOOD), digest(changed), digest(GOOD, "UTC"), digest(GOOD | {"time_zone": "Asia/Tokyo"})})
        == 4
    )


def test_whose_ids_a_column_holds_does_not_change_how_rows_land(contracts):
    def read(table):
        source = _parsed(GOOD | {"tables": {"shop.orders": table}}, contracts)
        (extract,) = source.extracts
        return extract.ids_of, source.mapping_hash(extract, contracts["shop.orders"], "Asia/Shanghai")

    own, own_hash = read(REFERRING)
    others, others_hash = read(REFERRING | {"ids_of": {"customer_id": "sample"}})
    assert (own, others) == ({}, {"customer_id": "sample"})
    assert own_hash == others_hash


@pytest.fixture
def sources_dir(tmp_path, monkeypatch):
    monkeypatch.setattr(sources, "SOURCES_DIR", tmp_path)
    return tmp_path


def _write(folder, name, content):
    (folder / name).mkdir()
    (folder / name / "defs.yaml").write_text(content)


def test_a_source_system_nobody_wrote_is_named_with_the_known_ones(sources_dir, contracts):
    _write(sources_dir, "shop", "")
    assert available_sources() == ["shop"]
    with pytest.raises(HuaxiangError, match=r"no source system 'crm'\. Known: shop"):
        read_source("crm", lambda name: None, contracts)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param("", "here must stand entries", id="empty"),
        pytest.param("a: [", "is not valid YAML", id="no-yaml"),
        pytest.param("type: x\n", "entry 'attributes' is missing", id="no-attributes"),
        pytest.param("type: x\nattributes: {source_system: crm}\n", "entry '.*' is missing", id="incomplete"),
    ],
)
def test_a_file_that_does_not_say_what_it_must_is_refused(sources_dir, contracts, content, message):
    _write(sources_dir, "shop", content)
    with pytest.raises(HuaxiangError, match=message):
        read_source("shop", lambda name: None, contracts)


def test_a_source_system_is_named_as_its_folder(sources_dir, contracts):
    _write(
        sources_dir,
        "shop",
        "type: x\nattributes:\n  source_system: crm\n  description: x\n"
        "  connection: {kind: files, path: /x}\n  objects: {o: {files: '*'}}\n"
        "  tables: {shop.products: {from: o, columns: {product_id: id}}}\n",
    )
    with pytest.raises(HuaxiangError, match="source_system is 'crm'; name it as its folder"):
        read_source("shop", lambda name: None, contracts)


def test_every_source_system_of_the_project_can_be_read(contracts):
    for name in available_sources():
        source = read_source(name, lambda variable: f"/{variable}", contracts)
        assert source.extracts


def test_a_source_may_be_like_another_but_for_what_it_says(contracts):
    known = {"DEMO_WECOM_URL": "http://127.0.0.1:1/", "HUAXIANG_HOME": "/home"}.get
    like = read_source("demo_wecom", known, contracts)
    model = read_source("wecom", lambda name: name, contracts)

    assert like.connection.config.base_url == "http://127.0.0.1:1"
    assert like.connection.config.errors == model.connection.config.errors
    assert list(like.objects) == list(model.objects)
    assert like.definition["tables"] == model.definition["tables"]
    assert (like.is_polled, model.is_polled) == (False, True)


def test_a_source_like_nobody_is_refused(contracts):
    attributes = {"source_system": "corp", "description": "A corp.", "like": "nobody", "connection": {}}
    with pytest.raises(HuaxiangError, match=r"corp/defs\.yaml: like: there is no source system 'nobody'"):
        parse_source(attributes, {}.get, contracts)
