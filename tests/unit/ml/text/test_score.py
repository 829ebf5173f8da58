import numpy as np
import pandas as pd
import pytest

from ml.text import rows, score
from ml.text.train import Fitted


@pytest.fixture(scope="module")
def texts():
    said = {
        "slang": "隔壁老王，绝绝子，盒子有两层",
        "flop": "给家里周末在家，拉胯到家，颜色是灰的",
        "unknown": "La livraison était catastrophique",
        "lexicon": "Terrible quality, waste of money",
        "emoji": "👍👍👍",
        "empty": "",
        "null": None,
        "mixed": "客服 service 太差 really terrible",
        "one": "好",
        "long": "打开以后，翻车，" * 3000,
    }
    return pd.DataFrame({"text_id": said.keys(), "text": said.values()})


@pytest.fixture(scope="module")
def read(texts, settings, definitions, fitted):
    return score.score(texts, settings, definitions, fitted).set_index("text_id")


@pytest.fixture(scope="module")
def cold(texts, settings, definitions):
    return score.score(texts, settings, definitions).set_index("text_id")


def test_the_fit_reads_what_it_has_learnt(read):
    assert read.loc[["slang", "flop", "long"], "sentiment"].tolist() == ["positive", "negative", "negative"]
    assert (read.loc[["slang", "flop", "long"], "sentiment_source"] == "trained").all()


def test_what_the_fit_has_never_seen_is_left_to_the_lexicon(read, cold):
    assert read.loc["lexicon", "sentiment_source"] == "lexicon"
    assert read.loc["lexicon", "negative_score"] == cold.loc["lexicon", "negative_score"]
    assert pd.isna(read.loc["unknown", "sentiment"])


@pytest.mark.parametrize("text_id", ["emoji", "empty", "null", "one"])
def test_nothing_is_said_of_a_text_without_words(read, cold, text_id):
    for frame in (read, cold):
        assert pd.isna(frame.loc[text_id, "sentiment"])
        assert pd.isna(frame.loc[text_id, "negative_score"])
        assert pd.isna(frame.loc[text_id, "sentiment_source"])
        assert frame.loc[text_id, "sentiment_evidence"] == ""
        assert not frame.loc[text_id, ["is_wish", "is_complaint"]].any()


def test_probabilities_are_probabilities(fitted, settings, definitions, frame):
    texts = frame[["text"]].assign(text_id=range(len(frame)))
    found = score.score(texts, settings, definitions, fitted)["negative_score"].dropna()

    assert len(found) > 2000
    assert found.between(0, 1).all()
    assert abs(found.mean() - (frame["rating"] <= 2).mean()) < 0.03


def test_evidence_is_quoted_from_the_text(read, cold):
    assert "绝绝子" in read.loc["slang", "sentiment_evidence"]
    assert "拉胯" in read.loc["flop", "sentiment_evidence"]
    assert cold.loc["mixed", "sentiment_evidence"].split("；") == ["really terrible", "太差"]
    assert len(read.loc["long", "sentiment_evidence"]) < 100


def test_an_unsure_probability_is_neutral():
    settings = score.TextSettings(sure_from=0.7)
    found = score._sentiment(
        np.array([0.7, 0.69, 0.31, 0.3, 0.69]), np.array(["trained"] * 4 + ["lexicon"]), settings
    )

    assert found.tolist() == ["negative", "neutral", "neutral", "positive", "negative"]


def test_batches_read_like_the_whole(texts, settings, definitions, fitted, read, monkeypatch):
    monkeypatch.setattr(score, "TEXTS_AT_ONCE", 3)
    batches = list(score.score_batches(texts, settings, definitions, fitted))

    assert [len(batch) for batch in batches] == [3, 3, 3, 1]
    pd.testing.assert_frame_equal(pd.concat(batches).set_index("text_id"), read)
    assert rows.TEXTS_AT_ONCE > 3


def test_no_texts_give_no_rows(texts, settings, definitions, fitted, read):
    found = score.score(texts.head(0), settings, definitions, fitted)

    assert len(found) == 0
    assert found.columns.tolist() == ["text_id", *read.columns]


def test_a_fit_that_is_not_published_does_not_score(texts, settings, definitions):
    refused = Fitted("abc", False, "Not published: no better.", {})

    with pytest.raises(ValueError, match="fit abc must not score: Not published: no better"):
        score.score(texts, settings, definitions, refused)


def test_a_lacking_column_is_named(texts, settings, definitions):
    with pytest.raises(ValueError, match="have no text_id; expected text_id and text"):
        score.score(texts.drop(columns="text_id"), settings, definitions)
