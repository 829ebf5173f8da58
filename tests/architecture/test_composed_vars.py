from orchestration.compose import compose
from tests.architecture.source_tree import DBT_PROJECT


def test_vars_are_composed_from_the_definitions_as_they_stand(vars_text):
    assert vars_text == compose(DBT_PROJECT), "run `huaxiang compose` and commit dbt_project/vars.yml"
