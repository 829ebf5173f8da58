"""The labels of a customer: alerts, tags with what fired them, what is one condition away, groups."""

from portrait import nearness
from portrait.customer import Customer
from portrait.inputs import Row
from portrait.parts import Part
from portrait.reasons import ruled, valued, why, worded
from portrait.terms import owned, term
from portrait.words import DIMENSIONS, NOTHING, Words, shown


def _columns(words: Words, *keys: str) -> dict[str, str]:
    called = {
        "name": ("名称", "Name"),
        "dimension": ("维度", "Dimension"),
        "value": ("值", "Value"),
        "since": ("自", "Since"),
        "until": ("有效至", "Until"),
        "why": ("原因", "Why"),
        "owner": ("负责人", "Owner"),
        "action": ("行动", "Action"),
        "rank": ("关注名次", "Attention rank"),
        "at_stake": ("一年的价值", "A year is worth"),
        "condition": ("差的条件", "Condition lacking"),
        "now": ("现在", "Now"),
        "ended": ("结束原因", "Why it ended"),
    }
    return {key: words.say(*called[key]) for key in keys}


def alerts(customer: Customer, words: Words) -> Part:
    """The open alerts, and the customer's place among all who wait for somebody."""
    rows = [
        {
            "name": words.name(alert),
            "since": shown(alert["raised_on"]),
            "why": valued(customer, words, alert["rule"]),
            "owner": owned(words, alert["owner"]),
            "action": words.name(alert, "action"),
            "rank": shown(alert["attention_rank"]),
            "at_stake": f"{words.amount(alert['value_at_stake_amount'])} {alert['currency_code'] or ''}",
        }
        for alert in customer.alerts
    ]
    columns = _columns(words, "name", "since", "why", "owner", "action", "rank", "at_stake")
    return Part("alerts", words.say("待处理的预警", "Open alerts"), columns, rows, is_wide=True)


def tags(customer: Customer, words: Words) -> Part:
    """The tags held now: since and until when, the rule with its values, and what is done."""
    rows = [
        {
            "name": words.name(tag) or tag["tag_key"],
            "dimension": words.say(*DIMENSIONS[tag["dimension"]]) if tag["dimension"] else NOTHING,
            "value": worded(customer, words, tag["tag_key"], tag["tag_value"]),
            "since": shown(tag["valid_from_on"]),
            "until": _until(tag, words),
            "why": why(customer, words, tag["rule"])
            if tag["tag_source"] == "rule"
            else term(words, "given", tag["tag_source"]),
            "owner": owned(words, tag["owner"]),
            "action": words.name(tag, "action") or NOTHING,
        }
        for tag in customer.tags
    ]
    columns = _columns(words, "name", "dimension", "value", "since", "until", "why", "owner", "action")
    none = words.say("目前没有标签。", "No tag is held.")
    return Part("tags", words.say("标签", "Tags"), columns, rows, none, is_wide=True)


def _until(tag: Row, words: Words) -> str:
    ends = shown(tag["expires_on"])
    return ends if tag["is_usable"] else f"{words.say('已过期', 'expired')} {ends}"


def near(customer: Customer, words: Words) -> Part:
    """Rule tags that the customer lacks for one condition alone."""
    rows = [
        {
            "name": words.name(found.tag),
            "condition": ruled(customer, words, found.condition),
            "now": valued(customer, words, found.condition),
        }
        for found in nearness.lacking_one(customer)
    ]
    title = words.say("差一个条件的标签", "One condition away")
    return Part(
        "near", title, _columns(words, "name", "condition", "now"), rows, words.say("没有。", "None.")
    )


def segments(customer: Customer, words: Words) -> Part:
    """The named groups, and the values that put the customer there."""
    rows = [
        {
            "name": words.name(segment),
            "since": shown(segment["valid_from_on"]),
            "why": why(customer, words, segment["rule"]),
            "owner": owned(words, segment["owner"]),
            "action": words.name(segment, "action") or NOTHING,
        }
        for segment in customer.segments
    ]
    columns = _columns(words, "name", "since", "why", "owner", "action")
    none = words.say("不属于任何业务分群。", "In no named group.")
    return Part("segments", words.say("分群", "Segments"), columns, rows, none, is_wide=True)


def former_tags(customer: Customer, words: Words) -> Part:
    """The tags held before, and why they ended."""
    rows = [
        {
            "name": words.name(tag) or tag["tag_key"],
            "since": shown(tag["valid_from_on"]),
            "until": shown(tag["valid_to_on"]),
            "ended": term(words, "cause", tag["end_cause"]),
        }
        for tag in customer.former_tags
    ]
    columns = _columns(words, "name", "since", "until", "ended")
    return Part("former_tags", words.say("曾经的标签", "Tags of the past"), columns, rows)
