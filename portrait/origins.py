"""Where a portrait comes from: records, whose value each field has, ties, consent, freshness, gaps."""

from portrait.customer import Customer
from portrait.parts import Part
from portrait.reasons import worded
from portrait.terms import term
from portrait.words import Words, shown

_FIELDS = """
select fields.*, count(*) over (partition by field) as told_count
from customers.fct_customer_field_sources as fields where customer_id = ?
order by field, is_winner desc, updated_at desc nulls last, source_system, record_key
"""
_RELATED = """
with companies as (select company_customer_id from customers.fct_company_contacts where customer_id = $1),
ties as (
    select 'referred_by' as tie, customer_id, referred_on as since_on
    from customers.fct_referrals where referred_customer_id = $1
    union
    select 'referred', referred_customer_id, referred_on from customers.fct_referrals where customer_id = $1
    union
    select 'works_for', company_customer_id, cast(last_told_at as date)
    from customers.fct_company_contacts where customer_id = $1
    union
    select 'employs', customer_id, cast(last_told_at as date)
    from customers.fct_company_contacts where company_customer_id = $1
    union
    select 'colleague', customer_id, cast(last_told_at as date)
    from customers.fct_company_contacts semi join companies using (company_customer_id)
    where customer_id <> $1
)
select ties.*, full_name from ties join customers.dim_customers using (customer_id)
order by tie, since_on desc nulls last, customer_id
"""
_CONSENTS = """
from customers.fct_consents where customer_id = ?
qualify row_number() over (
    partition by purpose, identifier_type order by changed_at desc, consent_id
) = 1 order by purpose, identifier_type
"""
_FRESHNESS = """
select fresh.* from marts.mart_freshness as fresh
semi join (
    select distinct contract_table || ' of ' || source_system as told_by
    from identity.dim_identities where customer_id = ?
) as told on told.told_by = fresh.watched_key
where fresh.watched_type = 'contract_table' order by fresh.is_stale desc, fresh.watched_key
"""


def records(customer: Customer, words: Words) -> Part:
    """The records and identifiers that are this customer, as the snapshot shows them."""
    columns = {
        "source": words.say("来源系统", "Source system"),
        "table": words.say("表", "Table"),
        "record": words.say("记录", "Record"),
        "identifier": words.say("标识", "Identifier"),
        "value": words.say("值", "Value"),
        "first": words.say("首次出现", "First seen"),
        "last": words.say("最近出现", "Last seen"),
    }
    found = customer.own("from identity.dim_identities where customer_id = ? order by all")
    rows = [
        {
            "source": row["source_system"],
            "table": row["contract_table"],
            "record": shown(row["record_key"]),
            "identifier": term(words, "identifier", row["identifier_type"]),
            "value": shown(row.get("identifier_value")),
            "first": shown(row["first_seen_at"]),
            "last": shown(row["last_seen_at"]),
        }
        for row in found
    ]
    title = words.say(f"记录与标识（{len(rows)}）", f"Records and identifiers ({len(rows)})")
    return Part("records", title, columns, rows)


def fields(customer: Customer, words: Words) -> Part:
    """Of each field the records that tell it: which one counts, by which rule, and which lost."""
    columns = {
        "field": words.say("字段", "Field"),
        "shown": words.say("显示为", "Shown as"),
        "chosen": words.say("采用", "Chosen"),
        "record": words.say("记录", "Record"),
        "why": words.say("依据", "Why"),
        "changed": words.say("更新于", "Changed"),
        "told_by": words.say("记录数", "Records"),
    }
    rows = [
        {
            "field": term(words, "field", row["field"]),
            "shown": _shown(customer, words, row["field"]) if row["is_winner"] else "",
            "chosen": "✓" if row["is_winner"] else "",
            "record": f"{row['source_system']}:{row['record_key']} ({row['contract_table']})",
            "why": term(words, "decided_by", row["decided_by"]) if row["decided_by"] else "",
            "changed": shown(row["updated_at"]),
            "told_by": shown(row["record_count"]),
        }
        for row in customer.own(_FIELDS)
    ]
    return Part("fields", words.say("每个字段采用了谁的值", "Whence each value came"), columns, rows)


def _shown(customer: Customer, words: Words, field: str) -> str:
    value = customer.values.get(field)
    return words.say("已隐藏", "hidden") if value is None else worded(customer, words, field, value)


def related(customer: Customer, words: Words) -> Part:
    """People and companies the customer is tied to: how, and since when."""
    columns = {
        "tie": words.say("关系", "Tie"),
        "customer_id": words.say("客户", "Customer"),
        "name": words.say("姓名", "Name"),
        "since": words.say("自", "Since"),
    }
    rows = [
        {
            "tie": term(words, "tie", row["tie"]),
            "customer_id": row["customer_id"],
            "name": shown(row["full_name"]),
            "since": shown(row["since_on"]),
        }
        for row in customer.own(_RELATED)
    ]
    return Part("related", words.say("相关的人与公司", "Related people and companies"), columns, rows)


def consents(customer: Customer, words: Words) -> Part:
    """To what the customer said yes or no last, per purpose and identifier."""
    columns = {
        "purpose": words.say("用途", "Purpose"),
        "identifier": words.say("标识", "Identifier"),
        "status": words.say("状态", "Status"),
        "since": words.say("自", "Since"),
    }
    rows = [
        {
            "purpose": term(words, "purpose", row["purpose"]),
            "identifier": term(words, "identifier", row["identifier_type"]),
            "status": term(words, "status", row["status"]),
            "since": shown(row["changed_on"]),
        }
        for row in customer.own(_CONSENTS)
    ]
    none = words.say("没有授权记录：不得营销。", "No consent is known: no marketing.")
    return Part("consents", words.say("授权", "Consent"), columns, rows, none)


def freshness(customer: Customer, words: Words) -> Part:
    """How old the newest row of each table is that tells of the customer."""
    columns = {
        "table": words.say("表", "Table"),
        "newest": words.say("最新", "Newest"),
        "age": words.say("已过", "Age"),
        "target": words.say("目标", "Target"),
        "stale": words.say("过期", "Stale"),
    }
    rows = [
        {
            "table": row["watched_key"].replace(" of ", words.say("，来自 ", " of ")),
            "newest": shown(row["newest_on"]),
            "age": words.days(row["days_old"]),
            "target": words.days(row["target_days"]),
            "stale": words.shown(row["is_stale"]),
        }
        for row in customer.own(_FRESHNESS)
    ]
    return Part("freshness", words.say("来源的时效", "How fresh its sources are"), columns, rows)


def unknown(customer: Customer, words: Words) -> Part:
    """The fields wanted of such a customer that nobody told, and those filled in."""
    say = words.say
    (row,) = customer.own("from quality.fct_customer_completeness where customer_id = ?") or [{}]
    lacking = (row.get("missing_fields") or "").replace(" ", "").split(",")
    lacks = [
        {"field": term(words, "field", name), "what": say("未知", "unknown")} for name in lacking if name
    ]
    filled = [
        {
            "field": term(words, "field", name),
            "what": say("按常用收货地补全", "from the usual delivery address"),
        }
        for name in ("region", "city")
        if customer.profile[f"is_{name}_filled"]
    ]
    columns = {"field": say("字段", "Field"), "what": say("情况", "What is so")}
    return Part("unknown", say("缺少或补全的字段", "Unknown or filled in"), columns, lacks + filled)
