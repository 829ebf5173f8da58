"""The short way for plain numbers tells nothing else than libphonenumber."""

import phonenumbers
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestration.ingest.cleaning.phones import Phones

COUNTRIES = ["CN", "GB", "US", "DE", "IT", "FR", "JP", "SG", "BR", "IN"]


@pytest.mark.parametrize("country", COUNTRIES)
@settings(deadline=None)
@given(data=st.data())
def test_a_plain_number_is_read_as_libphonenumber_reads_it(country, data):
    code = str(phonenumbers.country_code_for_region(country))
    lead = data.draw(st.sampled_from(["", "0", code, "+" + code, "00" + code]))
    mobile = phonenumbers.PhoneMetadata.metadata_for_region(country).mobile.national_number_pattern
    digits = data.draw(st.from_regex(r"[0-9]{6,12}", fullmatch=True) | st.from_regex(mobile, fullmatch=True))
    text = lead + digits
    try:
        number = phonenumbers.parse(text, country)
        expected = number if phonenumbers.is_valid_number(number) else None
    except phonenumbers.NumberParseException:
        expected = None
    expected = expected and Phones(country, country)._written(expected)

    assert Phones(country, country).number(text) == expected


def test_numbers_of_a_source_abroad_are_told_from_those_of_home():
    abroad = Phones("CN", "GB")

    assert abroad.number("07400 123456") == "+447400123456"
    assert abroad.number("+86 13812345678") == "13812345678"
    assert Phones("CN", "CN").number("07400 123456") is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("13812345678", "13812345678", id="a-mobile-of-home"),
        pytest.param("977-555-0178", None, id="what-could-be-a-landline-of-home"),
        pytest.param("+86 571 8765 4321", "057187654321", id="a-landline-of-home-with-its-code"),
    ],
)
def test_abroad_a_bare_number_is_one_of_home_only_if_it_is_a_mobile(text, expected):
    assert Phones("CN", "US").number(text) == expected
