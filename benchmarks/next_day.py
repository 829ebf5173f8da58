"""One more day in a large demo world: what one customer in a hundred did last, done again on that day."""

from pathlib import Path

import duckdb

# of the orders and events of the chosen customers the last; written as one more part of each file
_STAMP = "%Y/%m/%d %H:%M:%S"
_ORDERS = """
select * exclude (came) replace (
    'N' || "订单编号" as "订单编号",
    strftime(came + to_days(date_diff('day', cast(came as date), date '{day}')), '{stamp}') as "下单时间"
)
from (
    select *, try_strptime("下单时间", '{stamp}') as came
    from '{folder}/shop/orders-*.parquet'
    where "会员ID" is not null and hash("会员ID") % 100 = 0 and came is not null
    qualify row_number() over (partition by "会员ID" order by came desc, "订单编号") = 1
)
"""
_LINES = """
select lines.* replace ('N' || order_no as order_no)
from '{folder}/shop/order_lines-*.parquet' as lines
semi join '{orders}' as orders on 'N' || lines.order_no = orders."订单编号"
"""
_EVENTS = """
select * exclude (days) replace ('N' || id as id, ts + days * 86400000 as ts, 'N' || session as session)
from (
    select *, date_diff('day', cast(epoch_ms(ts) as date), date '{day}') as days
    from '{folder}/web/events-*.parquet'
    where uid is not null and hash(uid) % 100 = 0
    qualify row_number() over (partition by uid order by ts desc, id) <= 20
)
"""


def add_a_day(folder: Path, day: str) -> dict[str, int]:
    """Write that day's parts into the extracts in `folder`; rows per file. The parts must be Parquet."""
    orders = folder / "shop" / "orders-999.parquet"
    parts = {
        orders: _ORDERS,
        folder / "shop" / "order_lines-999.parquet": _LINES,
        folder / "web" / "events-999.parquet": _EVENTS,
    }
    written = {}
    with duckdb.connect() as con:
        for path, sql in parts.items():
            query = sql.format(folder=folder, day=day, orders=orders, stamp=_STAMP)
            # not among the parts it is made of until it is whole
            aside = path.with_suffix(".part")
            written[path.name] = con.execute(f"copy ({query}) to '{aside}' (format parquet)").fetchall()[0][0]
            aside.rename(path)
    return written
