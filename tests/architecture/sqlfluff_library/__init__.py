"""What dbt gives to Jinja, so that sqlfluff can render models without dbt: builtins, vars.yml, engine macros.

An engine macro renders as a call of its own name; the other macros are the project's own.
"""

import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import yaml

PROJECT = Path(__file__).resolve().parents[3] / "dbt_project"
VARS = yaml.safe_load((PROJECT / "vars.yml").read_text())["vars"]
# what models repeat for each: a few show how it is written
VARS |= {name: VARS[name][:4] for name in ("dimensions", "metrics")}
SQL = re.compile(r"[\w.]+|\w+\(.*\)|.* .*|-?\d+")


def var(name: str) -> Any:
    return VARS[name]


def ref(model: str) -> str:
    return model


def source(name: str, table: str) -> str:
    return f"{name}.{table}"


def config(**_: Any) -> str:
    return ""


def customer_features(spine: str) -> str:
    return f"select * from {spine}"


def own_feature_columns() -> list[dict[str, str]]:
    return [
        {"name": column["name"], "type": feature["type"]}
        for feature in VARS["features"]["own"]
        for column in feature["columns"]
    ]


def compared_features() -> list[str]:
    return ["order_count", "event_count"]


def two_sided_p(z: str) -> str:
    return f"exp({z})"


def tags_of_tier(tier: str) -> list[dict[str, Any]]:
    return [tag for tag in VARS["tags"] if tag.get("tier_key") == tier]


def purchase_path(days: int) -> list[dict[str, str]]:
    steps = ("visited", "viewed")
    return [{"key": step, "zh": step, "en": step, "rule": "a > 0", "of_visit": "a > 0"} for step in steps]


def product_functions() -> list[dict[str, Any]]:
    return [{"key": key, "counted_by": key, "days": 90} for key in ("search", "form")]


def own_feature_facts() -> list[str]:
    return list(VARS["facts"])


def own_features_hash() -> str:
    return "hash"


def own_features_due() -> str:
    return "select customer_id from int_features__computed"


def own_features_before() -> str:
    return "select * from int_features__own"


def call_of(macro: str) -> Any:
    return lambda *arguments: f"{macro}({', '.join(map(in_sql, arguments))})"


def in_sql(argument: Any) -> str:
    """An argument that is not SQL is a text."""
    return str(argument) if SQL.fullmatch(str(argument)) else f"'{argument}'"


execute = True
graph = SimpleNamespace(sources={})
globals()["return"] = lambda value: value
globals().update({path.stem: call_of(path.stem) for path in (PROJECT / "macros" / "engine").glob("*.sql")})
