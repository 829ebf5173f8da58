from orchestration.compose import checked, compose
from orchestration.compose.catalogue import catalogue
from orchestration.settings import CATALOGUE
from tests.architecture.source_tree import DBT_PROJECT


def test_vars_are_composed_from_the_definitions_as_they_stand(vars_text):
    assert vars_text == compose(DBT_PROJECT), "run `huaxiang compose` and commit dbt_project/vars.yml"


def test_the_catalogue_is_composed_from_the_definitions_as_they_stand():
    made = catalogue(checked(DBT_PROJECT))
    assert CATALOGUE.read_text(encoding="utf-8") == made, (
        "run `huaxiang compose` and commit docs/catalogue.md"
    )
