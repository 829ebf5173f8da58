"""What each definitions file may hold, as data."""

import re
from operator import lt
from typing import Any
from zoneinfo import ZoneInfo

from orchestration.compose.dimensions import DIMENSIONS
from orchestration.compose.goals import GOALS, METRICS
from orchestration.compose.kinds import (
    COLUMN,
    CONTRACT_TABLE,
    COUNTRY,
    KEY,
    NAME,
    POSITIVE,
    SCORE,
    SHARE,
    Entries,
    Kind,
    Maybe,
    Shape,
    distinct,
    is_list_of_keys,
    is_number,
    is_positive,
    list_of,
    one_of,
    text,
)
from orchestration.compose.label_shapes import ALERTS, PACK, SEGMENTS, STAGE, TAG_SOURCES, TAGS
from orchestration.compose.numbers import EVENTS, FACTS, FEATURES
from orchestration.compose.people import MATCHING
from orchestration.compose.quality import QUALITY
from orchestration.compose.survivorship import SURVIVORSHIP
from orchestration.ingest.cleaning.kinds import KINDS


def _is_time_zone(value: Any) -> bool:
    try:
        return isinstance(value, str) and bool(ZoneInfo(value).key)
    except (ValueError, OSError, KeyError):  # malformed, a directory of the zone database, unknown
        return False


OUTCOMES = ("churn", "renewal", "conversion", "response", "risk")
SETTINGS = {
    "business_timezone": Kind("an IANA time zone such as Asia/Shanghai", _is_time_zone),
    "reporting_currency": Kind(
        "an ISO 4217 code such as EUR, or null",
        lambda value: (
            value is None or (isinstance(value, str) and re.fullmatch("[A-Z]{3}", value) is not None)
        ),
    ),
    "exchange_rate_days": Kind("a positive whole number of days", is_positive),
    "window_days": distinct(list_of("a list of positive whole numbers of days", is_positive)),
    "packs": distinct(Kind("a list of packs, perhaps empty", is_list_of_keys)),
    "profile_fresh_days": Kind("a positive whole number of days", is_positive),
    "session_gap_minutes": Kind("a positive whole number of minutes", is_positive),
    "tag_precedence": Kind(
        f"the sources {', '.join(TAG_SOURCES)}, the strongest first",
        lambda value: isinstance(value, list) and sorted(map(str, value)) == sorted(TAG_SOURCES),
    ),
    "high_value_score": SCORE,
    "high_frequency_score": SCORE,
    **{f"{key}_{level}_from": SHARE for key in OUTCOMES for level in ("medium", "high")},
    **dict.fromkeys(("tag_broad_share", "tag_narrow_share", "tag_duplicate_overlap"), SHARE),
    **dict.fromkeys(("challenger_keeps_share", "drift_outcome_gap"), SHARE),
    "score_sample_customers": POSITIVE,
    **dict.fromkeys(("cluster_min_share", "cluster_max_moved_share"), SHARE),
    **{f"{key}_horizon_days": POSITIVE for key in OUTCOMES},
    **dict.fromkeys(("outcome_min_rows", "outcome_min_per_class", "outcome_min_cut_offs"), POSITIVE),
    **dict.fromkeys(("cluster_min_customers", "uplift_min_per_arm", "uplift_min_responses"), POSITIVE),
    "uplift_response_days": POSITIVE,
    **dict.fromkeys(("uplift_worth_from", "uplift_sure_from"), SHARE),
    **dict.fromkeys(("value_horizon_days", "value_next_order_within_days"), POSITIVE),
    **dict.fromkeys(("value_min_rows", "value_min_repeat", "value_min_ordered"), POSITIVE),
    **dict.fromkeys(
        ("sentiment_min_texts", "sentiment_min_per_class", "sentiment_min_customer_texts"), POSITIVE
    ),
    **dict.fromkeys(("sentiment_sure_from", "sentiment_low_to", "sentiment_high_from"), SHARE),
    **dict.fromkeys(("potential_medium_rank", "potential_high_rank"), SHARE),
    **dict.fromkeys(("cluster_least", "cluster_most", "persona_least", "persona_most"), POSITIVE),
    **dict.fromkeys(("persona_min_share", "persona_min_membership", "persona_max_moved_share"), SHARE),
    **dict.fromkeys(("persona_min_customers", "persona_min_acts", "persona_min_thing_customers"), POSITIVE),
    **dict.fromkeys(("persona_window_days", "persona_test_days"), POSITIVE),
    **dict.fromkeys(("demand_horizon_days", "demand_min_quantity", "stock_cover_days"), POSITIVE),
    **dict.fromkeys(("referral_value_days", "referral_most_steps", "tie_most_customers"), POSITIVE),
    **dict.fromkeys(("opinion_rank", "risk_paid_share"), SHARE),
    "risk_told_outcomes": distinct(list_of("a list of texts", lambda value: isinstance(value, str))),
    **dict.fromkeys(("dimension_most_values", "tag_overlap_holders"), POSITIVE),
    **dict.fromkeys(("purchase_path_days", "purchase_path_min_customers"), POSITIVE),
    "card_leaves_out": distinct(Kind("a list of features, perhaps empty", is_list_of_keys)),
    "profile_fields": distinct(list_of("a list of column names", KEY.holds)),
    "company_profile_fields": distinct(list_of("a list of column names", KEY.holds)),
    ...: Kind("a value", lambda value: value is not None),
}


def _rise(values: Any) -> bool:
    return list_of("", is_number, length=4).holds(values) and all(map(lt, values, values[1:]))


_EDGES = "four rising numbers, or such a list for person and one for company"
_MEASURE = {
    "of": COLUMN,
    "quantiles": Maybe(
        Kind(
            "four numbers between 0 and 1, rising",
            lambda values: _rise(values) and values[0] > 0 and values[3] < 1,
        )
    ),
    "fixed": Maybe(
        Kind(
            _EDGES,
            lambda value: (
                all(map(_rise, value.values())) and value.keys() == {"person", "company"}
                if isinstance(value, dict)
                else _rise(value)
            ),
        )
    ),
    "weight": Kind("a number from 0", lambda value: is_number(value) and value >= 0),
}
RFM = {
    "measures": dict.fromkeys(("recency", "frequency", "monetary"), _MEASURE),
    "classes": {"no_order": NAME, ...: NAME},
    "grid": {
        score: list_of("a list of five classes", lambda value: isinstance(value, str), length=5)
        for score in (5, 4, 3, 2, 1)
    },
    "quadrants": {
        quadrant: {**NAME, "treatment": NAME} for quadrant in ("diamond", "gold", "silver", "iron")
    },
}

_YES_OR_NO = Kind("true or false", lambda value: isinstance(value, bool))
IDENTITY = {
    "registers": distinct(list_of("a list of contract tables such as crm.contacts", CONTRACT_TABLE.holds)),
    "most_registrations": POSITIVE,
    "names_from": distinct(list_of("a list of contract tables such as crm.contacts", CONTRACT_TABLE.holds)),
    "identifiers": {
        ...: {
            "makes_customer": _YES_OR_NO,
            "nature": one_of("unique", "shared"),
            "one_per": Maybe(one_of("person", "source_system")),
            "key_of": Maybe(CONTRACT_TABLE),
            "most_people": Maybe(POSITIVE),
            "trait": Maybe(text("the key of an open trait in crm.contact_traits")),
            "sensitive": _YES_OR_NO,
            "name": NAME,
        }
    },
    "matching": MATCHING,
}


def _words(expected: str, pattern: str) -> Kind:
    def holds(value: Any) -> bool:
        return isinstance(value, dict) and all(
            isinstance(word, str) and isinstance(meant, str) and re.fullmatch(pattern, meant)
            for word, meant in value.items()
        )

    return Kind(expected, holds)


def _is_date_format(value: Any) -> bool:
    named = re.findall("%.", value) if isinstance(value, str) else []
    return {"%Y", "%m", "%d"} <= set(named) <= {"%Y", "%m", "%d", "%H", "%M", "%S"}


_TEXTS = list_of("a list of texts, those that look like numbers in quotes", lambda v: isinstance(v, str))
_DATE_FORMATS = list_of("a list of formats with %Y, %m and %d, perhaps %H, %M, %S", _is_date_format)
CLEANING = {
    "country": COUNTRY,
    "kinds": {
        kind: distinct(list_of(f"a list of the rules {', '.join(rules)}", lambda v, known=rules: v in known))
        for kind, rules in KINDS.items()
    },
    "junk": {"repeats": POSITIVE, "any": _TEXTS, **dict.fromkeys(KINDS, Maybe(_TEXTS))},
    "titles": {"before": _TEXTS, "after": _TEXTS},
    "email_domains": _words("a mapping from domains to domains", r"[^@\s]+"),
    "currency_words": _words("a mapping from words to ISO 4217 codes", "[A-Z]{3}"),
    "date_formats": dict.fromkeys(("always", "day_first", "month_first"), _DATE_FORMATS),
    "fill": {
        "usual_delivery_address": {
            "fields": distinct(list_of("a list of region, city", lambda v: v in ("region", "city"))),
            "least_orders": POSITIVE,
        }
    },
}

# one file per name, whose only top-level key is that name; `tags` are the files of the folder tags/
FILES: dict[str, Shape] = {
    "settings": SETTINGS,
    "rfm": RFM,
    "lifecycle": Entries("lifecycle stage", "stage", STAGE, least=1),
    "identity": IDENTITY,
    "survivorship": SURVIVORSHIP,
    "facts": FACTS,
    "events": EVENTS,
    "features": FEATURES,
    "tags": TAGS,
    "cleaning": CLEANING,
    "segments": SEGMENTS,
    "alerts": ALERTS,
    "quality": QUALITY,
    "dimensions": DIMENSIONS,
    "metrics": METRICS,
    "goals": GOALS,
}

# the files of a pack in packs/<pack>/; the rest is as in the core
PACK_FILES: dict[str, Shape] = {
    "pack": PACK,
    "settings": {...: Kind("a number or a text", lambda value: isinstance(value, int | float | str))},
    **{name: FILES[name] for name in ("tags", "segments", "alerts", "metrics", "goals")},
}
