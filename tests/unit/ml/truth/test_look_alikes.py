import pandas as pd

from ml.truth.look_alikes import look_alikes
from tests.unit.ml.look_alikes.made_up_club import COLUMNS, world


def customers(**changes) -> pd.DataFrame:
    found = world(**changes)
    return found.assign(true_persona=found["club"].map({True: "club", False: "others"}))


def test_the_other_half_of_who_is_alike_is_found():
    readable = [column for column in COLUMNS if column.name != "club_points"]
    found = {measure.what: measure for measure in look_alikes(customers(size=6000), readable)}
    club = found["other half of club ranked first (AUC)"]
    assert club.interval[0] > 0.6
    assert club.interval[0] < club.figure < club.interval[1]


def test_who_has_nothing_in_common_is_not_found_and_it_says_why():
    readable = [column for column in COLUMNS if column.name == "noise"]
    for measure in look_alikes(customers(pull=0.0), readable):
        assert measure.figure is None
        assert "Not published" in measure.meaning
