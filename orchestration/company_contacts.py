"""What `huaxiang explain` tells of a company's people, and of a person's companies."""

from typing import Any

import duckdb
from rich.console import Console
from rich.markup import escape

_SHOWN = 12


def show_company(out: Console, con: duckdb.DuckDBPyConnection, customer: dict[str, Any]) -> None:
    """Print a company's contacts or a person's companies; `customer` is its row of dim_customers."""
    is_company = customer["customer_type"] == "company"
    this, other = "customer_id", "company_customer_id"
    if is_company:
        this, other = other, this
    rows = con.execute(
        "select others.customer_id, full_name, is_main_company"
        " from customers.fct_company_contacts as contacts join customers.dim_customers as others"
        f" on others.customer_id = contacts.{other} where contacts.{this} = ?"
        " order by is_main_company desc, others.customer_id",
        [customer["customer_id"]],
    ).fetchall()
    if not rows and not is_company:
        return
    out.print(f"{'Contacts 联系人' if is_company else 'Companies 所属单位'} ({len(rows)})")
    for customer_id, name, is_main in rows[:_SHOWN]:
        out.print(
            f"  {customer_id} {escape(name or '')}{'' if is_main else ' [dim](told by other records)[/dim]'}"
        )
    if len(rows) > _SHOWN:
        out.print(f"  … {len(rows) - _SHOWN} more: customers.fct_company_contacts")
