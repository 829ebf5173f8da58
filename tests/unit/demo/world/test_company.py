"""A company one can believe: rhythm, habits, leaving, campaigns."""

import numpy as np
import pandas as pd
import pytest

from demo.world import campaigns
from demo.world.catalogue import NEW_DAYS
from demo.world.people import NEVER
from demo.world.personas import STORE
from demo.world.rhythm import DAY
from demo.world.shopping import GIFT
from tests.unit.demo.world.files import END_ON, SPAN, person_of, read_objects


@pytest.fixture
def per_day(chapter) -> pd.Series:
    """Orders of each day of the history."""
    counts = np.bincount(chapter.orders["at"] // DAY, minlength=SPAN.days)
    return pd.Series(counts, pd.DatetimeIndex(SPAN.opening + np.arange(SPAN.days)))


def test_the_season_shows(per_day):
    weekend = per_day.index.day_of_week >= 5
    assert {f"{on:%m-%d}" for on in per_day["2025"].nlargest(2).index} == {"11-11", "06-18"}
    assert per_day["2025-11-11"] > 5 * per_day["2025"].median()
    # the spring festival and the weeks before it
    assert per_day["2026-02-16":"2026-02-21"].mean() < 0.7 * per_day["2026-01-30":"2026-02-11"].mean()
    assert 1.1 < per_day[weekend].mean() / per_day[~weekend].mean() < 1.7


def test_the_company_grows(per_day):
    assert 1.2 < per_day["2025-03":"2026-02"].sum() / per_day["2024-03":"2025-02"].sum() < 1.8


def test_few_buy_much_and_most_buy_little(chapter):
    orders = chapter.orders.groupby("person").size()
    amount = chapter.lines["quantity"] * chapter.lines["unit_price"]
    spend = amount.groupby(chapter.orders["person"].to_numpy()[chapter.lines["order"]]).sum()
    assert 4 <= orders.median() <= 6
    assert 0.15 < (orders == 1).mean() < 0.35
    assert 0.35 < spend.nlargest(len(spend) // 10).sum() / spend.sum() < 0.65


def test_people_sleep_and_stores_close(chapter):
    hours = chapter.orders["at"].to_numpy() % DAY // 3600
    in_store = chapter.orders["channel"].to_numpy() == STORE
    assert np.isin(hours[~in_store], [2, 3, 4, 5]).mean() < 0.03
    assert set(hours[in_store]) == set(range(9, 21))


def test_the_price_sensitive_buy_what_is_on_offer(truth, lines):
    sold = lines[lines["deal_price"] > 0]
    person = person_of(truth, "shop.orders").reindex(sold["order_no"]).to_numpy()
    offers = (sold["deal_price"] < sold["tag_price"]).groupby(person).agg(["mean", "size"])
    sensitivity = truth["persons"].set_index("person_id")["price_sensitivity"]
    often = offers[offers["size"] >= 5]["mean"]
    assert offers["mean"].corr(sensitivity.reindex(offers.index), method="spearman") > 0.5
    assert often.corr(sensitivity.reindex(often.index), method="spearman") > 0.65


def test_nothing_is_bought_or_looked_at_before_it_comes_and_early_adopters_take_it_first(chapter, larger):
    launched = larger.goods["launched"].to_numpy()
    sold = chapter.lines[chapter.lines["article"] != GIFT]
    ordered = chapter.orders.loc[sold["order"]]
    age = ordered["at"].to_numpy() // DAY - launched[sold["article"]]
    looked_at = chapter.events[chapter.events["article"] >= 0]
    assert age.min() >= 0
    assert (looked_at["at"] // (1000 * DAY) >= launched[looked_at["article"]]).all()
    assert 20 < (launched >= 0).sum() < 65
    is_early = chapter.who["is_early"].to_numpy()[ordered["person"]]
    is_new = age < NEW_DAYS
    assert is_new[is_early].mean() > 0.25
    assert is_new[~is_early].mean() < 0.05


def test_habits_show(truth, lines, dated, folder):
    products = pd.DataFrame(read_objects(folder / "shop" / "products.jsonl")[0]).set_index("sku")
    category = products["category"].str["name"].reindex(lines["sku"]).to_numpy()
    person, persons = person_of(truth, "shop.orders"), truth["persons"].set_index("person_id")
    preferred = persons["preferred_category"].reindex(person.reindex(lines["order_no"])).to_numpy()
    hour = (dated["at"].dt.hour + dated["at"].dt.minute / 60).to_numpy()
    wanted = persons["preferred_hour"].reindex(person.reindex(dated["订单编号"])).to_numpy()
    away = (hour - wanted + 12) % 24 - 12
    assert 0.55 < (category == preferred).mean() < 0.85
    assert (np.abs(away) < 2).mean() > 0.5


def test_personas_are_who_they_should_be(chapter):
    age = (pd.Timestamp(END_ON) - pd.to_datetime(chapter.who["birth_on"])).dt.days / 365.25
    by_persona = age.groupby(chapter.who["persona"]).agg(["min", "max"])
    mothers, students, silver = range(3)
    assert by_persona.loc[students, "max"] < 26
    assert by_persona.loc[silver, "min"] > 51
    assert age.min() >= 17.9
    assert chapter.who.loc[chapter.who["persona"] == mothers, "is_female"].all()


def test_people_stay_a_while_or_for_ever(chapter):
    left, joined = chapter.who["left"], chapter.who["joined"]
    assert (left > joined).all()
    assert ((left < SPAN.total) | (left == NEVER)).all()
    assert 0.25 < (left < SPAN.days).mean() < 0.5


def test_who_leaves_can_be_foreseen_but_not_surely(chapter):
    last = chapter.orders.groupby("person")["at"].max()
    coming = chapter.ahead[chapter.ahead["day"] < SPAN.days + 90]["person"]
    gone = ~last.index.isin(coming)
    ranks = (-last).rank().to_numpy()
    lost, kept = gone.sum(), (~gone).sum()
    # the area under the curve of recency alone, from the ranks of those who do not come (Mann-Whitney)
    area = (ranks[gone].sum() - lost * (lost + 1) / 2) / (lost * kept)
    assert 0.4 < gone.mean() < 0.7
    assert 0.72 < area < 0.86


def test_who_looks_around_has_not_left(chapter):
    """Among those who have not ordered for 60 days."""
    last = chapter.orders.groupby("person")["at"].max()
    silent = last[last < (SPAN.days - 60) * DAY].index
    lately = chapter.visits[chapter.visits["at"] > (SPAN.days - 60) * DAY]["person"]
    comes = pd.Series(silent.isin(chapter.ahead[chapter.ahead["day"] < SPAN.days + 90]["person"]), silent)
    assert comes[silent.isin(lately)].mean() > 2 * comes[~silent.isin(lately)].mean() > 0


def test_about_twenty_events_a_person(chapter):
    assert 17 < len(chapter.events) / len(chapter.who) < 23
    assert 0.05 < (chapter.events["person"] < 0).mean() < 0.12


def test_many_complain_before_they_leave(chapter):
    left, tickets = chapter.who["left"].to_numpy(), chapter.tickets
    complains = tickets["is_complaint"].to_numpy().astype(bool)
    days_left = left[tickets["person"]] - tickets["opened"].to_numpy() // DAY
    usual = left[chapter.orders["person"]] - chapter.orders["at"].to_numpy() // DAY
    scores = tickets["score"].where(tickets["score"] > 0)
    assert (days_left[complains] < 30).mean() > 5 * (usual < 30).mean()
    assert scores[complains].mean() < 2.2
    assert scores[~complains].mean() > 3.8


def test_who_is_about_to_leave_unsubscribes_more(chapter):
    left = chapter.who["left"].to_numpy()
    sent = left[chapter.messages["person"]] - chapter.messages["sent"].to_numpy() // DAY
    leaving = (sent > 0) & (sent < 60)
    unsubscribed = chapter.answers[chapter.answers["what"] == campaigns.UNSUBSCRIBED]["message"]
    did = np.isin(np.arange(len(sent)), unsubscribed)
    assert did[leaving].mean() > 5 * did[sent > 60].mean() > 0


def test_campaigns_cause_orders_of_those_who_got_them(chapter):
    messages, orders = chapter.messages, chapter.orders
    held = messages["is_holdout"].to_numpy().astype(bool)
    caused = orders[orders["campaign"] >= 0].merge(messages, on=["campaign", "person"])
    assert held.mean() == pytest.approx(campaigns.HOLDOUT, abs=0.01)
    assert not caused["is_holdout"].any()
    assert len(caused) == (messages["order_day"] >= 0).sum()
    assert (caused["at"] > caused["sent"]).all()
    assert (caused["at"] < caused["sent"] + campaigns.LASTS_DAYS * DAY).all()
    assert 0.005 < len(caused) / (~held).sum() < 0.03
    assert not held[chapter.answers["message"]].any()


def test_messages_go_only_to_who_agreed_and_still_wants_them(chapter, larger):
    channel = larger.schedule["channel"].to_numpy()[chapter.messages["campaign"]]
    messages = chapter.messages.assign(channel=channel)[channel < campaigns.WECOM]
    granted = chapter.consents[chapter.consents["is_granted"].astype(bool)]
    withdrawn = chapter.consents[~chapter.consents["is_granted"].astype(bool)]
    agreed = messages.merge(granted, on=["person", "channel"])
    stopped = messages.merge(withdrawn, on=["person", "channel"])
    assert len(agreed) == len(messages)
    assert (agreed["at"] < agreed["sent"]).all()
    # a campaign goes out over an hour and a half
    assert (stopped["sent"] < stopped["at"] + 2 * 3600).all()
    assert len(withdrawn) > 20
