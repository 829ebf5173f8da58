"""Texts are read once by a reader, told of their customers, and forgotten with the text."""

import pandas as pd
import pytest

from orchestration.home import Home
from orchestration.scores import texts
from orchestration.scores.store import ModelStore
from orchestration.warehouse import Warehouse

MADE = """
create schema ingest; create schema customers;
create table ingest.run_context as
select timestamp '2024-06-30 16:00:00' as as_of, date '2024-07-01' as as_of_on;
create table customers.fct_web_events (customer_id varchar, search_term varchar, occurred_at timestamp,
    occurred_on date);
create table customers.int_customers__texts (text_id varchar, customer_id varchar, text_kind varchar,
    written_at timestamp, written_on date, written_text varchar);
"""
FEATURES = pd.DataFrame(
    {"customer_id": ["li na", "wang fang"], "search_count_90d": [6, 0], "order_count": [5, 1]}
    | {"view_count_90d": [40, 0], "order_count_90d": [1, 1], "return_count_365d": [0, 0]}
)


@pytest.fixture
def warehouse(tmp_path):
    made = Warehouse(Home(tmp_path))
    with made.open() as con:
        con.execute(MADE)
    write(made, "review:1", "li na", "质量太差, 用了两次就坏了", "2024-06-01")
    write(made, "review:2", "wang fang", "质量太差, 用了两次就坏了", "2024-06-02")
    write(made, "review:3", "li na", "物流很快, 非常满意", "2024-06-03")
    return made


def write(warehouse, text_id, customer_id, text, day):
    with warehouse.open() as con:
        con.execute(
            "insert into customers.int_customers__texts values (?, ?, 'review', ?::timestamp, ?::date, ?)",
            [text_id, customer_id, day, day, text],
        )


@pytest.fixture
def read(warehouse, monkeypatch):
    """Read the texts; what was told, and which texts had to be read."""

    def run():
        seen = []
        real = texts_scored()

        def counted(frame, *given):
            seen.extend(frame["text"])
            return real(frame, *given)

        monkeypatch.setattr("ml.text.score.score_batches", counted)
        found = texts.read_texts(ModelStore(warehouse.home), warehouse, FEATURES)
        monkeypatch.setattr("ml.text.score.score_batches", real)
        return found, seen

    return run


def texts_scored():
    from ml.text.score import score_batches

    return score_batches


def test_each_text_is_read_once_however_often_it_was_written(read, warehouse):
    found, seen = read()

    assert sorted(seen) == ["物流很快, 非常满意", "质量太差, 用了两次就坏了"]
    told = found["int_scores__customer_texts"].set_index("customer_id")
    assert told["text_count_90d"].to_dict() == {"li na": 2, "wang fang": 1}
    assert told["negative_text_count_90d"].to_dict() == {"li na": 1, "wang fang": 1}
    assert told.columns.is_unique
    assert set(texts.TYPES["int_scores__customer_texts"]) <= {"customer_id", *told.columns}


def test_the_next_day_only_what_is_new_is_read(read, warehouse):
    read()
    write(warehouse, "review:4", "wang fang", "一般般", "2024-06-29")
    again, seen = read()

    assert seen == ["一般般"]
    counts = again["int_scores__customer_texts"].set_index("customer_id")["text_count_90d"]
    assert counts.to_dict() == {"li na": 2, "wang fang": 2}
    assert read()[1] == []


def test_a_text_that_is_gone_is_forgotten(read, warehouse):
    read()
    with warehouse.open() as con:
        con.execute("delete from customers.int_customers__texts where text_id = 'review:3'")
    read()

    kept = warehouse.read(f"select sentiment_evidence, wish from scores.{texts.READ}")
    assert len(kept) == 1
    assert "物流" not in kept.to_string()


def test_without_what_was_read_all_is_read_again_and_told_the_same(read, warehouse):
    before, _ = read()
    with warehouse.open() as con:
        con.execute(f"drop table scores.{texts.READ}")
    after, seen = read()

    assert len(seen) == 2
    for table, frame in before.items():
        pd.testing.assert_frame_equal(after[table], frame)


def test_another_reader_reads_all_again(read, warehouse, monkeypatch):
    read()
    monkeypatch.setattr(texts, "_reader_version", lambda *given: "another")
    _, seen = read()

    assert len(seen) == 2
    assert warehouse.read(f"select distinct reader_version from scores.{texts.READ}").iloc[:, 0].tolist() == [
        "another"
    ]


def test_what_is_written_after_the_moment_is_not_told(read, warehouse):
    write(warehouse, "review:5", "li na", "差评", "2024-07-02")
    found, _ = read()

    assert found["int_scores__customer_texts"].set_index("customer_id").loc["li na", "text_count_90d"] == 2


def test_behaviour_alone_leans_too_and_searches_are_concerns(read, warehouse):
    with warehouse.open() as con:
        con.execute("delete from customers.int_customers__texts")
        con.execute(
            "insert into customers.fct_web_events select 'li na', '便宜', timestamp '2024-06-01',"
            " date '2024-06-01' from range(4)"
        )
    found, _ = read()
    leanings = found["int_scores__leanings"].set_index(["customer_id", "leaning_key"])

    assert leanings.loc[("li na", "rational"), "is_held"]
    assert not leanings.loc[("wang fang", "rational"), "is_held"]
    assert found["int_scores__motives"][["customer_id", "motive"]].values.tolist() == [["li na", "price"]]
    assert len(found["int_scores__customer_texts"]) == 0


def test_a_company_without_texts_or_customers_is_no_error(read, warehouse, monkeypatch):
    with warehouse.open() as con:
        con.execute("delete from customers.int_customers__texts")
    monkeypatch.setattr("tests.unit.orchestration.scores.test_texts.FEATURES", FEATURES.head(0))
    found, seen = read()

    assert seen == []
    assert {table: len(frame) for table, frame in found.items() if table != "int_scores__text_words"} == {
        "int_scores__customer_texts": 0,
        "int_scores__leanings": 0,
        "int_scores__motives": 0,
    }
