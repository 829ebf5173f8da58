"""What a failed run says: our own words where there are some, else what broke at the bottom."""

from types import SimpleNamespace

from dagster import DagsterEventType
from dagster_shared.error import SerializableErrorInfo

from orchestration.run import failure_reasons


def failure(*chain, step="score"):
    """A step that failed, with its errors from the outermost in: (class, message) each."""
    error = None
    for cls_name, message in reversed(chain):
        error = SerializableErrorInfo(f"{cls_name}: {message}\n", [], cls_name, error)
    return SimpleNamespace(
        event_type_value=DagsterEventType.STEP_FAILURE.value,
        step_key=step,
        event_specific_data=SimpleNamespace(error=error),
    )


def test_our_own_error_is_told_and_not_what_caused_it():
    event = failure(
        ("DagsterExecutionStepExecutionError", "Error occurred"),
        ("HuaxiangError", "Delete the folder models/churn."),
        ("ModuleNotFoundError", "No module named 'ml.churn.train'"),
    )
    assert list(failure_reasons([event])) == ["score customers: Delete the folder models/churn."]


def test_of_errors_that_are_not_ours_the_innermost_is_told():
    event = failure(("DagsterExecutionStepExecutionError", "Error occurred"), ("KeyError", "'gone'"))
    (said,) = failure_reasons([event])
    assert said.startswith("score customers: KeyError: 'gone'")
