"""Phone numbers, by the tables of Google's libphonenumber.

A number of the company's own country is written as it is dialled there (13812345678, 057187654321), any other
with its country code (+447400123456); `;ext=801` follows where there is an extension, for two colleagues at
one number are two people. What is no number of any kind is null.
"""

import re
from functools import cached_property

import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberType

# 转 and 分机 lead to an extension in Chinese
_EXTENSION = re.compile(r"(?:转|分机|ext\.?|#)\s*[:：]?\s*(\d{1,7})\s*$", re.IGNORECASE)
_SEVERAL = re.compile(r"[/、,;，；|]|(?<=\d)\s+或\s*")
_SIGNS = str.maketrans("", "", " \t\u00a0().-–—·")


class Phones:
    """Reads numbers of a source in `country`, for a company in `home` (both ISO 3166)."""

    def __init__(self, home: str, country: str) -> None:
        self.home, self.country = home, country

    def first_of_several(self, text: str) -> str:
        """Of several numbers in one field the first that is one."""
        parts = [part for part in _SEVERAL.split(text) if part.strip()]
        if len(parts) < 2 or self.number(text) is not None:
            return text
        return next((part.strip() for part in parts if self.number(part) is not None), text)

    def number(self, text: str) -> str | None:
        """The number in its one form; null when nobody can be reached under it."""
        if found := self._plain_mobile.fullmatch(text.translate(_SIGNS)):
            return self._mobile_prefix + found[1]
        if "@" in text:
            return None
        spelt = _EXTENSION.sub(r" ext. \1", text)
        number = _parsed(spelt, self.country)
        # at home a mobile is known by its first digits; any digits may be a landline somewhere
        if number is None and (at_home := _parsed(spelt, self.home)) and _is_mobile(at_home):
            number = at_home
        return self._written(number) if number else None

    def settled(self, value: str) -> str:
        """SQL that holds for mobiles of home that are in their form already."""
        return f"regexp_full_match({value}, '{self._mobile_prefix}(?:{self._mobile_pattern})')"

    @cached_property
    def _plain_mobile(self) -> re.Pattern[str]:
        """Recognises mobiles of home, so that most numbers need no parsing."""
        if self.country != self.home:
            return re.compile("(?!)")
        code = phonenumbers.country_code_for_region(self.home)
        abroad = phonenumbers.PhoneMetadata.metadata_for_region(self.home).international_prefix
        # a bare number that begins like the country code could be either: the library decides
        lead = rf"(?:\+|{abroad}){code}|(?!{code}){self._mobile_prefix}"
        return re.compile(rf"(?:{lead})({self._mobile_pattern})", re.ASCII)

    @cached_property
    def _mobile_pattern(self) -> str:
        return phonenumbers.PhoneMetadata.metadata_for_region(self.home).mobile.national_number_pattern

    @cached_property
    def _mobile_prefix(self) -> str:
        """What is dialled before a mobile within home, such as 0."""
        example = phonenumbers.example_number_for_type(self.home, PhoneNumberType.MOBILE)
        return _national(example).removesuffix(phonenumbers.national_significant_number(example))

    def _written(self, number: phonenumbers.PhoneNumber) -> str:
        extension = f";ext={number.extension}" if number.extension else ""
        number.extension = None
        if phonenumbers.region_code_for_number(number) == self.home:
            return _national(number) + extension
        return phonenumbers.format_number(number, PhoneNumberFormat.E164) + extension


def _parsed(text: str, country: str) -> phonenumbers.PhoneNumber | None:
    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        return None
    return number if phonenumbers.is_valid_number(number) else None


def _is_mobile(number: phonenumbers.PhoneNumber) -> bool:
    return phonenumbers.number_type(number) == PhoneNumberType.MOBILE


def _national(number: phonenumbers.PhoneNumber) -> str:
    return "".join(
        character
        for character in phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL)
        if character.isdigit()
    )
