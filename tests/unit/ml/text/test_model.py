import numpy as np
import pytest

from ml.text import lexicon
from ml.text.lexicon import leads, opinions_of
from ml.text.model import Table, logistic
from ml.text.ngrams import grams_of, stacked
from ml.text.units import units_of

TEXTS = np.array(
    ["质量不太好，生气", "very good, 满意", "今天到货", "不很满意，但便宜", "质量很好", "生气", "到货慢"] * 3,
    dtype=object,
)
IS_NEGATIVE = np.array([1, 0, 0, 1, 0, 1, 1] * 3)


@pytest.fixture(scope="module")
def read(definitions):
    units = units_of(TEXTS)
    return units, opinions_of(units, definitions.vocabulary.find(units), definitions)


@pytest.fixture(scope="module")
def grams(read):
    units, opinions = read
    return grams_of(units, leads(units, opinions))


def test_what_units_pull_adds_up_to_the_score(read, grams):
    units, opinions = read
    for candidate in (logistic(3.0), logistic(3.0, with_lexicon=True)):
        table = Table(candidate.fit(grams, IS_NEGATIVE))
        pulls = table.pulls(units, opinions, table.lengths(grams))

        assert table.start + units.per_text(pulls) == pytest.approx(table.log_odds(grams), abs=1e-9)


def test_the_lead_is_shared_by_the_words_that_make_it(read):
    units, opinions = read
    pulls = lexicon.pulls(units, opinions)

    assert units.per_text(pulls) == pytest.approx(leads(units, opinions), abs=1e-12)
    negated = [place for place in range(8) if units.quote(place, place) in "不太好"]
    assert (pulls[negated] > 0).all()


def test_the_lexicon_is_one_more_column(grams):
    assert logistic(3.0).fit(grams, IS_NEGATIVE).lexicon == 0
    assert logistic(3.0, with_lexicon=True).fit(grams, IS_NEGATIVE).lexicon > 0.1


def test_a_column_of_one_text_is_not_learnt(definitions):
    units = units_of(["唯一的话", "别的话", "别的话"])
    grams = grams_of(units, np.zeros(3))
    model = logistic(1.0).fit(grams, np.array([1, 0, 1]))

    assert set(model.columns) == {c for c in grams.columns if (grams.columns == c).sum() > 1}
    assert Table(model).known_share(grams) == pytest.approx([3 / 7, 1, 1])


def test_batches_put_together_are_the_whole(read, grams):
    parts = []
    for first in range(0, len(TEXTS), 4):
        units = units_of(TEXTS[first : first + 4])
        parts.append(grams_of(units, grams.leads[first : first + 4]))
    whole = stacked(parts)

    for name in ("rows", "columns", "leads"):
        np.testing.assert_array_equal(getattr(whole, name), getattr(grams, name))


def test_texts_kept_by_a_mask_are_numbered_anew(grams):
    kept = np.arange(len(TEXTS)) % 3 == 1
    some = grams.where(kept)

    assert some.count == kept.sum()
    np.testing.assert_array_equal(some.columns[some.rows == 1], grams.columns[grams.rows == 4])
