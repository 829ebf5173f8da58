"""All that the snapshot says of one customer, with the reasons: read once, told by page and by command alike.

`Ask` answers a SQL question of the snapshot with rows by column; nothing here draws or prints.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

Row = dict[str, Any]
Ask = Callable[[str, Sequence[Any]], list[Row]]
_WORD = re.compile(r"[a-z_][a-z0-9_]*")
# tables of one row per customer, in the order in which a rule's columns are looked up
_OF_CUSTOMER = (
    "features.fct_customer_features",
    "rfm.fct_customer_rfm",
    "customers.dim_customers",
    "marts.mart_customer_profiles",
)


@dataclass(frozen=True)
class Customer:
    """One customer of the snapshot; every part is read when it is first looked at."""

    ask: Ask = field(repr=False)
    customer_id: str

    def _own(self, sql: str) -> list[Row]:
        return self.ask(sql, [self.customer_id])

    @cached_property
    def profile(self) -> Row:
        """The row of marts.mart_customer_profiles."""
        return self._own("from marts.mart_customer_profiles where customer_id = ?")[0]

    @cached_property
    def values(self) -> Row:
        """Every number and word that a rule may name."""
        found: Row = {}
        for table in _OF_CUSTOMER:
            for row in self._own(f"from {table} where customer_id = ?"):
                found = row | found
        return found

    @cached_property
    def names(self) -> Row:
        """Stage, class, quadrant, cluster and persona in words, and how the quadrant is treated."""
        return self._own(
            """
            select stages.name_zh as stage_zh, stages.name_en as stage_en, classes.name_zh as class_zh,
                classes.name_en as class_en,
                quadrants.name_zh as quadrant_zh, quadrants.name_en as quadrant_en,
                quadrants.treatment_zh, quadrants.treatment_en, clusters.name_zh as cluster_zh,
                clusters.name_en as cluster_en, personas.name_zh as persona_zh,
                personas.name_en as persona_en
            from marts.mart_customer_profiles as profiles
            left join segments.dim_segments as stages
                on stages.segment_key = 'lifecycle_' || profiles.lifecycle_stage
            left join rfm.dim_rfm_classes as classes on classes.rfm_class = profiles.rfm_class
            left join rfm.dim_quadrants as quadrants on quadrants.value_quadrant = profiles.value_quadrant
            left join segments.dim_segments as clusters
                on clusters.segment_key = 'cluster_' || profiles.cluster_key
            left join segments.dim_segments as personas
                on personas.segment_key = 'persona_' || profiles.persona_key
            where profiles.customer_id = ?
            """
        )[0]

    @cached_property
    def stage(self) -> Row:
        """The lifecycle stage, since when, and the evidence for it."""
        return self._own("from segments.fct_customer_lifecycle where customer_id = ?")[0]

    @cached_property
    def stages(self) -> list[Row]:
        """Every change of stage that was seen, the newest first."""
        return self._own(
            "from segments.fct_lifecycle_transitions where customer_id = ? order by changed_on desc"
        )

    @cached_property
    def tags(self) -> list[Row]:
        """The tags held now, with rule, owner, action, and until when they hold."""
        return self._own(
            """
            select held.*, tags.* exclude (tag_key, tag_source)
            from tags.fct_customer_tags as held
            left join tags.dim_tags as tags using (tag_key)
            where held.customer_id = ? and held.valid_to_on is null
            order by tags.dimension, held.tag_key
            """
        )

    @cached_property
    def former_tags(self) -> list[Row]:
        """The tags held before, the last one lost first."""
        return self._own(
            """
            select held.*, tags.* exclude (tag_key, tag_source)
            from tags.fct_customer_tags as held
            left join tags.dim_tags as tags using (tag_key)
            where held.customer_id = ? and held.valid_to_on is not null
            order by held.valid_to_on desc, held.tag_key
            """
        )

    @cached_property
    def segments(self) -> list[Row]:
        """The named groups the customer is in."""
        return self._own(
            """
            select held.*, segments.* exclude (segment_key, segment_type)
            from segments.fct_customer_segments as held
            join segments.dim_segments as segments using (segment_key)
            where held.customer_id = ? and held.valid_to_on is null and held.segment_type = 'named'
            order by held.segment_key
            """
        )

    @cached_property
    def scores(self) -> list[Row]:
        """What the models say, with their reasons."""
        return self._own(
            """
            select scores.*, models.name_zh, models.name_en
            from scores.fct_customer_scores as scores join scores.dim_models as models using (model_key)
            where scores.customer_id = ? order by scores.model_key
            """
        )

    @cached_property
    def next_products(self) -> list[Row]:
        """What the customer may buy next, the likeliest first."""
        return self._own(
            """
            select shown.*, coalesce(products.product_name, shown.product_id) as product_name,
                products.category, coalesce(because.product_name, shown.because_product_id) as because_name
            from scores.fct_next_products as shown
            left join customers.dim_products as products on products.product_id = shown.product_id
            left join customers.dim_products as because on because.product_id = shown.because_product_id
            where shown.customer_id = ? order by shown.place
            """
        )

    @cached_property
    def alerts(self) -> list[Row]:
        """The open alerts, the newest first."""
        return self._own(
            """
            select alerts.*, told.name_zh, told.name_en, told.purpose
            from segments.fct_alerts as alerts join segments.dim_alerts as told using (alert_key)
            where alerts.customer_id = ? and alerts.is_open order by alerts.raised_on desc, alert_key
            """
        )

    @cached_property
    def records(self) -> list[Row]:
        """The records and identifiers that are this customer, as the snapshot shows them."""
        return self._own(
            """
            select source_system, contract_table, record_key, identifier_type, identifier_value,
                first_seen_at, last_seen_at
            from identity.dim_identities where customer_id = ? order by all
            """
        )

    @cached_property
    def field_sources(self) -> list[Row]:
        """Which source each field was taken from, and which others lost."""
        return self._own(
            """
            select field, is_winner, decided_by, source_system, contract_table, updated_at, record_count
            from customers.fct_customer_field_sources where customer_id = ?
            order by field, is_winner desc, updated_at desc nulls last, source_system
            """
        )

    @cached_property
    def related(self) -> list[Row]:
        """People and companies the customer is tied to: how, and since when."""
        return self.ask(
            """
            select 'referred_by' as tie, customer_id, referred_on as since_on
            from customers.fct_referrals where referred_customer_id = $1
            union all
            select 'referred' as tie, referred_customer_id, referred_on
            from customers.fct_referrals where customer_id = $1
            union all
            select 'works_for' as tie, company_customer_id, cast(last_told_at as date)
            from customers.fct_company_contacts where customer_id = $1
            union all
            select 'employs' as tie, customer_id, cast(last_told_at as date)
            from customers.fct_company_contacts where company_customer_id = $1
            order by all
            """,
            [self.customer_id],
        )

    def time_line(self, most: int = 60) -> list[Row]:
        """What happened, the newest first."""
        return self.ask(
            f"""
            select events.*, types.name_zh, types.name_en, types.family_zh, types.family_en,
                coalesce(products.product_name, events.product_id) as product_name
            from customers.fct_events as events
            left join customers.dim_event_types as types using (event_type)
            left join customers.dim_products as products on products.product_id = events.product_id
            where events.customer_id = ?
            order by events.occurred_at desc, events.event_id limit {int(most)}
            """,
            [self.customer_id],
        )

    def fired(self, rule: str | None) -> list[tuple[str, Any]]:
        """The columns that a rule names, with the customer's values."""
        named = dict.fromkeys(_WORD.findall(rule or ""))
        return [(name, self.values[name]) for name in named if name in self.values]


def find(ask: Ask, text: str) -> list[str]:
    """The customers that a text names: a customer_id, a merged one, an identifier or name as shown."""
    text = text.strip()
    found = ask(
        """
        select distinct customer_id from identity.dim_identities
        where customer_id is not null
            and (customer_id = $1 or identifier_value = $1 or source_system || ':' || record_key = $1)
        union
        select customer_id from identity.dim_redirects
        where previous_customer_id = $1 and customer_id is not null
        union
        select customer_id from customers.dim_customers where full_name = $1
        order by all limit 50
        """,
        [text],
    )
    return [row["customer_id"] for row in found]
