"""Rules in words say what the SQL says."""

import pytest

from orchestration.compose.rule_words import rule_in_words

NAMES = {"order_count": "orders", "last_on": "day of the latest order", "vip": "“VIP”"}


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("order_count >= 3", "orders: at least 3"),
        ("order_count < 3 and last_on is null", "orders: less than 3 and day of the latest order is unknown"),
        ("vip and (order_count = 1 or order_count > 9)", "“VIP” and (orders is 1 or orders: more than 9)"),
        (
            "vip or order_count > 1 and has_email",
            "“VIP” or (orders: more than 1 and an e-mail address is known)",
        ),
        ("last_on is not null and not vip", "day of the latest order is known and not: “VIP”"),
        ("churn_risk in ('low', 'high')", "the churn risk is one of low, high"),
        ("churn_risk not in ('low')", "the churn risk is none of low"),
        ("not (vip and order_count > 1)", "not (“VIP” and orders: more than 1)"),
        ("order_count between 2 and 4", "orders: from 2 to 4"),
        ("order_count > 1.5 * order_count", "orders: more than 1.5 times orders"),
        ("contains(traits, ',interest=烘焙,')", "the trait interest is 烘焙"),
        ("length(churn_risk) > 2", "`LENGTH(churn_risk)`: more than 2"),
        ("true", "always"),
    ],
)
def test_a_rule_is_said_in_words(rule, words):
    assert rule_in_words(rule, NAMES) == words
