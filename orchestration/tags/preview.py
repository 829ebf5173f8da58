"""`huaxiang tag preview`: whom a tag would find, before anything is saved."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from orchestration.compose.lineage import columns_of
from orchestration.home import Home
from orchestration.tags.bench import Bench, bench
from orchestration.tags.defined import defined_tags, find, with_rests

_EXAMPLES = 5
_OVERLAPS = """
select
    tags.tag_key,
    max(dim_tags.name_zh || ' ' || dim_tags.name_en),
    count(would.customer_id) as both_count,
    count(would.customer_id) / ((select count(*) from would) + count(*) - count(would.customer_id))
        as jaccard
from tags.fct_customer_tags as tags
inner join tags.dim_tags as dim_tags on tags.tag_key = dim_tags.tag_key
left join would on tags.customer_id = would.customer_id
where tags.is_usable and tags.tag_key <> ?
group by tags.tag_key
having count(would.customer_id) > 0
order by jaccard desc, tags.tag_key
limit 8
"""


@dataclass(frozen=True)
class Example:
    """A customer by id, and the values that decided."""

    customer_id: str
    values: dict[str, Any]


@dataclass(frozen=True)
class Preview:
    """Counts of customers; `overlaps` are (key, name, customers with both, Jaccard), the largest first."""

    tag: Mapping[str, Any]
    as_of_on: str
    customers: int
    matches: int
    holds_now: int
    enters: int
    leaves: int
    overlaps: list[tuple[str, str, int, float]]
    examples: dict[str, list[Example]]


def preview(home: Home, key: str, draft: Path | None = None) -> Preview:
    """What the tag would find in the newest snapshot, by the models that evaluate it in a refresh."""
    tags = defined_tags(draft)
    tag = find(tags, key)
    with bench(home) as opened:
        opened.make(["int_tags__held"], {"tags": with_rests(tags, [key])})
        opened.rows(
            "create temp table would as select customer_id from tags.int_tags__held where item_key = ?", [key]
        )
        opened.rows(
            "create temp table holds as select customer_id from tags.fct_customer_tags"
            " where tag_key = ? and valid_to_on is null",
            [key],
        )
        ((customers, matches, holds_now, enters, leaves),) = opened.rows(
            "select (select count(*) from customers.dim_customers), (select count(*) from would), (select"
            " count(*) from holds), (select count(*) from would anti join holds using (customer_id)),"
            " (select count(*) from holds anti join would using (customer_id))"
        )
        return Preview(
            tag=tag,
            as_of_on=str(opened.as_of_on),
            customers=customers,
            matches=matches,
            holds_now=holds_now,
            enters=enters,
            leaves=leaves,
            overlaps=opened.rows(_OVERLAPS, [key]),
            examples={
                "would enter": _examples(opened, tag, "would anti join holds using (customer_id)"),
                "would leave": _examples(opened, tag, "holds anti join would using (customer_id)"),
                "would stay": _examples(opened, tag, "would semi join holds using (customer_id)"),
            },
        )


def _examples(opened: Bench, tag: Mapping[str, Any], whom: str) -> list[Example]:
    known = {name for (name,) in opened.rows("select column_name from (describe tags.int_tags__inputs)")}
    named = sorted(columns_of(tag["rule"]) & known)
    rows = opened.rows(
        f"select {', '.join(['customer_id', *named])} from tags.int_tags__inputs"
        f" semi join (select customer_id from {whom} order by md5(customer_id) limit {_EXAMPLES}) as chosen"
        " using (customer_id) order by customer_id"
    )
    return [Example(row[0], dict(zip(named, row[1:], strict=True))) for row in rows]


def show_preview(out: Console, found: Preview) -> None:
    """Print it; customers by id, with the numbers that decided and nothing personal."""
    tag, share = found.tag, found.matches / found.customers if found.customers else 0
    out.print(f"[bold]{tag['name']['zh']} {tag['name']['en']}[/bold] ({tag['key']}), as of {found.as_of_on}")
    out.print(f"  rule: {escape(tag['rule'])}")
    out.print(f"  {found.matches:,} of {found.customers:,} customers would hold it ({share:.1%})")
    out.print(
        f"  {found.holds_now:,} hold it now: {found.enters:,} would enter, {found.leaves:,} would leave"
    )
    for what, examples in found.examples.items():
        for example in examples:
            values = ", ".join(f"{name} = {value}" for name, value in example.values.items())
            out.print(f"    {what}: {example.customer_id} [cyan]← {escape(values)}[/cyan]")
    if found.overlaps:
        table = Table(title="Overlaps 重叠", title_justify="left", box=None, pad_edge=False)
        table.add_column("tag")
        for name in ("customers with both", "Jaccard"):
            table.add_column(name, justify="right")
        for _, name, both, jaccard in found.overlaps:
            table.add_row(name, f"{both:,}", f"{jaccard:.2f}")
        out.print(table)
    out.print("Nothing was saved.")
