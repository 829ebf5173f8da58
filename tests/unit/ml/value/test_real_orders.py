"""The model on public sets, beside what others found on them."""

from datetime import date

import numpy as np
import pytest

from benchmarks.orders import cdnow, frame_of, online_retail
from benchmarks.value import as_in_the_paper
from ml.value import bgnbd
from ml.value.counts import counts
from ml.value.settings import ValueSettings
from ml.value.train import train


def test_cdnow_gives_the_published_parameters_and_hold_out(real_data):
    histories, happened = as_in_the_paper(real_data)
    found = bgnbd.fit(histories)
    likelihood = bgnbd.log_likelihood(found, histories).sum() + histories.frequency.sum() * np.log(7)
    expected = counts(found, histories, 273, 0.9).mean

    weeks = [found.r, found.alpha / 7, found.a, found.b]
    assert weeks == pytest.approx([0.2426, 4.4136, 0.7929, 2.4259], abs=1e-4)
    assert likelihood == pytest.approx(-9582.43, abs=0.005)
    assert happened.sum() == 1882
    assert np.sqrt(np.mean((expected - happened) ** 2)) == pytest.approx(1.608, abs=0.001)
    assert expected.sum() == pytest.approx(1653, abs=1)


def test_on_cdnow_every_part_beats_its_baselines(real_data):
    until = date(1998, 7, 1)
    frame = frame_of(cdnow(real_data), [date(1997, 10, 1), until], 273, until)
    found = train(frame, ValueSettings(horizon_days=273))
    model = found.card["figures"]["order_days"]["model"]

    assert found.is_published
    assert found.withheld == {}
    assert model["rmse"] <= 1.62
    assert 0.85 <= model["total_rate"] <= 1.15
    assert found.card["test"]["order_days_coverage"] >= 0.9
    assert found.card["test"]["spend_coverage"] >= 0.9


def test_online_retail_is_counted_by_the_known_rule(real_data):
    orders = online_retail(real_data)
    frame = frame_of(orders, [date(2011, 9, 11)], 90, date(2011, 12, 10))

    assert len(orders) == 18_532
    assert orders["customer_id"].nunique() == 4_338
    assert orders["amount"].sum() == pytest.approx(8_911_407.90, abs=0.01)
    assert len(frame) == 3_370
    assert (frame["future_order_day_count"] == 0).sum() == 1_449


def test_without_the_season_of_a_year_before_counts_are_withheld_and_say_so(real_data):
    """The autumn of a gift shop: the model tells customers apart, and misses the level."""
    frame = frame_of(online_retail(real_data), [date(2011, 9, 11)], 90, date(2011, 12, 10))
    found = train(frame, ValueSettings())

    assert set(found.withheld) == {"order_days", "spend", "alive"}
    assert "it misses the level, such as that of a season" in found.withheld["order_days"]
