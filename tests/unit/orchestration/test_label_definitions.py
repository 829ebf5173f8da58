"""Bands, tags over tags, examples, packs and alerts: what `compose` makes of them, and what it refuses."""

import shutil
from pathlib import Path

import duckdb
import pytest
import yaml

from orchestration.compose import compose
from orchestration.errors import HuaxiangError

DEFINITIONS = Path(__file__).parent / "compose_definitions"
SERVES = "owner: x, purpose: x, action: x, ttl_days: 9, null_policy: not_held, sensitivity: low"
BANDS = f"""tags:
  - {{key: size, name: {{zh: 大小, en: Size}}, dimension: value, {SERVES},
      rule: order_count > 0, of: total_spend,
      bands: [
        {{key: small, name: {{zh: 小, en: Small}}}},
        {{key: medium, name: {{zh: 中, en: Medium}}, from: 10}},
        {{key: large, name: {{zh: 大, en: Large}}, from: ":lost_days", action: call}}]}}
"""
PACK = {
    "pack": "pack: {name: {zh: 茶, en: Tea}, description: Tea houses.}\n",
    "settings": "settings: {tea_orders: 7}\n",
    "tags": f"""tags:
  - {{key: tea_lover, name: {{zh: 茶友, en: Tea lover}}, dimension: needs, {SERVES},
     rule: order_count >= :tea_orders and regular}}
""",
}


@pytest.fixture
def project_dir(tmp_path):
    shutil.copytree(DEFINITIONS, tmp_path / "dbt_project" / "definitions")
    return tmp_path / "dbt_project"


def write(project_dir, name, text):
    path = project_dir / "definitions" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def tags(project_dir):
    return {tag["key"]: tag for tag in yaml.safe_load(compose(project_dir))["vars"]["tags"]}


def tag(key, rule, more=""):
    name = f"{{zh: {key}, en: {key}}}"
    return f"  - {{key: {key}, name: {name}, dimension: value, {SERVES}, rule: {rule}{more}}}\n"


def switch_on(project_dir, packs):
    path = project_dir / "definitions" / "settings.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("packs: []", f"packs: [{packs}]"))


def complaints(project_dir):
    with pytest.raises(HuaxiangError) as caught:
        compose(project_dir)
    return str(caught.value).splitlines()


def test_what_a_label_serves_may_be_told_in_both_languages(project_dir):
    basic = (DEFINITIONS / "tags" / "basic.yml").read_text(encoding="utf-8")
    write(
        project_dir,
        "tags/basic.yml",
        basic.replace("action: include", "action: {zh: 纳入活动, en: include}"),
    )
    told = tags(project_dir)["contactable"]
    assert (told["action"], told["action_zh"]) == ("include", "纳入活动")
    assert (told["purpose"], told["purpose_zh"]) == ("reach", None)


def test_a_band_that_says_its_own_action_takes_none_of_the_whole(project_dir):
    write(project_dir, "tags/size.yml", BANDS.replace("action: x", "action: {zh: 大家, en: x}", 1))
    made = tags(project_dir)
    assert [(made[key]["action"], made[key]["action_zh"]) for key in ("small", "large")] == [
        ("x", "大家"),
        ("call", None),
    ]


def test_bands_become_tags_of_which_at_most_one_holds(project_dir):
    write(project_dir, "tags/size.yml", BANDS)
    made = tags(project_dir)
    bands = [made[key] for key in ("small", "medium", "large")]
    assert [(band["tier_key"], band["tier_rank"]) for band in bands] == [
        ("size", 1),
        ("size", 2),
        ("size", 3),
    ]
    assert [band["action"] for band in bands] == ["x", "x", "call"]
    spends = "(values (0), (9.99), (10), (179), (180), (null)) as customers (total_spend)"
    answers = ", ".join(band["rule"] for band in bands)
    with duckdb.connect() as con:
        held = con.execute(f"select {answers} from (select *, 1 as order_count from {spends})").fetchall()
    assert [row.index(True) if True in row else None for row in held] == [0, 0, 1, 1, 2, None]
    assert all(row.count(True) <= 1 for row in held)


def test_bands_by_rule_hold_in_their_order(project_dir):
    rules = BANDS.replace(", of: total_spend", "").replace("from: 10", 'rule: "order_count > 2"')
    rules = rules.replace('from: ":lost_days"', 'rule: "true"').replace(
        "en: Small}", 'en: Small}, rule: "order_count > 5"'
    )
    write(project_dir, "tags/size.yml", rules)
    made = tags(project_dir)
    answers = ", ".join(made[key]["rule"] for key in ("small", "medium", "large"))
    with duckdb.connect() as con:
        held = con.execute(
            f"select {answers} from (values (6), (5), (1)) as customers (order_count)"
        ).fetchall()
    assert held == [(True, False, False), (False, True, False), (False, False, True)]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        pytest.param("from: 10", "from: 200", "size.yml:7: tag size: band large begins at 180", id="order"),
        pytest.param(", of: total_spend", "", "has bands `from` a number but no `of`", id="of-nothing"),
        pytest.param(", from: 10", "", "band medium has neither `from` nor `rule`", id="no-edge"),
        pytest.param(":lost_days", ":lost_day", "names `:lost_day`, which is not in settings.yml", id="name"),
        pytest.param("of: total_spend", "of: total_spent", "the nearest is `total_spend`", id="column"),
    ],
)
def test_bands_that_cannot_be_are_refused(project_dir, old, new, says):
    write(project_dir, "tags/size.yml", BANDS.replace(old, new))
    assert any(says in told for told in complaints(project_dir))


def test_a_tag_comes_a_layer_after_those_it_goes_by_and_from_their_tables(project_dir):
    write(
        project_dir,
        "tags/more.yml",
        "tags:\n" + tag("third", "not second") + tag("second", "regular or has_email"),
    )
    made = tags(project_dir)
    assert [made[key]["layer"] for key in ("regular", "second", "third")] == [0, 1, 2]
    assert set(made["regular"]["contract_tables"]) < set(made["third"]["contract_tables"])


def test_a_circle_of_tags_is_refused_with_all_that_are_in_it(project_dir):
    write(
        project_dir,
        "tags/ring.yml",
        "tags:\n" + tag("one", "not three") + tag("two", "one") + tag("three", "two"),
    )
    [told] = complaints(project_dir)
    assert told.startswith("dbt_project/definitions/tags/ring.yml:2: tag one goes by itself: ")
    assert {"one", "two", "three"} <= set(told.replace(";", " ").split())


def test_the_hash_of_a_label_changes_with_all_it_is_made_of(project_dir):
    write(project_dir, "tags/more.yml", "tags:\n" + tag("second", "regular"))
    before = tags(project_dir)
    path = project_dir / "definitions" / "features.yml"
    path.write_text(path.read_text().replace("count(*)", "count(order_id)", 1))
    after = tags(project_dir)
    changed = {key for key in before if before[key]["made_of_hash"] != after[key]["made_of_hash"]}
    assert changed == {"regular", "second"}


@pytest.mark.parametrize(
    ("example", "says"),
    [
        pytest.param("order_count: 2, held: true", None, id="right"),
        pytest.param(
            "order_count: 1, held: true", "the rule does not hold for the example `a`", id="boundary"
        ),
        pytest.param("held: true", "the rule does not hold for the example `a`", id="null"),
        pytest.param(
            "order_count: 2, held: true, value: 3", "the value is '20' in the example `a`", id="value"
        ),
        pytest.param("order_cout: 2, held: true", "the nearest is `order_count`", id="column"),
        pytest.param("order_count: two, held: true", "the example `a` cannot be tried", id="type"),
        pytest.param("order_count: 2", "has no `held`", id="no-answer"),
    ],
)
def test_an_example_is_tried(project_dir, example, says):
    more = f", value: order_count * 10, unknown_when: order_count = 9, examples: [{{case: a, {example}}}]"
    write(project_dir, "tags/more.yml", "tags:\n" + tag("tried", "order_count >= 2", more))
    if says is None:
        assert "examples" not in tags(project_dir)["tried"]
    else:
        assert any(says in told for told in complaints(project_dir))


def test_a_pack_that_is_off_is_checked_and_left_out(project_dir):
    for kind, text in PACK.items():
        write(project_dir, f"packs/tea/{kind}.yml", text)
    assert "tea_lover" not in tags(project_dir)
    assert yaml.safe_load(compose(project_dir))["vars"]["packs"] == [
        {"key": "tea", "is_on": False, "name": {"zh": "茶", "en": "Tea"}, "description": "Tea houses."}
    ]
    write(project_dir, "packs/tea/tags.yml", PACK["tags"].replace("owner: x, ", ""))
    assert any(
        "packs/tea/tags.yml:2: tag tea_lover has no `owner`" in told for told in complaints(project_dir)
    )


def test_a_pack_that_is_on_brings_its_labels_with_its_own_numbers(project_dir):
    for kind, text in PACK.items():
        write(project_dir, f"packs/tea/{kind}.yml", text)
    switch_on(project_dir, "tea")
    assert tags(project_dir)["tea_lover"]["rule"] == "order_count >= 7 and regular"
    assert tags(project_dir)["tea_lover"]["pack"] == "tea"


def test_the_core_cannot_go_by_a_pack_nor_a_pack_write_a_number_again(project_dir):
    for kind, text in PACK.items():
        write(project_dir, f"packs/tea/{kind}.yml", text)
    write(project_dir, "packs/tea/settings.yml", "settings: {tea_orders: 7, lost_days: 9}\n")
    write(project_dir, "tags/more.yml", "tags:\n" + tag("second", "tea_lover"))
    switch_on(project_dir, "tee")
    told = "\n".join(complaints(project_dir))
    assert "names the column `tea_lover`, which does not exist" in told
    assert "lost_days stands at dbt_project/definitions/settings.yml:8 too" in told
    assert "packs names `tee`, which is no folder of packs/; the nearest is `tea`" in told


def test_a_stage_holds_with_any_of_its_evidence(project_dir):
    write(
        project_dir,
        "lifecycle.yml",
        "lifecycle:\n"
        "  - {stage: fading, name: {zh: 淡, en: Fading}, rule: order_count > 0, evidence: [\n"
        "      {key: idle, name: {zh: 闲, en: Idle}, rule: days_since_last_order > :lost_days},\n"
        "      {key: poor, name: {zh: 少, en: Poor}, rule: total_spend < 1}]}\n"
        '  - {stage: rest, name: {zh: 余, en: Rest}, rule: "true"}\n',
    )
    fading, rest = yaml.safe_load(compose(project_dir))["vars"]["lifecycle"]
    assert fading["rule"] == "(order_count > 0) and ((days_since_last_order > 180) or (total_spend < 1))"
    assert fading["columns"] == ["days_since_last_order", "order_count", "total_spend"]
    assert rest["columns"] == []
