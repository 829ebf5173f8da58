"""The sample company, written once per module."""

import json
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from demo import sample
from tests.unit.demo.sample_files import END_ON, is_json, read_csv


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    target = tmp_path_factory.mktemp("home") / "extracts" / "sample"
    sample.write(target, END_ON)
    return target


@pytest.fixture(scope="module")
def contacts(folder):
    return read_csv(folder / "contacts.csv", "gb18030", ";")[0]


@pytest.fixture(scope="module")
def customers(folder):
    return read_csv(folder / "customers.csv", "utf-8-sig")[0]


@pytest.fixture(scope="module")
def orders(folder):
    return read_csv(folder / "orders.csv")[0]


@pytest.fixture(scope="module")
def dated(orders):
    """Orders whose date can be read and is not in the future, each once, with `at`."""
    frame = pd.DataFrame(orders).drop_duplicates("订单编号", keep="last")
    frame["at"] = pd.to_datetime(frame["下单时间"], format="%Y/%m/%d %H:%M:%S", errors="coerce")
    return frame[frame["at"] < pd.Timestamp(END_ON)]


@pytest.fixture(scope="module")
def lines(folder):
    return pq.read_table(folder / "order_lines.parquet").to_pandas()


@pytest.fixture(scope="module")
def returns(folder):
    return read_csv(folder / "returns.csv")[0]


@pytest.fixture(scope="module")
def event_lines(folder):
    return (folder / "events.jsonl").read_text(encoding="utf-8").splitlines()


@pytest.fixture(scope="module")
def events(event_lines):
    return [json.loads(line) for line in event_lines if is_json(line)]
