"""Which currency codes an order may carry."""

import datetime

import pytest

from expectations.currencies import currencies_in_use


@pytest.mark.parametrize("code", ["CNY", "GBP", "EUR", "USD", "JPY", "XOF", "XPF"])
def test_money_in_use_is_known(code):
    assert code in currencies_in_use(datetime.date(2026, 3, 1))


@pytest.mark.parametrize("code", ["DEM", "XAU", "XXX", "XTS", "XDR", "CHE", "RMB", "cny", ""])
def test_withdrawn_money_metals_funds_tests_and_mistakes_are_not(code):
    assert code not in currencies_in_use(datetime.date(2026, 3, 1))


def test_a_currency_is_in_use_through_its_last_day():
    assert "HRK" in currencies_in_use(datetime.date(2022, 12, 31))
    assert "HRK" not in currencies_in_use(datetime.date(2023, 2, 1))


def test_codes_are_sorted_and_about_as_many_as_there_are_currencies():
    codes = currencies_in_use(datetime.date(2026, 3, 1))
    assert list(codes) == sorted(set(codes))
    assert 140 < len(codes) < 180
