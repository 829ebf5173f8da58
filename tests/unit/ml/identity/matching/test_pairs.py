"""Matching as a whole: who is found, that a frozen model scores alike, and what is refused."""

import json

import pandas as pd
import pyarrow as pa
import pyarrow.compute
import pytest

from ml.identity.linkage import link
from ml.identity.matching import PAIR, MatchingModel, OverBudgetError, link_weight, match
from ml.truth.pairs import pair_counts


@pytest.fixture(scope="module")
def matched(people, settings):
    return match(people[0], settings)


def test_people_with_faults_are_found(people, settings, matched):
    linked = link(matched.pairs, link_weight(settings))
    cluster = dict(zip(linked["unit"], linked["cluster"], strict=True))
    table = people[0].select(["unit"]).to_pandas()["unit"]
    counts = pair_counts(table.map(people[1]), table.map(lambda unit: cluster.get(unit, unit)))
    assert counts.precision >= 0.99
    assert counts.recall >= 0.9


def test_strangers_with_one_address_and_birth_are_not_learnt_to_be_one_person(people, settings):
    """A made-up set, or a household: what pairs share there is no person."""
    table = people[0].to_pandas()
    half = len(table) // 2
    for shared in ("birth_text", "address"):
        table.loc[half : 2 * half - 1, shared] = table.loc[: half - 1, shared].to_numpy()
    table["email"] = [f"{unit}@example.com" for unit in table["unit"]]
    strangers = match(pa.Table.from_pandas(table, preserve_index=False), settings)

    def reasons(band):
        banded = strangers.pairs.filter(pa.compute.equal(strangers.pairs["band"], band))[
            "reasons"
        ].to_pylist()
        return [{each["comparison"]: each["level"] for each in json.loads(told)} for told in banded]

    unlike = {"given_name": "another", "family_name": "another"}
    assert [told for told in reasons("link") if unlike.items() <= told.items()] == []
    levels = strangers.model.comparisons["given_name"]
    assert levels[-1]["level"] == "another"
    assert levels[-1]["m"] < 0.4


def test_another_name_and_another_number_are_another_person(people, settings):
    """Twins have all else in common; who is in two registers may be written down with a slip, not in one."""
    crm, shop = "crm crm.contacts", "shop shop.customers"
    table = people[0].to_pandas().assign(register=crm)
    model = match(pa.Table.from_pandas(table, preserve_index=False), settings).model
    table = table[table["full_name"].str.match("[王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗单曾]..$")]

    def linked(settings: dict, given: str, register: str) -> int:
        """How many are linked with a twin of another phone, `given` being the end of the twin's name."""
        twins = table.assign(unit="twin of " + table["unit"], phone="199" + table["phone"], register=register)
        twins["full_name"] = twins["full_name"].str[: 3 - len(given)] + given
        everybody = pa.Table.from_pandas(pd.concat([table, twins]), preserve_index=False)
        pairs = match(everybody, settings, model).pairs.to_pandas()
        is_of_twins = pairs["unit_l"] == "twin of " + pairs["unit_r"]
        return int((is_of_twins & (pairs["band"] == "link")).sum())

    assert linked({**settings, "contradictions": []}, "双双", shop) > 0
    assert linked(settings, "双双", shop) == 0
    assert linked(settings, "双", shop) > 0
    assert linked(settings, "双", crm) == 0


def test_a_pair_tells_its_reasons(matched):
    heaviest = json.loads(matched.pairs["reasons"][0].as_py())
    weights = [abs(reason["weight"]) for reason in heaviest]
    assert weights == sorted(weights, reverse=True)
    assert {"comparison", "level", "weight"} == set(heaviest[0])


def test_a_model_survives_json(matched):
    assert MatchingModel.from_json(json.loads(json.dumps(matched.model.to_json()))) == matched.model


def test_training_twice_gives_one_model_in_any_order(people, settings, matched):
    shuffled = people[0].take(list(reversed(range(people[0].num_rows))))
    again = match(shuffled, settings)
    assert again.model == matched.model
    assert again.pairs == matched.pairs


def test_increments_equal_a_full_call(people, settings, matched):
    rows = people[0].to_pylist()
    gone, changed, new = rows[:20], rows[20:40], [{**row, "unit": f"v{row['unit']}"} for row in rows[40:60]]
    moved = [{**row, "city": "三亚市", "full_name": rows[100]["full_name"]} for row in changed]
    today = pa.Table.from_pylist([*moved, *rows[40:], *new], schema=people[0].schema)
    full = match(today, settings, matched.model)
    from_changes = match(today, settings, matched.model, matched)
    assert from_changes.pairs == full.pairs
    assert from_changes.comparison_count < full.comparison_count / 2
    assert not {row["unit"] for row in gone} & set(full.pairs["unit_l"].to_pylist())


def test_absent_fields_drop_out(people, settings):
    model = match(people[0].select(["unit", "full_name", "birth_text"]), settings).model
    assert set(model.comparisons) == {"given_name", "family_name", "birth"}


@pytest.mark.parametrize("rows", [0, 1, 2])
def test_a_set_too_small_to_learn_from_links_nobody(people, settings, rows):
    assert match(people[0].slice(0, rows), settings).pairs.schema == PAIR
    assert match(people[0].slice(0, rows), settings).pairs.num_rows == 0


def test_over_budget_it_refuses_and_names_the_rule(people, settings):
    tight = {**settings, "blocking_rules": [["city"], ["gender"]], "least_pairs": 10, "pairs_per_unit": 1}
    with pytest.raises(OverBudgetError, match="`city` alone"):
        match(people[0], tight)


def test_frozen_rules_that_have_become_too_many_pairs_are_refused(people, settings, matched):
    tight = {**settings, "least_pairs": 10, "pairs_per_unit": 1}
    with pytest.raises(OverBudgetError, match="huaxiang train"):
        match(people[0], tight, matched.model)
