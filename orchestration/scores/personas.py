"""Personas: customers who care about the same things, with keys and names that stay."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd

from ml.personas.settings import PersonaSettings
from orchestration.errors import HuaxiangError
from orchestration.scores.features import day_of_run
from orchestration.scores.model import ScoredModel, figures_of, train_carried
from orchestration.scores.store import Current, ModelStore
from orchestration.settings import business_settings
from orchestration.warehouse import LITTLE_MEMORY, Warehouse

if TYPE_CHECKING:
    from ml.personas.acts import Acts

KEY = "personas"
_INDEPENDENT = "things drawn independently"
_CUSTOMERS = "select customer_id from features.fct_customer_features order by customer_id"
_THINGS = "select distinct kind, thing from features.int_features__tastes order by kind, thing"
# numbers instead of names: thirty million names would take gigabytes
_ENTRIES = f"""
with
customers as (
    select customer_id, row_number() over (order by customer_id) - 1 as customer from ({_CUSTOMERS})
),
things as (select kind, thing, row_number() over (order by kind, thing) - 1 as number from ({_THINGS})),
days as (
    select distinct
        customers.customer,
        things.number as thing,
        tastes.acted_on,
        not tastes.is_standing and tastes.acted_on >= date '{{as_of_on}}' - {{test_days}} as is_later
    from features.int_features__tastes as tastes
    inner join customers using (customer_id)
    inner join things using (kind, thing)
    where tastes.acted_on < date '{{as_of_on}}'
        and (tastes.is_standing or tastes.acted_on >= date '{{as_of_on}}' - {{window_days}})
)
select customer, thing, count_if(not is_later) as earlier, count_if(is_later) as later
from days
group by customer, thing
order by customer, thing
"""
_PEOPLE = """
with
noted as (
    select
        customer_id,
        bool_or(trait_key = 'child_age' or (trait_key = 'children' and trait_value <> '0')) as has_child
    from customers.fct_customer_traits
    group by customer_id
)
select
    customers.customer_id,
    customers.gender,
    date_sub('year', customers.birth_on, run_context.as_of_on) as age_years,
    -- of whom nothing was noted, this is not known either
    cast(noted.has_child as double) as has_child,
    customers.purchasing_power_index,
    {columns}
from customers.dim_customers as customers
cross join ingest.run_context as run_context
inner join features.fct_customer_features as features using (customer_id)
left join noted using (customer_id)
order by customers.customer_id
"""


def persona_settings(decided: Mapping[str, Any]) -> PersonaSettings:
    """Of definitions/settings.yml; HuaxiangError for a range or a window that is none."""
    for low, high in (("persona_least", "persona_most"), ("persona_test_days", "persona_window_days")):
        if decided[low] > decided[high]:
            raise HuaxiangError(
                f"dbt_project/definitions/settings.yml: {low} is {decided[low]}, {high} {decided[high]};"
                " the first must not be above the second."
            )
    return PersonaSettings(
        window_days=decided["persona_window_days"],
        test_days=decided["persona_test_days"],
        min_customers=decided["persona_min_customers"],
        min_acts=decided["persona_min_acts"],
        min_membership=decided["persona_min_membership"],
        min_thing_customers=decided["persona_min_thing_customers"],
        k_min=decided["persona_least"],
        k_max=decided["persona_most"],
        min_persona_share=decided["persona_min_share"],
        max_moved_share=decided["persona_max_moved_share"],
    )


def acts_of(warehouse: Warehouse, as_of_on: date, settings: PersonaSettings) -> "Acts":
    """What customers did within the window before a day, by customer and thing."""
    from ml.personas.acts import Acts

    days = {"window_days": settings.window_days, "test_days": settings.test_days, "as_of_on": as_of_on}
    entries = warehouse.read(_ENTRIES.format(**days), LITTLE_MEMORY)
    things = warehouse.read(_THINGS)
    return Acts(
        warehouse.read(_CUSTOMERS)["customer_id"].to_numpy(dtype=object),
        list(things.itertuples(index=False, name=None)),
        *(entries[name].to_numpy("int64") for name in ("customer", "thing", "earlier", "later")),
    )


def people(warehouse: Warehouse) -> pd.DataFrame:
    """What is known of customers beside what they care about, by customer_id."""
    from ml.personas.people import FEATURES

    columns = ", ".join(f"features.{name}" for name in FEATURES)
    return warehouse.read(_PEOPLE.format(columns=columns)).set_index("customer_id")


def _train(warehouse: Warehouse, store: ModelStore, *, afresh: bool = False) -> Current:
    """Fit on what customers did; the personas in use keep their keys and names where they hold."""
    from ml.personas.fit import fit, made_from

    settings = persona_settings(business_settings())
    today = day_of_run(warehouse)
    acts, known = acts_of(warehouse, today, settings), people(warehouse)
    source = made_from(acts, known, settings)
    return train_carried(
        store, KEY, source, lambda previous: fit(acts, known, today, previous, settings), afresh=afresh
    )


def _score(fitted: Any, _: pd.DataFrame, warehouse: Warehouse) -> dict[str, pd.DataFrame]:
    from ml.personas.cards import told_differences
    from ml.personas.score import score

    settings = persona_settings(business_settings())
    return {
        "int_scores__personas": score(fitted, acts_of(warehouse, day_of_run(warehouse), settings)),
        "int_scores__persona_names": pd.DataFrame(_name(key, card) for key, card in fitted.cards.items()),
        "int_scores__persona_differences": told_differences(fitted.cards),
    }


def _name(key: str, card: Mapping[str, Any]) -> dict[str, str]:
    return {
        "persona_key": key,
        "name_zh": card["name"]["zh"],
        "name_en": card["name"]["en"],
        "sentence_zh": card["sentence"]["zh"],
        "sentence_en": card["sentence"]["en"],
    }


def _told(card: Mapping[str, Any]) -> list[str]:
    if "figures" not in card:
        return []
    figures, independent = card["figures"]["model"], card["figures"][_INDEPENDENT]
    low, high = figures["likelihood_ratio_interval"]
    personas = [
        f"{found['name']['zh']} {found['name']['en']}: {found['sentence']['en']} Later acts"
        f" {found['foretold']['likelihood_ratio']:.2f} times as likely."
        for found in card.get("personas", {}).values()
    ]
    return [
        f"{figures['persona_count']} personas, stability {figures['stability']:.2f}; test from"
        f" {card['test']['cut_offs'][0]} on, {card['test']['rows']:,} customers: what they did then was"
        f" {figures['likelihood_ratio']:.2f} times ({low:.2f} to {high:.2f}) as likely as by shares of all"
        f" (drawn independently {independent['likelihood_ratio']:.2f})",
        *personas,
    ]


PERSONAS = ScoredModel(
    key=KEY,
    name_zh="人群画像",
    name_en="Personas",
    description="The fitted personas in use, or why there are none: who buys, looks at and follows the same.",
    reads="int_features__tastes",
    columns=lambda: (),
    train=_train,
    tables={
        "int_scores__personas": {
            "customer_id": "varchar",
            "persona_key": "varchar",
            "score": "double",
            "reasons_zh": "varchar",
            "reasons_en": "varchar",
        },
        "int_scores__persona_names": {
            "persona_key": "varchar",
            "name_zh": "varchar",
            "name_en": "varchar",
            "sentence_zh": "varchar",
            "sentence_en": "varchar",
        },
        "int_scores__persona_differences": {
            "persona_key": "varchar",
            "place": "bigint",
            "kind": "varchar",
            "kind_zh": "varchar",
            "kind_en": "varchar",
            "thing": "varchar",
            "act_share": "double",
            "act_share_of_all": "double",
            "lift": "double",
            "reach": "double",
            "p_corrected": "double",
        },
    },
    score=_score,
    headline=("likelihood_ratio", _INDEPENDENT),
    figures=lambda card: list(figures_of(card.get("figures", {}))),
    told=_told,
)
