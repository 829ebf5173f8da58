"""All that the snapshot says of one customer: every part is read when it is first looked at.

`Ask` answers a SQL question of the snapshot with rows by column; nothing here draws or prints.
"""

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from portrait.inputs import Ask, Row, inputs

_WORD = re.compile(r"'[^']*'|[a-z_][a-z0-9_]*")


@dataclass(frozen=True)
class Customer:
    """One customer of the snapshot."""

    ask: Ask = field(repr=False)
    customer_id: str

    def own(self, sql: str) -> list[Row]:
        """The rows of a question whose one parameter is the customer."""
        return self.ask(sql, [self.customer_id])

    @cached_property
    def profile(self) -> Row:
        """The row of marts.mart_customer_profiles."""
        return self.own("from marts.mart_customer_profiles where customer_id = ?")[0]

    @cached_property
    def values(self) -> Row:
        """Every number and word that a rule may name, tags by key as true or false."""
        (known,) = self.own(f"from {inputs(self.ask)} where customer_id = ?")
        held = {tag["tag_key"] for tag in self.tags}
        return {key: key in held for key in self.names_of_tags} | known

    @cached_property
    def names_of_tags(self) -> dict[str, Row]:
        """Key → the names of every tag there is."""
        rows = self.ask("select tag_key, name_zh, name_en from tags.dim_tags", [])
        return {row["tag_key"]: row for row in rows}

    @cached_property
    def names_of_columns(self) -> dict[str, Row]:
        """What a rule names → what that is called."""
        rows = self.ask("select feature_key, name_zh, feature_key as name_en from features.dim_features", [])
        dimensions = self.ask("select from_column, name_zh, name_en from marts.dim_dimensions", [])
        called = {row["from_column"]: row for row in dimensions}
        return called | {row["feature_key"]: row for row in rows} | self.names_of_tags

    @cached_property
    def names_of_topics(self) -> dict[str, Row]:
        """Key of a topic of texts → what it is called."""
        rows = self.ask("select topic_key, name_zh, name_en from scores.dim_text_topics", [])
        return {row["topic_key"]: row for row in rows}

    @cached_property
    def names_of_words(self) -> dict[tuple[str, str], Row]:
        """Column and the word it holds → what that word is called, such as a stage or a quadrant."""
        rows = self.ask(
            "select from_column, dimension_value, named.name_zh, named.name_en"
            " from marts.dim_dimension_values as named join marts.dim_dimensions using (dimension_key)",
            [],
        )
        return {(row["from_column"], row["dimension_value"]): row for row in rows}

    @cached_property
    def names(self) -> Row:
        """Stage, class, quadrant, cluster and persona in words."""
        return self.own(
            """
            select stages.name_zh as stage_zh, stages.name_en as stage_en, classes.name_zh as class_zh,
                classes.name_en as class_en, quadrants.name_zh as quadrant_zh,
                quadrants.name_en as quadrant_en, quadrants.treatment_zh, quadrants.treatment_en,
                clusters.name_zh as cluster_zh, clusters.name_en as cluster_en,
                personas.name_zh as persona_zh, personas.name_en as persona_en, stages.rule as stage_rule
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
    def stages(self) -> list[Row]:
        """Every change of stage that was seen, the newest first."""
        return self.own(
            """
            select moves.*, a.name_zh as from_zh, a.name_en as from_en, b.name_zh as to_zh, b.name_en as to_en
            from segments.fct_lifecycle_transitions as moves
            left join segments.dim_segments as a on a.segment_key = 'lifecycle_' || moves.from_stage
            left join segments.dim_segments as b on b.segment_key = 'lifecycle_' || moves.to_stage
            where moves.customer_id = ? order by moves.changed_on desc
            """
        )

    @cached_property
    def every_tag(self) -> list[Row]:
        """The tags held now and, after them, those held before, the last one lost first."""
        return self.own(
            """
            select held.*, tags.* exclude (tag_key, tag_source)
            from tags.fct_customer_tags as held
            left join tags.dim_tags as tags using (tag_key)
            where held.customer_id = ?
            order by held.valid_to_on desc nulls first, tags.dimension, held.tag_key, held.valid_from_on
            """
        )

    @property
    def tags(self) -> list[Row]:
        """The tags held now, with rule, owner, action, and until when they hold."""
        return [tag for tag in self.every_tag if tag["valid_to_on"] is None]

    @property
    def former_tags(self) -> list[Row]:
        """The tags held before."""
        return [tag for tag in self.every_tag if tag["valid_to_on"] is not None]

    @cached_property
    def segments(self) -> list[Row]:
        """The named groups the customer belongs to, with rule and action."""
        return self.own(
            """
            select held.*, segments.* exclude (segment_key, segment_type)
            from segments.fct_customer_segments as held
            join segments.dim_segments as segments using (segment_key)
            where held.customer_id = ? and held.valid_to_on is null and held.segment_type = 'named'
            order by held.segment_key
            """
        )

    @cached_property
    def alerts(self) -> list[Row]:
        """The open alerts, the newest first, with the place they give the customer among all who wait."""
        return self.own(
            """
            select alerts.*, told.* exclude (alert_key, owner, action, cooldown_days),
                attention.attention_rank, attention.value_at_stake_amount, attention.currency_code
            from segments.fct_alerts as alerts
            join segments.dim_alerts as told using (alert_key)
            left join marts.mart_attention as attention
                on attention.customer_id = alerts.customer_id and attention.reason_key = alerts.alert_key
            where alerts.customer_id = ? and alerts.is_open
            order by alerts.raised_on desc, alerts.alert_key
            """
        )

    @cached_property
    def scores(self) -> list[Row]:
        """What the models say, with their reasons; of groups the name of the group."""
        return self.own(
            """
            select scores.*, models.name_zh, models.name_en, groups.name_zh as group_zh,
                groups.name_en as group_en
            from scores.fct_customer_scores as scores
            join scores.dim_models as models using (model_key)
            left join segments.dim_segments as groups on groups.segment_key =
                case scores.model_key when 'clusters' then 'cluster_' when 'personas' then 'persona_' end
                || scores.band
            where scores.customer_id = ? order by scores.model_key
            """
        )

    @cached_property
    def next_products(self) -> list[Row]:
        """What the customer may buy next, the likeliest first."""
        return self.own(
            """
            select shown.*, coalesce(products.product_name, shown.product_id) as product_name,
                products.category, coalesce(because.product_name, shown.because_product_id) as because_name
            from scores.fct_next_products as shown
            left join customers.dim_products as products on products.product_id = shown.product_id
            left join customers.dim_products as because on because.product_id = shown.because_product_id
            where shown.customer_id = ? order by shown.place
            """
        )

    def happened(self, most: int = 60) -> list[Row]:
        """The latest events, the newest first."""
        return self.own(
            f"""
            select events.*, types.name_zh, types.name_en, types.family_zh, types.family_en,
                coalesce(products.product_name, events.product_id) as product_name
            from customers.fct_events as events
            left join customers.dim_event_types as types using (event_type)
            left join customers.dim_products as products on products.product_id = events.product_id
            where events.customer_id = ?
            order by events.occurred_at desc, events.event_id limit {int(most)}
            """
        )

    def fired(self, rule: str | None) -> list[tuple[str, Any]]:
        """The columns and tags that a rule names, with the customer's values."""
        named = dict.fromkeys(_WORD.findall(rule or ""))
        return [(name, self.values[name]) for name in named if name in self.values]


def find(ask: Ask, text: str) -> list[str]:
    """The customers that a text names: a customer_id, a merged one, an identifier or name as shown."""
    text = text.strip()
    # links name customers: no need to go through everybody's identifiers
    if ask("select customer_id from customers.dim_customers where customer_id = ?", [text]):
        return [text]
    found = ask(
        """
        select distinct customer_id from identity.dim_identities
        where customer_id is not null
            and (identifier_value = $1 or source_system || ':' || record_key = $1)
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
