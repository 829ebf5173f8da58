import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from ml.registry import dumps, loads
from ml.text.evaluate import LEXICON, MAJORITY
from ml.text.rows import rows_of
from ml.text.score import score
from ml.text.settings import TextSettings
from ml.text.train import CANDIDATES, split_of, train, verdict
from tests.unit.ml.text.made_up_texts import made_up_texts


def test_what_can_be_learnt_is_learnt_and_published(fitted):
    figures = fitted.card["figures"]

    assert fitted.is_published, fitted.reason
    assert fitted.reason == ""
    assert figures["model"]["auc"] > 0.85 > figures[LEXICON]["auc"]
    assert figures["model"]["accuracy"] > 0.87 > figures[MAJORITY]["accuracy"]
    assert figures["model"]["calibration_error"] < 0.08
    assert fitted.card["verdict"].startswith(
        "Published: better than its baselines on texts it had not seen: AUC 0."
    )
    assert set(fitted.card["by_group"]) == {"茶叶", "耳机", "雨伞"}


def test_shuffled_ratings_teach_nothing(frame, settings, definitions):
    shuffled = frame.assign(rating=np.random.default_rng(3).permutation(frame["rating"]))

    found = train(shuffled, settings, definitions)

    assert not found.is_published
    assert found.scorer is None
    assert found.reason.startswith("Not published: not proven better than its baselines")
    low, high = found.card["figures"]["model"]["auc_interval"]
    assert low < 0.5 < high


def test_the_newest_texts_are_the_test(frame, settings, definitions):
    known, test, split = split_of(rows_of(frame, settings, definitions), settings)

    assert known.written_on.max() < test.written_on.min()
    assert split == f"by time: the test begins on {test.written_on.min()}"
    assert 0.19 < len(test) / (len(test) + len(known)) < 0.23


def test_a_repeated_text_is_on_one_side_only(frame, settings, definitions):
    again = frame.assign(
        text=frame["text"].str.replace("，", "!! ").str.upper(),
        written_on=frame["written_on"].to_numpy()[::-1],
    )
    for given in (pd.concat([frame, again]), pd.concat([frame, again]).drop(columns="written_on")):
        known, test, _ = split_of(rows_of(given, settings, definitions), settings)

        assert not np.isin(test.keys, known.keys).any()
        assert len(known) + len(test) == len(frame.drop_duplicates("text"))


def test_judgements_of_a_repeated_text_are_counted(settings, definitions):
    given = pd.DataFrame(
        {"text": ["拿捏了"] * 3 + ["翻车了"] * 2 + ["还在路上"], "rating": [5, 5, 1, 1, 5, 3]}
    )
    rows = rows_of(given, settings, definitions)

    assert rows.texts.tolist() == ["拿捏了"]
    assert rows.is_negative.tolist() == [0]


def test_the_test_has_no_say_in_the_choice(frame, fitted, settings, definitions):
    edge = fitted.card["split"].rsplit(" ", 1)[-1]
    turned = frame.assign(rating=np.where(frame["written_on"] >= edge, 6 - frame["rating"], frame["rating"]))
    found = train(turned, settings, definitions)

    assert found.card["trial_aucs"] == fitted.card["trial_aucs"]
    assert found.card["chosen"] == fitted.card["chosen"]
    assert found.card["chosen"] in {candidate.name for candidate in CANDIDATES}
    assert found.card["figures"] != fitted.card["figures"]


def test_the_order_of_rows_does_not_matter(frame, fitted, settings, definitions):
    again = train(frame.sample(frac=1, random_state=9), settings, definitions)

    assert again.model_version == fitted.model_version
    assert again.card == fitted.card
    np.testing.assert_array_equal(again.scorer.model.weights, fitted.scorer.model.weights)


@pytest.mark.parametrize(
    ("count", "changes", "words"),
    [
        pytest.param(100, {}, "training has .* distinct rated texts, .* 500 and 100 are needed", id="few"),
        pytest.param(
            2400, {"min_per_class": 900}, "of the rarer kind; 500 and 900 are needed", id="one-sided"
        ),
        pytest.param(0, {}, "training has 0 distinct rated texts", id="none"),
    ],
)
def test_too_little_is_said_in_words(settings, definitions, count, changes, words):
    found = train(made_up_texts(2400).head(count), replace(settings, **changes), definitions)

    assert not found.is_published
    assert pd.Series([found.reason]).str.contains(words).all()
    assert found.reason.endswith("until then the lexicon reads them.")
    assert json.loads(json.dumps(found.card)) == found.card


def test_where_all_are_content_nothing_is_trained(frame, settings, definitions):
    assert "0 of the rarer kind" in train(frame.assign(rating=5), settings, definitions).reason


@pytest.mark.parametrize(
    ("lexicon_low", "usual_low", "expected"),
    [(0.01, 0.01, True), (0.0, 0.01, False), (0.01, 0.0, False), (-0.1, -0.1, False)],
)
def test_both_baselines_must_be_beaten(lexicon_low, usual_low, expected):
    figures = {
        "model": {"auc": 0.9},
        LEXICON: {"auc": 0.8, "auc_difference": 0.1, "auc_difference_interval": [lexicon_low, 0.2]},
        MAJORITY: {"brier_difference": 0.1, "brier_difference_interval": [usual_low, 0.2]},
    }

    assert verdict(figures)[0] is expected


def test_the_card_is_json_and_quotes_nobody(fitted, frame):
    text = json.dumps(fitted.card, ensure_ascii=False)

    assert json.loads(text) == fitted.card
    assert "绝绝子" not in text
    assert fitted.card["data"]["given_texts"] == len(frame)


def test_a_saved_fit_reads_the_same(fitted, settings, definitions):
    texts = pd.DataFrame({"text_id": ["a", "b"], "text": ["这一款绝绝子", "total flop"]})

    pd.testing.assert_frame_equal(
        score(texts, settings, definitions, loads(dumps(fitted))), score(texts, settings, definitions, fitted)
    )


def test_a_lacking_column_is_named(frame, settings, definitions):
    with pytest.raises(ValueError, match="has no rating; expected text, rating"):
        train(frame.drop(columns="rating"), settings, definitions)


@pytest.mark.parametrize("changes", [{"bad_to": 4}, {"sure_from": 0.4}, {"sure_from": 1.0}])
def test_settings_must_not_contradict_each_other(changes):
    with pytest.raises(ValueError, match="Correct"):
        TextSettings(**changes)
