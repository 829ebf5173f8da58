"""The way of every outcome on contracts of a public set, on which others found AUC .845 to .848."""

from benchmarks.renewal import BASE_RATE, BASELINE, contracts, figures


def test_who_ends_a_contract_is_told_as_well_as_others_tell_it(real_data):
    found = figures(contracts(real_data))
    model = found["model"]

    assert 0.845 <= model["auc"] < 0.86
    assert model["brier"] <= 0.136
    assert model["calibration_error"] <= 0.02
    assert found[BASELINE]["auc_difference_interval"][0] > 0.05
    assert found[BASE_RATE]["brier"] > 0.19
