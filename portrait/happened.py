"""What happened to a customer: changes of stage and the latest events."""

from portrait.customer import Customer
from portrait.parts import Part
from portrait.terms import term
from portrait.words import NOTHING, Words, number, shown


def stages(customer: Customer, words: Words) -> Part:
    """Every change of stage that was seen, the newest first; the last is the first sight of the customer."""
    columns = {
        "on": words.say("日期", "Day"),
        "from": words.say("从", "From"),
        "to": words.say("到", "To"),
        "cause": words.say("原因", "Cause"),
    }
    rows = [
        {
            "on": shown(change["changed_on"]),
            "from": words.name(change, "from") or NOTHING,
            "to": words.name(change, "to"),
            "cause": term(words, "cause", change["cause"]),
        }
        for change in customer.stages
    ]
    return Part("stages", words.say("生命周期的变化", "Changes of stage"), columns, rows)


def time_line(customer: Customer, words: Words) -> Part:
    """The latest 60 events, the newest first; times in UTC."""
    columns = {
        "at": words.say("时间（UTC）", "When (UTC)"),
        "event": words.say("事件", "Event"),
        "about": words.say("产品或品类", "Product or category"),
        "channel": words.say("渠道", "Channel"),
        "amount": words.say("金额", "Amount"),
    }
    rows = [
        {
            "at": shown(event["occurred_at"]),
            "event": words.name(event) or event["event_type"],
            "about": event["product_name"] or event["category"] or NOTHING,
            "channel": term(words, "value", event["channel"]),
            "amount": number(event["reporting_amount"], 2),
        }
        for event in customer.happened()
    ]
    none = words.say("还没有任何事件。", "Nothing has happened yet.")
    return Part("time_line", words.say("时间线", "Time line"), columns, rows, none)
