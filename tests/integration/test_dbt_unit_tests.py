"""Every model's dbt unit tests pass, and no stage, class or quadrant goes without one."""

import pytest

from orchestration.dbt import project_vars

DEFINED = project_vars()
STAGES = {entry["stage"] for entry in DEFINED["lifecycle"]}


@pytest.fixture(scope="module")
def expected_rows(manifest):
    """Rows that the unit tests of one model expect."""

    def rows(model):
        return [
            row
            for test in manifest["unit_tests"].values()
            if test["model"] == model
            for row in test["expect"]["rows"]
        ]

    return rows


def test_every_dbt_unit_test_passes(manifest, handed_over, dbt, tmp_path):
    home = handed_over(tmp_path / "home", [])
    # a unit test asks the warehouse for the column types of its inputs
    built = dbt(home, "run", "--empty")
    assert built.success, built.exception or [node.message for node in built.result if node.message != "OK"]

    tested = dbt(home, "test", "--select", "test_type:unit")
    assert tested.result is not None, tested.exception

    failed = [result for result in tested.result if result.status != "pass"]
    assert not failed, "\n".join(f"{result.node.unique_id}: {result.message}" for result in failed)
    assert {result.node.unique_id for result in tested.result} == set(manifest["unit_tests"])


@pytest.mark.parametrize(
    ("model", "column", "defined"),
    [
        pytest.param("int_segments__lifecycle", "lifecycle_stage", STAGES, id="lifecycle-stages"),
        pytest.param("fct_customer_rfm", "rfm_class", set(DEFINED["rfm"]["classes"]), id="rfm-classes"),
        pytest.param("fct_customer_rfm", "value_quadrant", set(DEFINED["rfm"]["quadrants"]), id="quadrants"),
    ],
)
def test_a_unit_test_expects_every_one_of_them(model, column, defined, expected_rows):
    missing = defined - {row.get(column) for row in expected_rows(model)}
    assert not missing, f"no unit test of {model} expects {column} {', '.join(sorted(missing))}"
