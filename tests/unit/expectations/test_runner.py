"""The runner of Great Expectations: order, failures to evaluate, silence, memory."""

import gc
import subprocess
import sys

import great_expectations.expectations as gxe
import pandas as pd
import pytest

from expectations.runner import Verdict, evaluate

CHECK_WITHOUT_NETWORK = """
import socket, sys

def refuse(*arguments, **options):
    raise AssertionError("the network was used")

socket.socket.connect = socket.getaddrinfo = refuse

import expectations.arrival, expectations.profile
heavy = {"great_expectations", "pandas", "numpy", "babel", "dagster", "orchestration"} & set(sys.modules)
assert not heavy, heavy

import pandas as pd
rule = expectations.arrival.Rule("price", "not_negative", min_value=0)
frame = pd.DataFrame({"record_key": ["a", "b"], "price": [-1.0, 1.0]})
(result,) = expectations.arrival.check_rows([frame], [rule])
assert result.failing_keys == ("a",), result
assert not {"dagster", "orchestration"} & set(sys.modules)
"""


def test_verdicts_come_in_the_order_of_the_expectations():
    frame = pd.DataFrame({"price": [1.0, None, -1.0, -2.0]}, index=[7, 7, 8, 9])
    verdicts = evaluate(
        frame,
        [
            gxe.ExpectTableRowCountToBeBetween(min_value=4),
            gxe.ExpectColumnValuesToBeBetween(column="price", min_value=-1),
            gxe.ExpectColumnValuesToBeBetween(column="price", min_value=0),
        ],
    )
    assert verdicts == [
        Verdict(passed=True, observed_value=4),
        Verdict(passed=False, element_count=4, missing_count=1, failing_rows=(3,)),
        Verdict(passed=False, element_count=4, missing_count=1, failing_rows=(2, 3)),
    ]


def test_an_expectation_that_cannot_be_evaluated_is_an_error_without_values():
    frame = pd.DataFrame({"full_name": ["Wang Fang"], "price": [1.0]})
    expectations = [
        gxe.ExpectColumnValuesToBeBetween(column="price", min_value=0),
        gxe.ExpectColumnValuesToBeBetween(column="full_name", min_value=0),
    ]
    with pytest.raises(ValueError, match="expect_column_values_to_be_between on full_name") as caught:
        evaluate(frame, expectations)
    assert "Wang" not in str(caught.value)


def test_the_frame_is_let_go():
    """The last context is a global of Great Expectations: what it keeps stays in memory."""
    frame = pd.DataFrame({"price_to_forget": [1.0]})
    evaluate(frame, [gxe.ExpectColumnValuesToBeBetween(column="price_to_forget", min_value=0)])
    del frame
    gc.collect()
    frames = [thing for thing in gc.get_objects() if isinstance(thing, pd.DataFrame)]
    assert not [frame for frame in frames if "price_to_forget" in frame.columns]


def test_a_check_is_silent_offline_and_imports_nothing_heavy_before_it_runs(tmp_path):
    """No telemetry, no progress bars, no files."""
    command = [sys.executable, "-c", CHECK_WITHOUT_NETWORK]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert list(tmp_path.iterdir()) == []
