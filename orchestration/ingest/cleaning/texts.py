"""Rules for any text: width, blanks, and values that say nothing."""

import re
from collections.abc import Callable, Collection

Step = Callable[[str], str | None]

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
# full-width forms of ASCII, and the ideographic space
_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_UNSEEN = dict.fromkeys([0x00AD, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF])
_BETWEEN_HAN = re.compile(rf"(?<=[{HAN}])\s+(?=[{HAN}])")
_NOT_A_DIGIT = re.compile(r"\D")


def width(text: str) -> str:
    """Full-width letters, digits and signs become half-width: １３８ is 138."""
    return text.translate(_HALF_WIDTH)


def blanks(text: str) -> str:
    """No unseen characters, none but single spaces, and none at the ends."""
    return " ".join(text.translate(_UNSEEN).split())


def no_blanks(text: str) -> str:
    """No blank and no unseen character anywhere."""
    return "".join(text.translate(_UNSEEN).split())


def han_blanks(text: str) -> str:
    """No blanks between Chinese characters: 李 娜 is 李娜."""
    return _BETWEEN_HAN.sub("", text)


def lower_case(text: str) -> str:
    """All in lower case."""
    return text.lower()


def junk(values: Collection[str], repeats: int, *, of_digits: bool = False) -> Step:
    """Null for values that say nothing: the listed ones, and one character `repeats` times or more.

    `of_digits` compares values by their digits alone.
    """
    listed = {value.casefold() for value in values}

    def step(text: str) -> str | None:
        compared = text.strip().casefold()
        if of_digits:
            digits = _NOT_A_DIGIT.sub("", compared)
            if digits in listed or (len(digits) >= repeats and len(set(digits)) == 1):
                return None
        is_repeat = len(compared) >= repeats and len(set(compared)) == 1
        return None if not compared or compared in listed or is_repeat else text

    return step


def word(meanings: dict[str, str]) -> Step:
    """The meaning of a listed word or sign, whatever its case; any other text in upper case."""
    by_word = {name.casefold(): meaning for name, meaning in meanings.items()}
    return lambda text: by_word.get(text.casefold(), text.upper())
