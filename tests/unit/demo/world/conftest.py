"""A demo world of few people, written once, and a larger one that is not written down."""

from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from demo import world
from demo.world.history import chapters
from demo.world.history import world as made_world
from tests.unit.demo.world.files import CONTACTS, END_ON, PERSONS, SPAN, read_objects, read_text


@pytest.fixture(scope="session")
def folder(tmp_path_factory) -> Path:
    target = tmp_path_factory.mktemp("world") / "extracts" / "demo"
    world.write(target, END_ON, persons=PERSONS)
    return target


@pytest.fixture(scope="session")
def larger():
    return made_world(3000, SPAN, 7)


@pytest.fixture(scope="session")
def chapter(larger):
    return next(chapters(larger))


@pytest.fixture(scope="session")
def contacts(folder):
    return read_text(folder / "crm" / "contacts.csv", **CONTACTS)


@pytest.fixture(scope="session")
def accounts(folder):
    return read_text(folder / "crm" / "accounts.csv", **CONTACTS)


@pytest.fixture(scope="session")
def customers(folder):
    return read_text(folder / "shop" / "customers.csv", encoding="utf-8-sig")


@pytest.fixture(scope="session")
def orders(folder):
    return read_text(folder / "shop" / "orders.csv")


@pytest.fixture(scope="session")
def dated(orders):
    """Real orders with a date, each once, with `at`."""
    frame = orders[(orders["订单编号"] != "") & (orders["备注"] != "TEST")]
    frame = frame.drop_duplicates("订单编号", keep="last")
    at = pd.to_datetime(frame["下单时间"], format="%Y/%m/%d %H:%M:%S", errors="coerce")
    return frame.assign(at=at)[at < pd.Timestamp(END_ON)]


@pytest.fixture(scope="session")
def lines(folder):
    """Order lines, repeats included, prices as numbers."""
    frame = pq.read_table(folder / "shop" / "order_lines.parquet").to_pandas()
    return frame.astype({"deal_price": float, "tag_price": float})


@pytest.fixture(scope="session")
def payments(folder):
    return read_text(folder / "shop" / "payments.csv").astype({"金额": float})


@pytest.fixture(scope="session")
def returns(folder):
    return read_text(folder / "shop" / "returns.csv")


@pytest.fixture(scope="session")
def events(folder):
    return pd.DataFrame(read_objects(folder / "web" / "events.jsonl")[0])


@pytest.fixture(scope="session")
def messages(folder):
    return pd.read_parquet(folder / "marketing" / "messages.parquet")


@pytest.fixture(scope="session")
def message_events(folder):
    return read_text(folder / "marketing" / "message_events.tsv", sep="\t")


@pytest.fixture(scope="session")
def tickets(folder):
    return read_objects(folder / "service" / "tickets.jsonl")[0]


@pytest.fixture(scope="session")
def truth(folder):
    return {path.stem: pd.read_parquet(path) for path in (folder / "truth").iterdir()}


@pytest.fixture(scope="session")
def injected(truth):
    """How often each awkward case was injected, by `<extract>.<case>`."""
    frame = truth["awkward"]
    return dict(zip(frame["extract"] + "." + frame["case"], frame["injected"], strict=True))
