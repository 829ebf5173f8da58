"""Sales as matrices."""

import pandas as pd
import pytest

from ml.demand.history import histories

SOLD = pd.DataFrame(
    [
        (0, "active", "tea", "green", 2.0),
        (0, "new", "tea", "green", 1.0),
        (2, "new", "tea", "black", 5.0),
        (2, "new", None, "odd", 7.0),
        (2, "unknown", "tea", None, 9.0),
    ],
    columns=["week", "segment_key", "category", "product_id", "quantity"],
)


def test_a_level_adds_up_what_is_of_one_series_the_oldest_week_first():
    found = histories(SOLD)

    assert found["category"].keys.to_dict("list") == {"category": ["tea"]}
    assert found["category"].quantity.tolist() == [[14.0, 0.0, 3.0]]
    assert dict(
        zip(found["product"].keys["product_id"], found["product"].quantity.tolist(), strict=True)
    ) == {
        "black": [5.0, 0.0, 0.0],
        "green": [0.0, 0.0, 3.0],
        "odd": [7.0, 0.0, 0.0],
    }
    assert list(found["segment_category"].keys.itertuples(index=False, name=None)) == [
        ("active", "tea"),
        ("new", "tea"),
        ("unknown", "tea"),
    ]


def test_what_was_known_and_what_came_after_do_not_overlap():
    history = histories(SOLD)["product"]

    assert history.until(2).shape == (3, 2)
    assert history.after(2, 1).tolist() == [0.0, 3.0, 0.0]


def test_no_sales_are_no_series():
    assert [history.quantity.shape for history in histories(SOLD.iloc[:0]).values()] == [(0, 0)] * 3


def test_a_frame_without_its_columns_is_refused():
    with pytest.raises(ValueError, match=r"no category, quantity; expected week, .* analysis demand_history"):
        histories(SOLD.drop(columns=["category", "quantity"]))
