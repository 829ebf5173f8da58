"""Dimensions and metrics against the tables of the project they stand in."""

from pathlib import Path

import pytest

from orchestration.compose import compose
from orchestration.compose.dimensions import tables_of_customers
from orchestration.errors import HuaxiangError
from orchestration.settings import DBT_PROJECT_DIR

MODELS = """
models:
  - name: mart_customer_profiles
    columns:
      - {name: customer_id, data_tests: [unique]}
      - {name: value_quadrant}
  - name: fct_customer_features
    config: {meta: {columns_from: features}}
    columns: [{name: customer_id, data_tests: [unique]}]
  - name: int_customers__values_known
    columns: [{name: customer_id, data_tests: [unique]}]
  - name: fct_orders
    columns: [{name: order_id, data_tests: [unique]}, {name: customer_id}]
  - name: dim_regions
"""
FEATURES = """\
    - {name: "{what}_count", zh: "{what}数", each: {what: {event: 互动, view: 浏览, cart: 加购}}, \
dimension: behaviour, from: orders, value: count(*), type: bigint, windows: [90], \
empty: 0, description: "{what}"}
  derived:
"""
SETTINGS = Path(__file__).parent / "compose_definitions" / "settings.yml"
PATH_LINE = 1 + [line.split(":")[0].strip() for line in SETTINGS.read_text().splitlines()].index(
    "purchase_path_days"
)


@pytest.fixture
def whole_project(project_dir):
    """The small company with models, and with features for every step of the purchase path."""
    (project_dir / "models" / "marts").mkdir(parents=True)
    (project_dir / "models" / "marts" / "_marts__models.yml").write_text(MODELS, encoding="utf-8")
    edit(project_dir, "features.yml", "  derived:\n", FEATURES)
    return project_dir


def edit(project_dir, file, old, new):
    path = project_dir / "definitions" / file
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_tables_with_a_row_per_customer_are_those_whose_customer_is_tested_to_be_unique(whole_project):
    assert tables_of_customers(whole_project, ["spend_30d"]) == {
        "mart_customer_profiles": {"customer_id", "value_quadrant"},
        "fct_customer_features": {"customer_id", "spend_30d"},
    }


def test_every_table_that_the_projects_own_dimensions_name_is_found():
    assert {"dim_customers", "fct_customer_features", "mart_customer_profiles", "fct_customer_rfm"} <= (
        tables_of_customers(DBT_PROJECT_DIR, []).keys()
    )


def test_what_the_project_has_composes(whole_project):
    assert "dimensions:" in compose(whole_project)


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        pytest.param(
            "dimensions.yml",
            "from: mart_customer_profiles",
            "from: fct_orders",
            "2: dimension quadrant is from `fct_orders`, which is no public table with a row per customer;"
            " the nearest is `fct_customer_features`.",
            id="many-rows-per-customer",
        ),
        pytest.param(
            "dimensions.yml",
            "column: value_quadrant",
            "column: quadrant",
            "2: dimension quadrant: mart_customer_profiles has no column `quadrant`; the nearest is"
            " `value_quadrant`.",
            id="no-such-column",
        ),
        pytest.param(
            "dimensions.yml",
            "column: spend_30d",
            "column: spend_31d",
            "3: dimension spend: fct_customer_features has no column `spend_31d`; the nearest is"
            " `spend_30d`.",
            id="no-such-feature",
        ),
        pytest.param(
            "metrics.yml",
            "from: mart_customer_profiles",
            "from: fct_orders",
            "4: metric repeat_rate is from `fct_orders`, which is no public table with a row per customer;"
            " the nearest is `fct_customer_features`.",
            id="metric-over-orders",
        ),
        pytest.param(
            "settings.yml",
            "purchase_path_days: 90",
            "purchase_path_days: 30",
            f"{PATH_LINE}: settings: purchase_path_days is 30, and there is no feature event_count_30d,"
            " view_count_30d, cart_count_30d, order_count_30d; choose a window they have.",
            id="uncounted-window",
        ),
    ],
)
def test_what_the_project_lacks_is_told_with_its_line(whole_project, file, old, new, told):
    edit(whole_project, file, old, new)
    with pytest.raises(HuaxiangError) as caught:
        compose(whole_project)
    assert str(caught.value).splitlines() == [f"dbt_project/definitions/{file}:{told}"]
