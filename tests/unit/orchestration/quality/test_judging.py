"""Loads on disk: measured, judged against those before them, told, and judged again only for a reason."""

from dataclasses import replace

import pytest

from orchestration.errors import HuaxiangError
from orchestration.home import Home
from orchestration.ingest.manifests import current_loads, loads
from orchestration.ingest.pull import pull
from orchestration.ingest.sources import parse_source
from orchestration.quality.findings import load_problems, newest_read
from orchestration.quality.judging import QUALITY, judge_loads
from orchestration.quality.thresholds import read_thresholds
from orchestration.settings import DBT_PROJECT_DIR

CHANNELS = ("web", "app", "store")


def orders(day, rows=300, channels=CHANNELS, currency="CNY"):
    """A day's export: `rows` orders of that day."""
    lines = [
        f"{day}-{row},2026-03-{day:02d},{channels[row % len(channels)]},{currency}" for row in range(rows)
    ]
    return "\n".join(["id,ordered,channel,currency", *lines])


class Shop:
    """Increments of shop.orders, one file a day."""

    def __init__(self, root, contracts):
        self.root, self.contracts = root, contracts
        self.thresholds = read_thresholds(DBT_PROJECT_DIR, contracts)
        self.full_snapshot = False
        (root / "extracts").mkdir()

    def export(self, day, ordered="2026-03", **changes):
        name = "orders.csv" if self.full_snapshot else f"orders-{day:02d}.csv"
        text = orders(day, **changes).replace("2026-03", ordered)
        if self.full_snapshot:
            # a newer snapshot shows the same orders
            text = text.replace(f"\n{day}-", "\n1-")
        (self.root / "extracts" / name).write_text(text)
        pull(Home(self.root / "home"), self.source(), self.contracts, "Asia/Shanghai")

    def source(self):
        columns = {
            "order_id": "id",
            "ordered_at": "ordered",
            "channel": "channel",
            "currency_code": "currency",
        }
        attributes = {
            "source_system": "desk",
            "description": "A shop on a desk.",
            "connection": {"kind": "files", "path": str(self.root / "extracts")},
            "objects": {"orders": {"files": "orders*", "full_snapshot": self.full_snapshot}},
            "tables": {"shop.orders": {"from": "orders", "columns": columns}},
        }
        return parse_source(attributes, lambda name: None, self.contracts)

    def judged(self):
        found = loads(self.root / "home" / "landing")
        return judge_loads(found, [self.source()], self.contracts, self.thresholds)

    def messages(self):
        found = self.judged()
        current = current_loads([entry.load for entry in found], [self.source()])
        return [problem.message for problem in load_problems(newest_read(found, current), self.contracts)]


@pytest.fixture
def shop(tmp_path, unchecked):
    return Shop(tmp_path, unchecked)


def test_increments_are_judged_once_there_are_enough(shop):
    for day in range(1, 5):
        shop.export(day)
    shop.export(5, rows=10)
    assert shop.messages() == [
        "10 rows landed, 150 to 450 expected after 4 earlier loads. What to do: ask whoever exports it"
        " whether this is right (is the export whole?); if it is normal, change `row_count_share` of"
        " shop.orders in definitions/quality.yml."
    ]
    shop.export(6)
    # only the newest load is told of; the verdict on the other stays
    assert shop.messages() == []
    assert [len(entry.failed) for entry in shop.judged()] == [0, 0, 0, 0, 1, 0]


def test_too_few_increments_are_not_compared(shop):
    for day in range(1, 4):
        shop.export(day)
    shop.export(4, rows=3000)
    assert shop.messages() == []


def test_a_full_snapshot_is_compared_with_the_one_before(shop):
    shop.full_snapshot = True
    shop.export(1)
    shop.export(2, rows=310, channels=("web", "app", "kiosk"))
    (values, shares) = shop.messages()
    assert values.startswith("channel: 33.2% of its values are new since the load before: 'kiosk'.")
    assert shares.startswith("channel: the shares of its values have moved since the load before")
    shop.export(3, rows=310, channels=("web", "app", "kiosk"))
    assert shop.messages() == []


def test_a_stated_maximum_holds_from_the_first_load_on(shop):
    shop.export(1, currency="")
    (message,) = shop.messages()
    assert message.startswith("currency_code: 100.0% of its rows are empty, at most 10.0% may be.")


def test_a_blocked_load_is_nothing_to_compare_with(shop):
    shop.full_snapshot = True
    shop.export(1)
    # too many rejected: blocked, and the last good one stays
    shop.export(2, ordered="soon")
    shop.export(3)
    compared = {entry.load.sequence: entry.checks[0].compared_loads for entry in shop.judged()}
    assert compared == {1: 0, 2: 1, 3: 1}
    assert shop.messages() == []


def test_other_thresholds_judge_again_and_nothing_else_does(shop, monkeypatch):
    for day in range(1, 6):
        shop.export(day, rows=300 if day < 5 else 500)
    assert len(shop.messages()) == 1
    kept = {entry.load.load_id: (entry.load.folder / QUALITY).stat().st_mtime_ns for entry in shop.judged()}
    with monkeypatch.context() as patch:
        patch.setattr("orchestration.quality.judging.measure", lambda *_: pytest.fail("measured again"))
        again = shop.judged()
    assert kept == {entry.load.load_id: (entry.load.folder / QUALITY).stat().st_mtime_ns for entry in again}
    shop.thresholds["shop.orders"] = replace(shop.thresholds["shop.orders"], row_count_share=1.0)
    assert shop.messages() == []


def test_no_key_and_nothing_personal_is_kept_as_a_category(shop):
    shop.export(1)
    (entry,) = shop.judged()
    told = {name for name, column in entry.figures.columns.items() if column.categories is not None}
    assert told == {"channel", "currency_code"}
    assert entry.figures.columns["channel"].categories == {"app": 100, "store": 100, "web": 100}
    assert "order_id" not in entry.figures.columns


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        ("{table: shop.order}", "there is no contract table shop.order"),
        (
            "{table: shop.orders, columns: [{column: colour, most_null_share: 0}]}",
            "shop.orders has no column colour",
        ),
    ],
)
def test_thresholds_name_tables_and_columns_that_exist(tmp_path, contracts, entry, says):
    (tmp_path / "definitions").mkdir()
    (tmp_path / "definitions" / "quality.yml").write_text(
        f"quality: {{thresholds: {{least_rows: 1}}, tables: [{entry}]}}"
    )
    with pytest.raises(HuaxiangError, match=says):
        read_thresholds(tmp_path, contracts)
