"""Survivorship: which rules a field of the customer may go by, and all of them spelled out for SQL."""

from pathlib import Path
from typing import Any

from orchestration.compose.documents import Mapping, Place, Problems
from orchestration.compose.kinds import Kind, Maybe
from orchestration.compose.wording import nearest

# what records tell of a customer, and its type: the columns of int_customers__values_known
FIELDS = {
    **dict.fromkeys(("full_name", "email", "phone", "gender"), "string"),
    "birth_on": "date",
    **dict.fromkeys(("occupation", "address", "postcode", "city", "region", "industry"), "string"),
    "employee_count": "bigint",
    "annual_revenue_amount": "decimal(18, 4)",
    "account_id": "string",
}
RULES = ("source", "recency", "completeness", "frequency", "detail", "city")
# the contract tables whose records tell something of a customer: registers, and what knows how to reach them
TABLES = (
    *("crm.contacts", "crm.accounts", "shop.customers", "wecom.external_contacts"),
    *("shop.orders", "shop.reviews", "shop.subscriptions", "service.tickets", "service.conversations"),
    *("crm.interactions", "marketing.messages", "marketing.coupon_redemptions", "privacy.consents"),
    *("survey.invitations", "survey.responses"),
)
_SYSTEMS = Path(__file__).parents[1] / "defs" / "ingest"


def _is_ranking(value: Any) -> bool:
    if not isinstance(value, list) or not value:
        return False
    names = _names(value)
    return all(isinstance(name, str) for name in names) and len(set(names)) == len(names) > 0


def _is_rule(value: Any) -> bool:
    return value in RULES or (
        isinstance(value, dict) and list(value) == ["source"] and _is_ranking(value["source"])
    )


RANKING = Kind("a list of contract tables and source systems, equal ones in a list of their own", _is_ranking)
RULE_LIST = Kind(
    f"a list of the rules {', '.join(RULES)}, each once; source may have its own list, as {{source: [...]}}",
    lambda value: (
        isinstance(value, list)
        and bool(value)
        and all(map(_is_rule, value))
        and len({_rule(entry) for entry in value}) == len(value)
    ),
)
SURVIVORSHIP = {
    "sources": RANKING,
    "default": RULE_LIST,
    "fields": Maybe({field: Maybe(RULE_LIST) for field in FIELDS}),
}


def spell_out(survivorship: Mapping, problems: Problems) -> None:
    """Give every field its type and its rules with their rankings; report who is ranked and tells nothing."""
    if "default" not in survivorship or "sources" not in survivorship:
        return  # it is wrong already and says so
    fields = survivorship.get("fields") or Mapping()
    _check_ranking(survivorship["sources"], "survivorship: sources", survivorship.places["sources"], problems)
    if "city" in fields.get("city", survivorship["default"]):
        found = "survivorship: city cannot go by the rule `city`; name another."
        problems.add(fields.places.get("city", survivorship.places["default"]), found)
    for field, rules in fields.items():
        for rule in rules:
            if isinstance(rule, dict):
                _check_ranking(
                    rule["source"], f"survivorship: {field}: source", fields.places[field], problems
                )
    survivorship["fields"] = {
        field: {
            "type": kind,
            "rules": [
                _spelled(rule, survivorship["sources"]) for rule in fields.get(field, survivorship["default"])
            ],
        }
        for field, kind in FIELDS.items()
    }


def _spelled(rule: Any, sources: list[Any]) -> dict[str, Any]:
    if _rule(rule) != "source":
        return {"rule": rule}
    ranking = rule["source"] if isinstance(rule, dict) else sources
    places = [place if isinstance(place, list) else [place] for place in ranking]
    return {"rule": "source", "ranking": places}


def _rule(entry: Any) -> str:
    return "source" if isinstance(entry, dict) else entry


def _names(ranking: list[Any]) -> list[Any]:
    return [name for place in ranking for name in (place if isinstance(place, list) else [place])]


def _check_ranking(ranking: list[Any], what: str, place: Place, problems: Problems) -> None:
    known = {*TABLES, *(path.parent.name for path in _SYSTEMS.glob("*/defs.yaml"))}
    for name in _names(ranking):
        if name not in known:
            found = f"{what} names `{name}`, which is no source system and tells nothing of a customer"
            problems.add(place, f"{found}; {nearest(name, known)}.")
