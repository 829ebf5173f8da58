"""The part of `huaxiang truth` that judges texts, uplift, referrals and look-alikes: reads and measures."""

import duckdb

from ml.truth.look_alikes import look_alikes
from ml.truth.measure import Measure
from ml.truth.referrals import referrals
from ml.truth.texts import sentiment
from ml.truth.uplift import uplift

_REVIEWS = """
select texts.sentiment, texts.negative_score, reviews.mood, reviews.is_ironic
from reviews
inner join scores.fct_texts_read as texts on texts.text_id = 'review:demo_shop:' || reviews.record_key
order by reviews.record_key
"""
# what a message of the latest kind does to the person whom a customer is taken for
_UPLIFT = """
select
    scores.score as uplift_score,
    if(persons.kind = 'buyer' and not leaving.has_left, uplifts.uplift, 0.0) as true_uplift
from scores.fct_customer_scores as scores
inner join who using (customer_id)
inner join persons using (person_id)
inner join leaving using (person_id)
inner join uplifts using (persona)
where
    scores.model_key = 'uplift'
    and uplifts.kind = (
        select campaign_kind from customers.fct_messages cross join span
        where campaign_kind is not null and sent_on < end_on order by sent_at desc, campaign_kind limit 1
    )
order by customer_id
"""
# of two pairs of customers taken for the same two persons one counts
_REFERRALS = """
select distinct who.person_id, others.person_id as referred_person_id
from customers.fct_referrals as ties
left join who on ties.customer_id = who.customer_id
left join who as others on ties.referred_customer_id = others.customer_id
where who.person_id is null or others.person_id is null or who.person_id <> others.person_id
order by all
"""
_CUSTOMERS = """
select features.customer_id, persons.persona as true_persona, {columns}
from features.fct_customer_features as features
inner join who using (customer_id)
inner join persons using (person_id)
order by features.customer_id
"""


def of_models(con: duckdb.DuckDBPyConnection) -> list[Measure]:
    """Their measures; the snapshot is open, with `who` and the truth's tables beside it."""
    sent = con.execute("select person_id, referred_person_id from referrals").df()
    return [
        *sentiment(con.execute(_REVIEWS).df()),
        *uplift(con.execute(_UPLIFT).df()),
        *referrals(con.execute(_REFERRALS).df(), sent),
        *_alike(con),
    ]


def _alike(con: duckdb.DuckDBPyConnection) -> list[Measure]:
    """Look-alikes of half of each persona."""
    from orchestration.dbt import project_vars
    from orchestration.scores.look_alikes import readable_columns, selected

    shown = {
        name
        for (name,) in con.sql("select column_name from (describe features.fct_customer_features)").fetchall()
    }
    readable = [column for column in readable_columns(project_vars()) if column.name in shown]
    return look_alikes(con.execute(_CUSTOMERS.format(columns=selected(readable))).df(), readable)
