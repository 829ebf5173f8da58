"""The ERP's database: service contracts, stock, article attributes; days as digits and prices in fen."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import numpy as np

from demo.world import dealings
from demo.world.catalogue import CATEGORIES
from demo.world.exports.desk import Desk
from demo.world.history import Chapter, account_of
from demo.world.rhythm import DAY, NOT_YET
from demo.world.writing import scrambled

TABLES = {
    "service_contract": "contract_no text primary key, member_no text, company_no text, plan text,"
    " period text, price_fen integer, started text, renewed text, renewals integer, next_renewal text,"
    " ended text",
    "stock": "sku text, warehouse text, counted text, on_hand integer, safety_stock integer,"
    " primary key (sku, warehouse, counted)",
    "article_attribute": "sku text, attribute text, value text, primary key (sku, attribute)",
}
PERIODS = {30: "M", 90: "Q", 365: "Y"}
WAREHOUSES = ("HD", "HN", "HB")
COUNTED_DAYS = 30
STYLES = ("简约", "国潮", "复古", "运动", "甜美")
TASTES = ("清淡", "微辣", "重辣", "甜口", "无糖")
STYLED = ("童装玩具", "服饰", "美妆个护", "家居日用", "运动户外")
TASTED = ("食品生鲜", "零食", "茶酒")


class Erp:
    """Writes erp.db, table by table."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self._con = sqlite3.connect(desk.path("erp", "erp", "db"))
        for name, columns in TABLES.items():
            self._con.execute(f"create table {name} ({columns})")
        self._contracts = 0

    def write_chapter(self, chapter: Chapter) -> None:
        """The service contracts of a block of people."""
        frame = dealings.subscriptions(self.desk.world, chapter)
        person, started = frame["person"].to_numpy(), frame["started"].to_numpy()
        account = account_of(chapter.who, person, np.full(len(frame), NOT_YET - 1))
        rng = self.desk.draw("erp", chapter.block)
        _, cases = self.desk.awkward.rows(rng, "service_contracts", len(frame))
        period = frame["days"].to_numpy() * DAY
        renewed = started + frame["renewals"].to_numpy() * period
        rows = []
        for row, case in enumerate(cases.to_pylist()[: len(frame)]):
            contract = frame.iloc[row]
            is_running = contract["ended"] >= NOT_YET
            rows.append(
                (
                    f"FW{self._contracts + row + 1:07d}",
                    f"M{account[row]}" if contract["company"] < 0 else None,
                    f"DW{contract['company'] + 1:05d}" if contract["company"] >= 0 else None,
                    contract["plan"],
                    PERIODS[contract["days"]],
                    int(contract["price"]) * (-1 if case == "negative_price" else 1),
                    self._digits(started[row]),
                    self._digits(renewed[row]) if contract["renewals"] else None,
                    int(contract["renewals"]),
                    self._digits(renewed[row] + period[row]) if is_running else None,
                    None if is_running else self._digits(contract["ended"]),
                )
            )
        self._contracts += len(rows)
        self._insert("service_contract", rows)

    def finish(self) -> None:
        """Stock and attributes of all articles."""
        goods, span = self.desk.world.goods, self.desk.world.span
        days = min(COUNTED_DAYS, span.days - 1)
        place = np.arange(len(goods) * len(WAREHOUSES) * days)
        level = (scrambled(place + 2**45) % np.uint64(200)).astype(int)
        _, cases = self.desk.awkward.rows(self.desk.draw("stock"), "stock", len(place))
        stock = []
        for row, case in enumerate(cases.to_pylist()[: len(place)]):
            article, rest = divmod(row, len(WAREHOUSES) * days)
            warehouse, day = divmod(rest, days)
            on_hand = -level[row] - 1 if case == "negative_stock" else level[row]
            counted = self._digits((span.days - 1 - day) * DAY)
            stock.append((goods["sku"].iat[article], WAREHOUSES[warehouse], counted, int(on_hand), 20))
        self._insert("stock", stock)
        self._insert("article_attribute", list(self._attributes()))
        self._con.commit()
        self._con.close()

    def _attributes(self) -> Iterator[tuple[str, str, str]]:
        names = np.array(list(CATEGORIES))
        goods = self.desk.world.goods
        for article, (sku, category) in enumerate(zip(goods["sku"], goods["category"], strict=True)):
            chosen = int(scrambled(np.array([article + 2**44]))[0] % np.uint64(5))
            if names[category] in STYLED:
                yield sku, "风格", STYLES[chosen]
            if names[category] in TASTED:
                yield sku, "口味", TASTES[chosen]
            yield sku, "适合季节", ("春;秋", "夏", "冬", "全年")[article % 4]

    def _digits(self, second: int) -> str:
        """A day as the ERP writes it."""
        return str(self.desk.world.span.stamps(np.array([int(second)]))[0])[:10].replace("-", "")

    def _insert(self, table: str, rows: list[tuple]) -> None:
        if rows:
            marks = ", ".join("?" * len(rows[0]))
            self._con.executemany(f"insert into {table} values ({marks})", rows)
