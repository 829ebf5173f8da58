"""docs/how_to/add_a_tag.md, performed: one file edited, and the tag is everywhere; then given and taken."""

import hashlib
import shutil
from dataclasses import replace

import pytest

from tests.end_to_end.company import NEXT_DAY

GENERATED = {"dbt_project/vars.yml", "docs/catalogue.md"}
TAG = """\
  - key: one_time_buyer_of_the_year
    name: {zh: 年度一次买家, en: One-time buyer of the year}
    dimension: value
    rule: order_count = 1 and order_count_365d = 1
    owner: marketing
    purpose: who bought once and may come back
    action: second-order offer
    ttl_days: 30
    null_policy: not_held
    sensitivity: low
    examples:
      - {case: once within the year, order_count: 1, order_count_365d: 1, held: true}
      - {case: once longer ago, order_count: 1, order_count_365d: 0, held: false}
      - {case: twice, order_count: 2, order_count_365d: 2, held: false}
      - {case: no order, order_count: 0, order_count_365d: 0, held: false}
"""
KEY = "one_time_buyer_of_the_year"


def contents(folder):
    """Hash of every file people write, by its name."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
        and not {"target", "logs", "__pycache__"} & set(path.relative_to(folder).parts)
        and path.suffix != ".pyc"
        and not path.name.startswith(".")
    }


@pytest.fixture(scope="module")
def shop(project, another, tmp_path_factory):
    """The company with a project of its own to edit."""
    own = tmp_path_factory.mktemp("edited") / "project"
    shutil.copytree(project, own)
    return replace(another("tagged"), project=own)


def held(shop):
    named = "',' || tag_keys || ',' like '%," + KEY + ",%'"
    found = shop.rows(f"select customer_id from marts.mart_customer_profiles where {named}")
    return {customer for (customer,) in found}


def test_a_tag_is_added_with_one_edit_and_is_everywhere(shop):
    before = contents(shop.project)
    expected = {
        customer
        for (customer,) in shop.rows(
            "select customer_id from features.fct_customer_features"
            " where order_count = 1 and order_count_365d = 1"
        )
    }
    assert expected
    draft = shop.folder / "draft.yml"
    draft.write_text(f"tags:\n{TAG}", encoding="utf-8")

    previewed = shop.call("tag", "preview", KEY, "--file", str(draft))
    assert f"{len(expected)} would enter, 0 would leave" in previewed.out, previewed.all
    assert contents(shop.project) == before

    definitions = shop.project / "dbt_project/definitions/tags/value.yml"
    definitions.write_text(definitions.read_text(encoding="utf-8") + TAG, encoding="utf-8")
    composed = shop.call("compose")
    assert composed.status == 0, composed.all
    changed = {name for name, content in contents(shop.project).items() if before.get(name) != content}
    assert changed - GENERATED == {"dbt_project/definitions/tags/value.yml"}

    shop.refreshed()
    assert held(shop) == expected
    assert shop.rows(f"select name_zh, action from tags.dim_tags where tag_key = '{KEY}'") == [
        ("年度一次买家", "second-order offer")
    ]
    assert shop.rows(f"select count(*) from marts.mart_freshness where watched_key = '{KEY}'") == [(1,)]
    assert "One-time buyer of the year" in shop.call("explain", min(expected)).out
    assert "年度一次买家" in (shop.project / "docs/catalogue.md").read_text(encoding="utf-8")


def test_a_person_gives_it_and_takes_it(shop):
    by_rule = held(shop)
    taken = min(by_rule)
    ((given,),) = shop.rows("select min(customer_id) from marts.mart_customer_profiles where order_count > 1")
    for said in (
        shop.call("tag", "give", KEY, given, "--why", "a friend of the house", "--on", NEXT_DAY),
        shop.call("tag", "take", KEY, taken, "--why", "asked for it", "--on", NEXT_DAY),
    ):
        assert said.status == 0, said.all
    shop.refreshed(as_of=NEXT_DAY)

    assert held(shop) == by_rule - {taken} | {given}
    assert shop.rows(
        f"select tag_source, confirmed_on::varchar from tags.fct_customer_tags"
        f" where tag_key = '{KEY}' and customer_id = '{given}'"
    ) == [("manual", NEXT_DAY)]
    assert "given by a person" in shop.call("explain", given).out
    assert "a person or a source system said so" in shop.call("tag", "diff", KEY).out
