import numpy as np
import pytest
from scipy import integrate, optimize, stats

from ml.value import amounts
from ml.value.amounts import GammaGamma, Worth
from ml.value.bgnbd import NoFitError

TRUTH = GammaGamma(4.0, 3.5, 160.0)


@pytest.fixture(scope="module")
def made_up():
    """Own means of 20,000 customers, their order days, and the mean that each would come to."""
    random = np.random.default_rng(2)
    order_days = random.geometric(0.4, 20_000)
    pace = random.gamma(TRUTH.q, 1 / TRUTH.gamma, 20_000)
    return random.gamma(TRUTH.p * order_days, 1 / pace) / order_days, order_days, TRUTH.p / pace


def test_the_likelihood_is_the_integral_of_the_story():
    def of(pace, mean, days):
        own = stats.gamma.pdf(mean, TRUTH.p * days, scale=1 / (pace * days))
        return own * stats.gamma.pdf(pace, TRUTH.q, scale=1 / TRUTH.gamma)

    for mean, days in ((40.0, 1), (90.0, 3)):
        expected = integrate.quad(of, 0, 1, args=(mean, days), points=[0.02, 0.1])[0]
        found = amounts.log_likelihood(TRUTH, np.array([mean]), np.array([days]))[0]
        assert np.exp(found) == pytest.approx(expected, rel=1e-6)


def test_the_parameters_of_a_made_up_world_are_found(made_up):
    mean, days, _ = made_up
    found = amounts.fit(mean, days)

    assert [found.p, found.q, found.gamma] == pytest.approx([TRUTH.p, TRUTH.q, TRUTH.gamma], rel=0.15)
    top = amounts.log_likelihood(found, mean, days).sum()
    for name in ("p", "q", "gamma"):
        for factor in (0.99, 1.01):
            nearby = GammaGamma(**{**vars(found), name: getattr(found, name) * factor})
            assert amounts.log_likelihood(nearby, mean, days).sum() < top


def test_in_a_world_of_gamma_gamma_it_has_the_least_loss(made_up):
    mean, days, true = made_up
    tried = amounts.candidates(amounts.fit(mean, days), mean, days)
    losses = {worth.name: amounts.loss(worth.of(mean, days), true, days) for worth in tried}

    assert min(losses, key=losses.get) == "Gamma-Gamma"


def test_the_loss_is_least_at_the_mean_whatever_the_scale():
    spend = np.random.default_rng(3).lognormal(0, 1.5, 500)
    for scale in (1.0, 1000.0):
        best = optimize.minimize_scalar(
            lambda value, scale=scale: amounts.loss(np.full(500, value), spend * scale, np.ones(500)),
            bounds=(0.01 * scale, 100 * scale),
            method="bounded",
        )
        assert best.x == pytest.approx(spend.mean() * scale, rel=1e-3)


def test_one_usual_day_draws_less_the_more_is_known():
    worth = Worth("own mean and one usual day", 1.0, 100.0)

    assert worth.of(np.array([10.0, 10.0]), np.array([1, 8])).tolist() == [55.0, 20.0]
    assert Worth("own mean", 0.0, 0.0).of(np.array([10.0]), np.array([1])).tolist() == [10.0]


def test_who_has_no_amount_yet_does_not_spoil_the_rest(made_up):
    mean, days, _ = made_up
    with_gaps = np.append(mean, [np.nan, 0.0]), np.append(days, [1, 2])

    assert amounts.fit(*with_gaps) == amounts.fit(mean, days)


def test_without_amounts_nothing_is_fitted():
    with pytest.raises(NoFitError, match="No customer has an order with an amount"):
        amounts.fit(np.array([np.nan, np.nan]), np.array([1, 2]))


def test_one_price_for_all_is_no_reason_to_fail():
    found = amounts.fit(np.full(500, 9.99), np.arange(500) % 5 + 1)

    assert found.worth().of(np.array([9.99]), np.array([2]))[0] == pytest.approx(9.99, rel=0.01)


def test_the_interval_of_spend_holds_what_customers_of_the_story_spend(made_up):
    mean, days, true = made_up
    random = np.random.default_rng(4)
    to_come = random.poisson(1.2, len(mean))
    spend = np.where(to_come > 0, random.gamma(np.maximum(TRUTH.p * to_come, 1)) * true / TRUTH.p, 0.0)
    level = np.full(len(mean), 1.2)

    low, high = amounts.spend_interval(
        TRUTH, TRUTH.worth().of(mean, days), days, level, level, np.exp(-level), 0.9
    )

    assert (low == 0).all()
    assert ((spend >= low) & (spend <= high)).mean() == pytest.approx(0.95, abs=0.02)


def test_who_surely_comes_has_a_spend_above_nothing():
    sure = [np.array([value]) for value in (50.0, 20, 30.0, 30.0, 1e-12)]
    low, high = amounts.spend_interval(TRUTH, *sure, 0.9)

    assert 0 < low[0] < 1500 < high[0]
