"""What goes together is found, proved against what is popular, and shown with its reason."""

from datetime import timedelta

import numpy as np
import pandas as pd
import pytest

from ml import registry
from ml.next_products.candidates import popular_products
from ml.next_products.evaluate import recalls
from ml.next_products.purchases import day_number, purchases_of
from ml.next_products.score import rest_days, score
from ml.next_products.settings import NextProductSettings
from ml.next_products.similar import similar_products
from ml.next_products.train import POPULARITY, train, version_of
from tests.unit.ml.next_products.made_up_shop import AS_OF, purchases

SETTINGS = NextProductSettings(horizon_days=60, min_customers=100, rounds=200)


@pytest.fixture(scope="module")
def rows():
    return purchases()


@pytest.fixture(scope="module")
def fitted(rows):
    return train(purchases_of(rows), AS_OF, SETTINGS)


@pytest.fixture(scope="module")
def shown(fitted, rows):
    return score(fitted, purchases_of(rows), AS_OF, SETTINGS)


def test_what_goes_together_beats_what_is_popular(fitted):
    figures = fitted.card["figures"]

    assert fitted.is_published, fitted.card["verdict"]
    assert figures["model"]["recall_new"] > 2 * figures[POPULARITY]["recall_new"]
    assert figures[POPULARITY]["recall_new_difference_interval"][0] > 0
    assert 0 < figures["model"]["coverage"] <= 1


def test_where_nothing_goes_together_nothing_is_published():
    found = train(purchases_of(purchases(follows_rule=False)), AS_OF, SETTINGS)

    assert not found.is_published
    assert found.chance is None
    assert found.reason.startswith("Not published: not proven better out of time")


def test_too_few_buyers_are_not_trained_on(rows):
    found = train(purchases_of(rows[rows["customer_id"].isin([f"c{n}" for n in range(60)])]), AS_OF, SETTINGS)

    assert found.reason.startswith("Not trained: ")
    assert "100 are needed" in found.reason
    with pytest.raises(ValueError, match="must not score"):
        score(found, purchases_of(rows), AS_OF, SETTINGS)


def test_the_future_is_not_read(rows, fitted):
    future = pd.DataFrame({"customer_id": ["c1"], "product_id": ["other 1"], "ordered_on": [AS_OF]})

    assert version_of(purchases_of(pd.concat([rows, future])), AS_OF, SETTINGS) == fitted.model_version


def test_the_same_purchases_give_the_same_fit_in_any_order(rows, fitted):
    again = train(purchases_of(rows.sample(frac=1, random_state=3)), AS_OF, SETTINGS)

    assert again.model_version == fitted.model_version
    assert again.card == fitted.card
    assert np.array_equal(again.chance.new.weights, fitted.chance.new.weights)


def test_it_is_kept_as_bytes(fitted, rows, shown):
    read = registry.loads(registry.dumps(fitted))

    pd.testing.assert_frame_equal(score(read, purchases_of(rows), AS_OF, SETTINGS), shown)


def test_capsules_are_shown_to_who_has_the_machine_and_say_so(rows, shown):
    owns = set(zip(rows["customer_id"], rows["product_id"], strict=True))
    first = shown[(shown["kind"] == "new")].groupby("customer_id").head(1)
    machines = rows[rows["product_id"].str.startswith("machine")].set_index("customer_id")["product_id"]
    wanted = machines.str.replace("machine", "capsules")
    lately = machines.index[[(name, wanted[name]) not in owns for name in machines.index]].intersection(
        first["customer_id"]
    )
    told = first.set_index("customer_id").loc[lately]

    assert len(lately) > 50
    assert (told["product_id"] == wanted[lately]).mean() > 0.8
    assert (told["because_product_id"] == machines[lately])[told["product_id"] == wanted[lately]].all()


def test_a_list_is_ordered_by_chance_and_has_no_doubles(shown):
    assert shown.groupby("customer_id")["place"].apply(lambda p: list(p) == list(range(1, len(p) + 1))).all()
    assert shown.groupby("customer_id")["chance"].apply(lambda c: c.is_monotonic_decreasing).all()
    assert not shown.duplicated(["customer_id", "product_id"]).any()
    assert shown["chance"].between(0, 1).all()
    assert shown["place"].max() == SETTINGS.shown


def test_the_chances_mean_what_they_say(fitted, rows):
    before = AS_OF - timedelta(days=SETTINGS.horizon_days)
    promised = score(fitted, purchases_of(rows), before, SETTINGS)
    then = rows[rows["ordered_on"] >= before].drop_duplicates(["customer_id", "product_id"])
    kept = pd.merge(promised, then, on=["customer_id", "product_id"], how="left")["ordered_on"].notna()
    buyers = promised["customer_id"].isin(then["customer_id"])

    # it was learnt from customers who bought something
    assert promised.loc[buyers, "chance"].mean() == pytest.approx(kept[buyers.to_numpy()].mean(), rel=0.35)


def test_what_is_out_of_stock_is_not_shown(fitted, rows):
    found = score(fitted, purchases_of(rows), AS_OF, SETTINGS, out_of_stock=["other 1"])

    assert "other 1" not in set(found["product_id"])
    assert "other 2" in set(found["product_id"])


def test_what_was_just_bought_is_not_shown(shown, rows):
    owned = shown.merge(rows, on=["customer_id", "product_id"])
    last = owned.groupby(["customer_id", "product_id"])["ordered_on"].max()

    assert len(last)
    assert ((AS_OF - last).map(lambda gap: gap.days) >= 10).all()


def test_a_product_rests_for_half_its_usual_cycle():
    days = [0, 30, 60, 90, 120, 150]
    rows = [("c1", "monthly", AS_OF - timedelta(days=day)) for day in days]
    rows += [(f"c{n}", "monthly", AS_OF - timedelta(days=day)) for n in range(2, 7) for day in (10, 40)]
    rows += [("c1", "once", AS_OF)]
    bought = purchases_of(pd.DataFrame(rows, columns=["customer_id", "product_id", "ordered_on"]))

    assert dict(zip(bought.products, rest_days(bought), strict=True)) == {"monthly": 15.0, "once": 14.0}


def test_recall_by_hand():
    shown = (np.array([0, 0, 1]), np.array([5, 6, 5]))
    bought = (np.array([0, 0, 2]), np.array([5, 7, 5]))

    assert recalls(shown, bought, 3).tolist()[0] == 0.5
    assert np.isnan(recalls(shown, bought, 3)[1])
    assert recalls(shown, bought, 3)[2] == 0.0


def test_nearness_and_popularity_by_hand():
    day = AS_OF - timedelta(days=10)
    rows = [(f"c{n}", product, day) for n in range(4) for product in ("a", "b")] + [("c9", "c", day)]
    bought = purchases_of(pd.DataFrame(rows, columns=["customer_id", "product_id", "ordered_on"]))
    similar = similar_products(bought, min_buyers=2, neighbours=5)

    for matrix in (similar.by_basket.toarray(), similar.by_customer.toarray()):
        # a and b are always bought together, c has too few buyers
        assert matrix[0, 1] == matrix[1, 0] == pytest.approx(1.0)
        assert matrix.sum() == pytest.approx(2.0)
    assert popular_products(bought, day_number(AS_OF), 30).tolist() == [0.8, 0.8, 0.2]
    assert popular_products(bought, day_number(AS_OF), 5).tolist() == [0, 0, 0]


def test_a_frame_without_its_columns_is_refused():
    with pytest.raises(ValueError, match="have no ordered_on"):
        purchases_of(pd.DataFrame({"customer_id": [], "product_id": []}))
