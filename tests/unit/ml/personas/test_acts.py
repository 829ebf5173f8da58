"""Acts as counts: what is common enough, who is which row."""

from dataclasses import replace

import numpy as np
import pytest

from ml.personas.acts import EARLIER, LATER, Acts, acts_per_customer, common_things, sample
from ml.personas.settings import PersonaSettings

THINGS = [("bought", "tea"), ("bought", "pans"), ("topic", "travel"), ("topic", "dancing")]


def acts_of(entries, customers=3):
    """From (customer, thing, earlier, later)."""
    columns = np.array(entries, dtype="int64").reshape(-1, 4).T
    return Acts(np.array([f"c{n}" for n in range(customers)], dtype=object), THINGS, *columns)


def test_counts_are_days_of_the_part_asked_for():
    acts = acts_of([(0, 0, 2, 1), (0, 1, 0, 4), (2, 0, 1, 0)])
    assert acts.counts(THINGS[:2]).toarray().tolist() == [[3, 4], [0, 0], [1, 0]]
    assert acts.counts(THINGS[:2], EARLIER).toarray().tolist() == [[2, 0], [0, 0], [1, 0]]
    assert acts.counts(THINGS[:2], LATER).toarray().tolist() == [[1, 4], [0, 0], [0, 0]]
    assert acts_per_customer(acts).tolist() == [7, 0, 1]


def test_counts_of_things_nobody_here_knows_are_empty():
    acts = acts_of([(0, 0, 2, 1)])
    assert acts.counts([("bought", "gone"), ("bought", "tea")]).toarray().tolist() == [[0, 3], [0, 0], [0, 0]]


def test_a_part_of_the_customers_keeps_their_acts_in_the_order_asked_for():
    acts = acts_of([(0, 0, 2, 1), (1, 1, 5, 0), (2, 0, 1, 0)]).of(np.array([2, 0]))
    assert acts.customers.tolist() == ["c2", "c0"]
    assert acts.counts(THINGS[:2]).toarray().tolist() == [[1, 0], [3, 0]]


@pytest.mark.parametrize(
    ("buyers", "expected"),
    [
        pytest.param(20, [("bought", "pans"), ("bought", "tea")], id="as-many-as-asked-for"),
        pytest.param(19, [], id="one-fewer-leaves-a-kind-of-one-thing-which-says-nothing"),
    ],
)
def test_a_thing_is_common_from_twenty_customers_on(buyers, expected):
    entries = [(n, 0, 1, 0) for n in range(40)] + [(n, 1, 0, 1) for n in range(buyers)]
    assert common_things(acts_of(entries, 40), PersonaSettings(min_thing_customers=20)) == expected


def test_no_day_is_no_customer_of_a_thing():
    entries = [(n, 0, 1, 0) for n in range(40)] + [(n, 1, 0, 0) for n in range(40)]
    assert common_things(acts_of(entries, 40), PersonaSettings(min_thing_customers=20)) == []


def test_of_many_things_the_commonest_are_looked_at_and_ties_have_an_order():
    entries = [(n, thing, 1, 0) for n in range(30) for thing in (0, 1)] + [(n, 2, 1, 0) for n in range(25)]
    many = replace(
        acts_of(entries, 30), things=[("bought", value) for value in ("tea", "pans", "soap", "ink")]
    )
    settings = PersonaSettings(min_thing_customers=20, things_per_kind=2)
    assert common_things(many, settings) == [("bought", "pans"), ("bought", "tea")]


def test_a_sample_keeps_its_customers_when_others_come():
    ids = np.array([f"c{n}" for n in range(500)], dtype=object)
    acts = Acts(ids, THINGS, *(np.array([], dtype="int64") for _ in range(4)))
    few, many = sample(acts, np.arange(400), 50), sample(acts, np.arange(500), 50)
    assert set(many) - set(few) <= set(range(400, 500))
    assert len(few) == len(many) == 50


@pytest.mark.parametrize(
    ("change", "said"),
    [
        pytest.param({"thing": np.array([4])}, r"`thing` holds 4 to 4; expected 0 to 3", id="no-such-thing"),
        pytest.param({"customer": np.array([-1])}, r"`customer` holds -1", id="no-such-customer"),
        pytest.param({"later": np.array([1, 2])}, r"are \[1, 2\] long", id="parts-of-two-lengths"),
    ],
)
def test_acts_that_do_not_fit_together_are_refused(change, said):
    with pytest.raises(ValueError, match=said):
        replace(acts_of([(0, 0, 1, 1)]), **change)
