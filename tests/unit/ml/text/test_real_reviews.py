"""On real reviews, which the lexicon was not made from. Figures with intervals: python -m benchmarks.text."""

import numpy as np
import pandas as pd
import pytest

from ml.text.rows import rows_of, text_keys
from ml.text.train import split_of, train


@pytest.fixture(scope="module")
def reviews(real_data):
    path = real_data / "online_shopping_reviews" / "online_shopping_10_cats.parquet"
    raw = pd.read_parquet(path).sample(6_000, random_state=4)
    return pd.DataFrame(
        {"text": raw["review"], "rating": np.where(raw["label"] == 0, 1, 5), "text_group": raw["cat"]}
    )


@pytest.fixture(scope="module")
def trained(reviews, settings, definitions):
    return train(reviews, settings, definitions)


def test_own_texts_teach_more_than_the_lexicon_knows(trained):
    model, lexicon = (trained.card["figures"][name] for name in ("model", "lexicon"))

    assert trained.is_published, trained.reason
    assert model["accuracy"] > 0.89
    assert model["auc"] > 0.95
    assert model["calibration_error"] < 0.05
    assert lexicon["coverage"] > 0.75
    assert lexicon["accuracy_where_it_answers"] > 0.88


def test_no_review_is_on_both_sides(reviews, settings, definitions):
    doubled = pd.concat([reviews, reviews.assign(text=reviews["text"] + "！！")])
    known, test, _ = split_of(rows_of(doubled, settings, definitions), settings)
    keys = np.unique(text_keys(reviews["text"].to_numpy(dtype=object))[0])

    assert not np.isin(test.keys, known.keys).any()
    assert len(known) + len(test) <= len(keys)
