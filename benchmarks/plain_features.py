"""The columns of fct_customer_features as plain DuckDB statements: one moment, everyone, nothing kept.

`{as_of}` and `{today}` stand for the moment and its business day; the tables read are those of floor_facts.
"""

from collections import defaultdict
from typing import Any

Entry = dict[str, Any]
_WAYS = ("most_frequent", "share_of_most_frequent", "latest", "earliest", "distinct")


def parts(features: dict[str, Any]) -> dict[str, str]:
    """Statement by table: a pass over a fact for aggregates, one per column whose values are picked."""
    aggregates, picks = defaultdict(list), defaultdict(list)
    for feature in features["own"]:
        picked = next((feature[way] for way in _WAYS if way in feature), None)
        for column in feature["columns"]:
            if picked:
                picks[feature["from"], picked].append((feature, column))
            else:
                aggregates[feature["from"]].append(f"{_aggregate(feature, column)} as {column['name']}")
    made = {
        f"of_{fact}": f"select customer_id, {', '.join(columns)} from {_rows(fact)} group by 1"
        for fact, columns in aggregates.items()
    }
    return made | {f"of_{fact}_{of}": _picks(fact, of, columns) for (fact, of), columns in picks.items()}


def each(features: dict[str, Any], tables: list[str]) -> str:
    """One row per customer: the parts side by side, what is derived from them, ages."""
    own = [
        _typed(f"coalesce({column['name']}, {feature.get('empty', 'null')})", feature, column["name"])
        for feature in features["own"]
        for column in feature["columns"]
    ]
    later = [
        _typed("{1} - {0}".format(*f["days_between"]) if "days_between" in f else f["value"], f, f["name"])
        for f in features["derived"]
    ]
    for age in features["age"]:
        days = f"{{today}} - {age['since']}" if "since" in age else f"{age['until']} - {{today}}"
        later.append(f"{days} as {age['name']}")
    joins = " ".join(f"left join {table} using (customer_id)" for table in tables)
    return f"""
    with own as (select c.customer_id, {", ".join(own)} from home.customers.dim_customers as c {joins})
    select *, {", ".join(later)} from own
    """


def ranked(features: dict[str, Any]) -> str:
    """One row per customer of `each`: where they stand among all."""
    ranks = [f"{_rank(f) if 'of' in f else _rounded(f['name'])} as {f['name']}" for f in features["relative"]]
    return f"select customer_id, {', '.join(ranks)} from each left join price_levels using (customer_id)"


def _rows(fact: str) -> str:
    return f"(from {fact} where customer_id is not null and occurred_at < {{as_of}})"


def _condition(feature: Entry, column: Entry) -> str:
    conditions = [f"({feature['where']})"] if "where" in feature else []
    if column["window"]:
        conditions.append(f"occurred_on >= {{today}} - {column['window']}")
    if "until" in column:
        conditions.append(f"occurred_on < {{today}} - {column['until']}")
    return " and ".join(conditions).replace("spine.as_of", "{as_of}") or "true"


def _aggregate(feature: Entry, column: Entry) -> str:
    rows = f"filter ({_condition(feature, column)})"
    if "share" in feature:
        rows = f"filter ({_condition(feature, column)} and ({feature['share']}) is not null)"
        number = f"count_if({feature['share']}) {rows} / nullif(count(*) {rows}, 0)"
    elif "deviation_of" in feature:
        x = feature["deviation_of"]
        number = (
            f"sqrt((count({x}) * sum({x} * {x}) - sum({x}) ** 2) / nullif(count({x}) * (count({x}) - 1), 0))"
        )
    else:
        number = f"{feature['value']} {rows}"
    return f"case when count(*) {rows} >= {feature.get('least', 0)} then {number} end"


def _picks(fact: str, picked: str, made: list[tuple[Entry, Entry]]) -> str:
    """Values counted per customer, put in order once per way of looking at them, and taken by their place."""
    looks: dict[tuple[str, str], str] = {}
    columns = []
    for feature, column in made:
        look = (_way(feature), _condition(feature, column))
        columns.append(f"{_pick(feature, looks.setdefault(look, f'l{len(looks)}'))} as {column['name']}")
    counts, places = [], []
    for (way, condition), n in looks.items():
        counts.append(f"count(*) filter ({condition}) as count_{n}")
        if way != "distinct":
            end, order = ("min", "asc") if way == "earliest" else ("max", "desc")
            counts.append(f"{end}(occurred_at) filter ({condition}) as at_{n}")
            order = f"{f'count_{n} desc, ' if way == 'most_frequent' else ''}at_{n} {order} nulls last, v"
            places.append(f"row_number() over (partition by customer_id order by {order}) as place_{n}")
            places.append(f"sum(count_{n}) over (partition by customer_id) as rows_{n}")
    return f"""
    with counted as (
        select customer_id, {picked} as v, {", ".join(counts)} from {_rows(fact)}
        where {picked} is not null group by 1, 2
    )
    select customer_id, {", ".join(columns)} from (select {", ".join(["*", *places])} from counted) group by 1
    """


def _way(feature: Entry) -> str:
    return next((way for way in ("distinct", "latest", "earliest") if way in feature), "most_frequent")


def _pick(feature: Entry, n: str) -> str:
    if "distinct" in feature:
        return f"count_if(count_{n} > 0)"
    enough = f"count_{n} > 0 and rows_{n} >= {feature.get('least', 0)}"
    if "share_of_most_frequent" in feature:
        return f"max(count_{n}) filter ({enough} and place_{n} = 1) / nullif(max(rows_{n}), 0)"
    if "top" in feature:
        return f"string_agg(v, ',' order by place_{n}) filter ({enough} and place_{n} <= {feature['top']})"
    return f"max(v) filter ({enough} and place_{n} = {feature.get('place', 1)})"


def _typed(value: str, feature: Entry, name: str) -> str:
    value = _rounded(value) if feature["type"] == "double" else value
    return f"cast({value} as {feature['type'].replace('string', 'varchar')}) as {name}"


def _rounded(number: str) -> str:
    """To nine significant digits."""
    digits = f"cast(8 - floor(log10(abs({number}))) as integer)"
    return f"case when ({number}) = 0 then 0 else round(cast(({number}) as double), {digits}) end"


def _rank(feature: Entry) -> str:
    where = f"coalesce({feature['where']}, false)"
    rank = f"percent_rank() over (partition by {where} order by {feature['of']})"
    return f"case when {where} then {_rounded(rank)} end"
