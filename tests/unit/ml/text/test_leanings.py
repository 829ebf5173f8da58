import pandas as pd
import pytest

from ml.text.leanings import columns_read, leanings, motives
from ml.text.themes import Themes


@pytest.fixture(scope="module")
def read(definitions):
    def read(**numbers):
        found = leanings(pd.DataFrame([{"customer_id": "ann", **numbers}]), definitions)
        return found.set_index("leaning_key")

    return read


def test_a_leaning_is_held_by_its_signs(read):
    found = read(search_count_90d=5, view_count_90d=16, order_count_90d=2, rational_text_count=0)

    assert found.index.tolist() == ["rational"]
    assert found.loc["rational", ["is_held", "points", "known_sign_count"]].tolist() == [True, 2, 3]
    assert found.loc["rational", "evidence_zh"] == "近 90 天搜索 5 次；近 90 天每单浏览 8 次"
    assert found.loc["rational", "evidence_en"] == "5 searches in 90 days; 8 views per order in 90 days"


@pytest.mark.parametrize(
    ("searches", "views", "expected"),
    [(5, 8, True), (4, 8, False), (5, 7.9, False)],
)
def test_signs_are_met_from_their_number_on(read, searches, views, expected):
    found = read(search_count_90d=searches, view_count_90d=views, order_count_90d=0, rational_text_count=1)

    assert found.loc["rational", "is_held"] == expected


def test_below_the_floor_nothing_is_said(read):
    assert len(read(search_count_90d=50, view_count_90d=100, order_count_90d=1)) == 0
    assert len(read(search_count_90d=50, view_count_90d=None, rational_text_count=9)) == 0


def test_what_speaks_against_is_taken_off(read):
    known = {"order_count": 5, "returned_rate": 0.0, "referral_count": 1, "trusting_text_count": 0}
    trusting = read(**known, complaint_count_365d=0).loc["trusting"]
    complaining = read(**known, complaint_count_365d=1).loc["trusting"]

    assert trusting[["is_held", "points"]].tolist() == [True, 3]
    assert complaining[["is_held", "points"]].tolist() == [False, 2]
    assert complaining["evidence_en"].endswith("1 complaints in 365 days")


def test_few_returns_say_nothing_of_who_hardly_bought(read):
    known = {"returned_rate": 0.0, "referral_count": 1, "trusting_text_count": 1}

    assert "returned" in read(**known, order_count=2).loc["trusting", "evidence_en"]
    assert "returned" not in read(**known, order_count=1).loc["trusting", "evidence_en"]


def test_the_columns_read_are_features_or_counts_of_texts(definitions, features_and_counts):
    assert set(columns_read(definitions)) <= features_and_counts


@pytest.fixture(scope="module")
def features_and_counts(definitions):
    from orchestration.dbt import project_vars

    counts = {f"{leaning.key}_text_count" for leaning in definitions.leanings}
    counts |= {f"{side}_text_count_365d" for side in ("negative", "positive")}
    return {feature["name"] for feature in project_vars()["features"]["columns"]} | counts


def test_the_main_motive(definitions):
    mentions = pd.DataFrame(
        [
            ("ann", "price", 2),
            ("ann", "taste", 1),
            ("bob", "price", 2),
            ("cat", "price", 2),
            ("cat", "taste", 2),
        ],
        columns=["customer_id", "topic", "mention_count"],
    )

    found = motives(mentions, definitions)

    assert found.values.tolist() == [
        [
            "ann",
            "price",
            2,
            pytest.approx(2 / 3),
            "愿望与搜索 3 次，其中价格 2 次",
            "2 of 3 wishes and searches: Price",
        ]
    ]


def test_themes_name_every_leaning(definitions):
    assert "leanings" in Themes.__dataclass_fields__
    assert [leaning.key for leaning in definitions.leanings] == ["rational", "relational", "trusting"]
