from datetime import date

import pandas as pd
import pytest

from ml.text.customers import motive_counts, roll_up

AS_OF = pd.Timestamp("2026-03-01 16:00", tz="UTC")
AS_OF_ON = date(2026, 3, 2)


def texts(*rows):
    columns = ["customer_id", "written_on", "sentiment", "negative_score", "topics", "wish"]
    frame = pd.DataFrame(rows, columns=columns)
    frame["text_id"] = [f"t{number}" for number in range(len(frame))]
    frame["written_at"] = pd.to_datetime(frame["written_on"]).dt.tz_localize("UTC")
    return frame.assign(
        is_wish=frame["wish"] != "", is_complaint=frame["sentiment"] == "negative", leanings="rational"
    )


@pytest.fixture(scope="module")
def rolled(settings):
    given = texts(
        ("ann", "2025-12-02", "negative", 0.9, "price,taste", ""),  # 90 days before
        ("ann", "2025-12-01", "positive", 0.1, "price", "希望便宜"),  # 91
        ("ann", "2026-03-01", "positive", 0.2, "", "希望快"),
        ("ann", "2026-02-01", None, None, "taste", ""),
        ("ann", "2025-01-01", "negative", 1.0, "noise", ""),  # more than a year
        ("ann", "2026-03-02", "negative", 1.0, "noise", "later"),  # after as_of
        ("bob", "2026-01-01", "negative", 1.0, "", ""),
        (None, "2026-01-01", "negative", 1.0, "", ""),
    )
    return roll_up(given, AS_OF, AS_OF_ON, settings, ["rational", "trusting"]).set_index("customer_id")


def test_windows_hold_what_their_days_say(rolled):
    ann = rolled.loc["ann"]

    assert (ann["text_count_90d"], ann["text_count_365d"]) == (3, 4)
    assert (ann["negative_text_count_90d"], ann["negative_text_count_365d"]) == (1, 1)
    assert ann["positive_text_count_365d"] == 2
    assert ann["complaint_text_count_365d"] == 1
    assert rolled.index.tolist() == ["ann", "bob"]


def test_below_the_floor_no_share_is_told(rolled):
    assert pd.isna(rolled.loc["ann", "negative_text_rate_90d"])
    assert rolled.loc["ann", "negative_text_rate_365d"] == pytest.approx(1 / 3)
    assert rolled.loc["ann", "sentiment_score_365d"] == pytest.approx((0.1 + 0.9 + 0.8) / 3)
    assert pd.isna(rolled.loc["bob", "sentiment_score_365d"])


def test_topics_and_the_last_wish(rolled):
    assert rolled.loc["ann", "top_topics_365d"] == "price,taste"
    assert rolled.loc["ann", "last_wish"] == "希望快"
    assert rolled.loc["ann", "last_wished_on"] == "2026-03-01"
    assert pd.isna(rolled.loc["bob", "last_wish"])


def test_texts_with_words_of_a_leaning(rolled):
    assert rolled["rational_text_count"].tolist() == [4, 1]
    assert rolled["trusting_text_count"].tolist() == [0, 0]


def test_no_texts_give_no_customers(settings):
    assert len(roll_up(texts().astype({"is_wish": bool}), AS_OF, AS_OF_ON, settings, ["rational"])) == 0


def test_motives_are_counted_from_wishes_and_searches():
    spoken = texts(
        ("ann", "2026-01-01", None, None, "price,taste", "希望"),
        ("ann", "2026-01-01", None, None, "price", ""),
    )
    searches = pd.DataFrame({"customer_id": ["ann", "bob"], "topics": ["price", ""]})

    counted = motive_counts(spoken, searches)

    assert counted.values.tolist() == [["ann", "price", 2], ["ann", "taste", 1]]


def test_a_lacking_column_is_named(settings):
    with pytest.raises(ValueError, match="have no leanings"):
        roll_up(texts().drop(columns="leanings"), AS_OF, AS_OF_ON, settings, [])
