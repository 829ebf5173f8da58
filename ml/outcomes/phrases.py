"""How the themes of a model are told, in Chinese and English."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from ml.outcomes.inputs import UNKNOWN, Given

LANGUAGES = {"zh": "；", "en": "; "}
WHOLE, SHARE, TENTHS = "{:,.0f}", "{:.0%}", "{:.1f}"
_DIGITS = {WHOLE: 0, SHARE: 2, TENTHS: 1}
_LARGE = 10


@dataclass(frozen=True)
class Phrase:
    """How a theme is told: the number shown, how it is written, and the words around it by language.

    `{fact}` and `{usual}` stand for the customer's value and the usual one; `without` is said where the
    customer has none. What is shown may be a word instead: then `written` is empty, there is no usual one,
    and `levels` holds its translations.
    """

    shows: Callable[[Given], np.ndarray]
    written: str
    words: Mapping[str, str]
    without: Mapping[str, str]
    levels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def is_known(self, facts: np.ndarray) -> np.ndarray:
        """Where the customer has one."""
        return np.isfinite(facts) if self.written else facts != UNKNOWN

    def is_usual(self, facts: np.ndarray, usual: float) -> np.ndarray:
        """Where both would be written alike, so that the fact tells nothing."""
        if not self.written:
            return np.zeros(len(facts), dtype=bool)
        digits = _DIGITS[self._beside(usual)]
        return np.round(facts, digits) == np.round(usual, digits)

    def texts(self, facts: np.ndarray, usual: float, language: str) -> np.ndarray:
        """One text per fact, each distinct one written once."""
        rounded = np.round(facts, _DIGITS[self.written]) if self.written else facts.astype("str")
        distinct, which = np.unique(rounded, return_inverse=True)
        texts = [
            self._text(fact, usual, language) if is_known else self.without[language]
            for fact, is_known in zip(distinct, self.is_known(distinct), strict=True)
        ]
        return np.array(texts, dtype=object)[which]

    def _text(self, fact: float | str, usual: float, language: str) -> str:
        if not self.written:
            return self.words[language].format(fact=self.levels.get(str(fact), {}).get(language, fact))
        told = self.written.format(fact)
        return self.words[language].format(fact=told, usual=self._beside(usual).format(usual))

    def _beside(self, usual: float) -> str:
        """How the usual number is written: that of orders lies between two whole ones."""
        return TENTHS if self.written == WHOLE and usual < _LARGE else self.written


def fact(column: str, written: str, zh: str, en: str, without_zh: str = "", without_en: str = "") -> Phrase:
    """A column, told as it is."""
    without = {"zh": without_zh, "en": without_en}
    return Phrase(lambda given: given[column], written, {"zh": zh, "en": en}, without)
