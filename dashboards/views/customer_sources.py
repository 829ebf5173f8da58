"""Where a customer's profile comes from: records, whose value each field has, ties, what is unknown."""

import streamlit as st

from dashboards import tables
from dashboards.one_customer import Customer
from dashboards.snapshot import row
from dashboards.words import say, shown

_TIES = {
    "referred_by": ("由其推荐而来", "was referred by"),
    "referred": ("推荐了", "referred"),
    "works_for": ("任职于", "works for"),
    "employs": ("联系人", "has as contact"),
}


def draw(customer: Customer) -> None:
    """Draw the part of the page."""
    _records(customer)
    _fields(customer)
    if customer.related:
        st.subheader(say("相关的人与公司", "Related people and companies"))
        tables.of_customers(
            [{**found, "how": say(*_TIES[found["tie"]])} for found in customer.related],
            {"how": say("关系", "Tie"), "since_on": say("自", "Since")},
        )
    missing = row("from quality.fct_customer_completeness where customer_id = ?", [customer.customer_id])
    if missing and missing["missing_fields"]:
        st.caption(f"{say('缺少的字段', 'Fields still unknown')}: {missing['missing_fields']}")


def _records(customer: Customer) -> None:
    st.subheader(
        say(f"记录与标识（{len(customer.records)}）", f"Records and identifiers ({len(customer.records)})")
    )
    tables.show(
        [
            {
                say("来源系统", "Source system"): found["source_system"],
                say("表", "Table"): found["contract_table"],
                say("标识", "Identifier"): found["identifier_type"],
                say("值", "Value"): found.get("identifier_value") or "–",
                say("首次出现", "First seen"): shown(found["first_seen_at"]),
                say("最近出现", "Last seen"): shown(found["last_seen_at"]),
            }
            for found in customer.records
        ],
    )


def _fields(customer: Customer) -> None:
    st.subheader(say("每个字段采用了谁的值", "Whose value each field has"))
    tables.show(
        [
            {
                say("字段", "Field"): found["field"],
                say("采用", "Chosen"): "✓" if found["is_winner"] else "",
                say("来源系统", "Source system"): found["source_system"],
                say("表", "Table"): found["contract_table"],
                say("依据", "Decided by"): found["decided_by"] or "–",
                say("更新于", "Updated"): shown(found["updated_at"]),
            }
            for found in customer.field_sources
        ],
    )
