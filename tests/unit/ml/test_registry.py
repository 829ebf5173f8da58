from dataclasses import dataclass

import numpy as np
import pytest
import skops.io

from ml.outcomes.models import Linear
from ml.registry import OutdatedError, dumps, fingerprint, loads, source_of


@dataclass
class Foreign:
    """A type that is not ours as far as the registry knows."""

    value: int


def test_a_model_comes_back_as_it_was():
    model = Linear(0.25, np.array([1.0, 2.0]), np.array([-0.5, 1 / 3]))

    again = loads(dumps(model))

    assert type(again) is Linear
    assert again.start == model.start
    assert again.means.tolist() == model.means.tolist()
    assert again.weights.tolist() == model.weights.tolist()


def test_a_foreign_type_is_neither_written_nor_read():
    with pytest.raises(ValueError, match=r"holds \S*Foreign, which is not trusted"):
        dumps({"model": Foreign(1)})
    with pytest.raises(ValueError, match=r"holds \S*Foreign, which is not trusted"):
        loads(skops.io.dumps({"model": Foreign(1)}))


def test_a_function_of_the_system_is_not_read():
    with pytest.raises(ValueError, match=r"holds .*system, which is not trusted"):
        loads(skops.io.dumps({"model": __import__("os").system}))


def test_a_damaged_file_is_not_a_model():
    data = dumps(Linear(0.0, np.zeros(3), np.ones(3)))

    with pytest.raises(ValueError, match="not a saved model, or not a whole one"):
        loads(data[: len(data) // 2])


def test_a_type_that_is_no_more_is_of_an_earlier_release(monkeypatch):
    data = dumps({"churn": [Linear(0.0, np.zeros(3), np.ones(3))]})
    monkeypatch.delattr("ml.outcomes.models.Linear")

    with pytest.raises(OutdatedError, match=r"An earlier release made it: .*Linear"):
        loads(data)


def test_a_type_that_has_one_more_field_by_now_is_of_an_earlier_release():
    saved = Linear(0.0, np.zeros(3), np.ones(3))
    object.__delattr__(saved, "weights")

    with pytest.raises(OutdatedError, match=r"it has no Linear.weights\."):
        loads(dumps({"churn": [saved]}))


def test_a_fingerprint_depends_on_every_part_and_where_it_ends():
    assert fingerprint(b"ab", b"c") == fingerprint(b"ab", b"c")
    assert (
        len({fingerprint(*parts) for parts in ([b"ab", b"c"], [b"a", b"bc"], [b"abc"], [b"c", b"ab"])}) == 4
    )
    assert len(fingerprint(b"")) == 12


def test_source_is_that_of_the_package_and_of_what_packages_share():
    assert b"def train(" in source_of("ml.outcomes")
    assert b"def calibration_error(" in source_of("ml.outcomes")
    assert source_of("ml.outcomes") != source_of("ml.identity")
