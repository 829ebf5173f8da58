import pytest

from orchestration.errors import HuaxiangError
from orchestration.ingest.yaml_entries import entries, listed, name_of, named, read_yaml


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param("a: [1, 2", "line 1", id="open-bracket"),
        pytest.param("a: 1\nb: 2\na: 3\n", "the key 'a' stands twice", id="key-twice"),
        pytest.param("outer:\n  a: 1\n  a: 2\n", "the key 'a' stands twice", id="inner-key-twice"),
        pytest.param(b"a: caf\xe9\n", "not valid YAML", id="not-utf-8"),
    ],
)
def test_a_file_that_is_no_yaml_is_named_with_the_place(tmp_path, content, message):
    path = tmp_path / "defs.yaml"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    with pytest.raises(HuaxiangError, match=message) as caught:
        read_yaml(path)
    assert str(path) in str(caught.value)


def test_yaml_is_read_as_usual(tmp_path):
    path = tmp_path / "defs.yaml"
    path.write_text("a: {b: [1, 'x']}\nc: &c {d: 1}\ne: *c\n")
    assert read_yaml(path) == {"a": {"b": [1, "x"]}, "c": {"d": 1}, "e": {"d": 1}}


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ({"from": "x"}, "shop: entry 'columns' is missing"),
        ({"from": "x", "columns": None}, "shop: entry 'columns' is missing"),
        ({"from": "x", "columns": {}, "wher": []}, "shop: unknown entry 'wher'. Known: columns, from, where"),
        (["from"], "shop: here must stand entries such as columns, from, where"),
        (None, "shop: here must stand entries"),
    ],
)
def test_entries_must_be_the_known_ones(value, message):
    with pytest.raises(HuaxiangError, match=message):
        entries(value, "shop", ["from", "columns"], ["where"])


@pytest.mark.parametrize("value", [None, "x", {"a": 1}])
def test_a_list_must_be_one(value):
    with pytest.raises(HuaxiangError, match="must stand a list"):
        listed(value, "shop: where")


@pytest.mark.parametrize("value", [None, {}, ["x"], {1: "x"}])
def test_a_mapping_from_names_must_be_one(value):
    with pytest.raises(HuaxiangError, match="at least one `name: …`"):
        named(value, "shop: tables")


@pytest.mark.parametrize("value", ["Orders", "a-b", "1a", "", None, "a'b", "../x"])
def test_a_name_must_be_fit_for_paths_and_sql(value):
    with pytest.raises(HuaxiangError, match="is not a name"):
        name_of(value, "shop")
