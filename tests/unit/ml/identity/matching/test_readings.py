"""Names, births and addresses in the notations people write."""

import duckdb
import pyarrow as pa
import pytest

from ml.identity.matching.attributes import attributes


def _read(rows: list[dict]) -> list[dict]:
    with duckdb.connect() as connection:
        attributes(connection, pa.Table.from_pylist(rows))
        return connection.sql("select * from units order by number").to_arrow_table().to_pylist()


@pytest.mark.parametrize(
    ("written", "given", "family"),
    [
        pytest.param({"full_name": "单伟"}, "wei", "shan", id="a-surname-read-otherwise"),
        pytest.param({"full_name": "欧阳娜娜"}, "nana", "ouyang", id="a-surname-of-two"),
        pytest.param({"full_name": "Łukasz Müller-Ørsted"}, "lukasz", "mullerorsted", id="accents"),
        pytest.param({"full_name": "Hopper, Grace"}, "grace", "hopper", id="family-name-first"),
        pytest.param({"full_name": "Mary Ann Smith"}, "maryann", "smith", id="middle-name"),
        pytest.param({"full_name": "Lily"}, "lily", None, id="one-word"),
        pytest.param(
            {"full_name": "x", "given_name": "Grace", "family_name": "Hopper"}, "grace", "hopper", id="apart"
        ),
        pytest.param({"full_name": " "}, None, None, id="blank"),
    ],
)
def test_names(written, given, family):
    (unit,) = _read([{"unit": "a", **written}])
    assert (unit["given_sound"], unit["family_sound"]) == (given, family)


@pytest.mark.parametrize("written", ["1956-04-09", "19560409", "1956年4月9日", "9/4/1956", "1956/04/09"])
def test_a_day_of_birth_is_one_in_any_notation(written):
    assert _read([{"unit": "a", "birth_text": written}])[0]["birth"] == "19560409"


def test_a_day_that_is_none_is_kept():
    assert _read([{"unit": "a", "birth_text": "19561409"}])[0]["birth"] == "19561409"


@pytest.mark.parametrize(
    ("written", "house", "street", "locality"),
    [
        pytest.param("7 Wallaby Pl., Delmar 2", "7", "wallabypl", "delmar2", id="two-lines"),
        pytest.param("浙江省杭州市西湖区文三路123号5幢", "123-5", "wensanluhaochuang", None, id="chinese"),
    ],
)
def test_addresses(written, house, street, locality):
    (unit,) = _read([{"unit": "a", "address": written}])
    assert (unit["house"], unit["street_sound"], unit["locality_sound"]) == (house, street, locality)


def test_of_several_records_the_most_frequent_value_counts():
    rows = [("Grace Hopper", "a@x.example"), ("Grace Hopper", None), ("G Hopper", "b@x.example")]
    (unit,) = _read([{"unit": "a", "full_name": name, "email": email} for name, email in rows])
    assert (unit["given"], unit["email"]) == ("grace", "a@x.example")
