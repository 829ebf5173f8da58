"""`compose`: a small company's definitions, right as they are, and each mistake a person can make in them."""

import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
import yaml

from orchestration.compose import compose, project_hash, write_vars
from orchestration.errors import HuaxiangError

PROJECT_DIR = Path(__file__).parents[3] / "dbt_project"
DEFINITIONS = Path(__file__).parent / "compose_definitions"
MISTAKES = yaml.safe_load((Path(__file__).parent / "compose_mistakes.yml").read_text(encoding="utf-8"))


def edit(project_dir, file, old, new):
    """Replace `old`, which stands once in a definitions file."""
    path = project_dir / "definitions" / file
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


def complaints(project_dir):
    with pytest.raises(HuaxiangError) as caught:
        compose(project_dir)
    return str(caught.value).splitlines()


def composed(project_dir):
    return yaml.safe_load(compose(project_dir))["vars"]


def written(name):
    return yaml.safe_load((DEFINITIONS / f"{name}.yml").read_text(encoding="utf-8"))[name]


@pytest.mark.parametrize(
    ("file", "old", "new", "line", "says"),
    [
        pytest.param(file, *mistake, id=f"{file}: {mistake[3]}")
        for file, mistakes in MISTAKES.items()
        for mistake in mistakes
    ],
)
def test_a_mistake_is_reported_with_its_file_and_line(project_dir, file, old, new, line, says):
    edit(project_dir, file, old, new)
    [told] = [complaint for complaint in complaints(project_dir) if says in complaint]
    assert told.startswith(f"dbt_project/definitions/{file}:{line}: ")
    assert told.endswith(".")


def test_all_mistakes_are_reported_together_in_the_order_of_the_files(project_dir):
    edit(project_dir, "tags/basic.yml", "    owner: crm\n", "")
    edit(project_dir, "tags/basic.yml", "has_phone or", "has_fone or")
    edit(project_dir, "segments.yml", "regular and", "regulars and")
    edit(project_dir, "features.yml", "[all, 30]", "[all, 31]")
    assert [text.split(": ", 1)[0].rpartition("/")[2] for text in complaints(project_dir)] == [
        "features.yml:4",
        "segments.yml:4",
        "basic.yml:2",
        "basic.yml:5",
    ]


def test_a_mistake_is_not_reported_again_by_those_who_rely_on_it(project_dir):
    edit(project_dir, "settings.yml", "window_days: [30, 90]", "window_days: none")
    edit(project_dir, "settings.yml", "lost_days: 180", "lost_days:")
    assert [text.split(": ")[2].split(" is ")[0] for text in complaints(project_dir)] == [
        "window_days",
        "lost_days",
    ]


@pytest.mark.parametrize(
    ("file", "content", "says"),
    [
        pytest.param("rfm.yml", None, "rfm.yml:1: the file cannot be read", id="missing"),
        pytest.param("rfm.yml", b"", "rfm.yml:1: the file is empty; write the keys `rfm`", id="empty"),
        pytest.param("rfm.yml", b"rfm:\n  a: \xff\n", "rfm.yml:2: this is not UTF-8", id="encoding"),
        pytest.param("rfm.yml", b"- 1\n", "rfm.yml:1: the file is [1]; write the keys `rfm`", id="list"),
        pytest.param(
            "lifecycle.yml",
            b"lifecycle: []",
            "lifecycle.yml:1: lifecycle is []; write a list with one entry per lifecycle stage",
            id="no-stage",
        ),
        pytest.param("tag/x.yml", b"tags: []\n", "tag/x.yml:1: nothing reads this file", id="stray"),
        pytest.param("tags/x.yaml", b"tags: []\n", "tags/x.yaml:1: nothing reads this file", id="suffix"),
    ],
)
def test_a_file_that_cannot_be_used_is_named(project_dir, file, content, says):
    path = project_dir / "definitions" / file
    path.unlink(missing_ok=True)
    if content is not None:
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
    [told] = complaints(project_dir)
    assert told.startswith(f"dbt_project/definitions/{says}")


def test_the_projects_own_definitions_compose():
    made = composed(PROJECT_DIR)
    assert list(made) == [
        "settings",
        "rfm",
        "lifecycle",
        "identity",
        "survivorship",
        "facts",
        "events",
        "features",
        "tags",
        "cleaning",
        "segments",
        "alerts",
        "quality",
        "dimensions",
        "metrics",
        "goals",
        "packs",
    ]
    assert len(made["tags"]) >= 12
    assert len(made["segments"]) >= 3


def test_names_give_way_to_settings_and_the_template_stays(project_dir):
    made = composed(project_dir)
    contactable, regular = made["tags"]
    assert [contactable["key"], regular["key"]] == ["contactable", "regular"]
    assert regular["rule"] == "order_count_90d >= 3 and basket_rank > 0.6"
    assert regular["rule_template"] == "order_count_90d >= 3 and basket_rank > :share"
    # a negative number must not make a comment of the minus before it; texts and casts are left alone
    assert contactable["rule"] == (
        "has_email or has_phone or recency_score - (-2) > 1 or rfm_class = 'it''s' or ':share' = '1'::text"
    )
    assert [stage["rule"] for stage in made["lifecycle"]] == ["days_since_last_order > 180", "true"]
    assert made["segments"][0]["rule_template"] == made["segments"][0]["rule"]


def test_a_tag_may_go_by_scores_and_comes_from_all_that_models_read(project_dir):
    edit(project_dir, "tags/behaviour.yml", "basket_rank > :share", "churn_risk = 'high'")
    regular = composed(project_dir)["tags"][1]
    assert regular["rule"] == "order_count_90d >= 3 and churn_risk = 'high'"
    assert regular["contract_tables"] == ["shop.order_lines", "shop.orders", "shop.returns", "web.events"]


def test_a_tag_may_go_by_a_trait_that_nothing_else_names(project_dir):
    edit(project_dir, "tags/behaviour.yml", "basket_rank > :share", "has_trait('shoe size', '46')")
    regular = composed(project_dir)["tags"][1]
    assert regular["contract_tables"] == [
        "crm.contact_traits",
        "shop.order_lines",
        "shop.orders",
        "wecom.external_contacts",
    ]
    customers = "(3, ',colour=46,shoe size=46,'), (3, ',shoe size=460,'), (3, null)"
    table = f"(values {customers}) as customers (order_count_90d, traits)"
    with duckdb.connect() as con:
        held = con.execute(f"select {regular['rule']} from {table}").fetchall()
    assert held == [(True,), (False,), (None,)]


def test_what_needs_no_change_is_kept_as_written(project_dir):
    made = composed(project_dir)
    for name in ("settings", "rfm", "facts"):
        assert made[name] == written(name)
    identity = written("identity")
    assert made["identity"] == {name: identity[name] for name in ("registers", "identifiers")}
    features = written("features")
    assert [{**feature, "columns": ...} for feature in made["features"]["own"]] == [
        {**feature, "columns": ...} for feature in features["own"]
    ]
    assert {**made["features"], "own": ..., "columns": ...} == {**features, "own": ..., "columns": ...}


def test_the_text_is_the_same_in_every_process(project_dir):
    script = "import sys; from pathlib import Path; from orchestration.compose import compose; "
    script += "sys.stdout.buffer.write(compose(Path(sys.argv[1])).encode())"
    texts = {
        subprocess.run(
            [sys.executable, "-c", script, project_dir],
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert texts == {compose(project_dir).encode()}
    assert compose(project_dir).startswith(
        "# generated from definitions/ by `huaxiang compose`; do not edit\n"
    )


def test_vars_are_written_only_when_they_differ(project_dir):
    assert write_vars(project_dir)
    assert (project_dir / "vars.yml").read_text(encoding="utf-8") == compose(project_dir)
    written = (project_dir / "vars.yml").stat()
    assert not write_vars(project_dir)
    assert (project_dir / "vars.yml").stat() == written
    edit(project_dir, "settings.yml", "180", "181")
    assert write_vars(project_dir)
    assert sorted(path.name for path in project_dir.iterdir()) == ["definitions", "vars.yml"]


def test_a_mistake_leaves_the_written_vars_alone(project_dir):
    write_vars(project_dir)
    before = (project_dir / "vars.yml").read_bytes()
    edit(project_dir, "settings.yml", "180", "")
    with pytest.raises(HuaxiangError, match=r"lost_days is empty"):
        write_vars(project_dir)
    assert (project_dir / "vars.yml").read_bytes() == before


@pytest.mark.parametrize(
    ("file", "content", "changes"),
    [
        pytest.param("models/a.sql", "select 2", True, id="model"),
        pytest.param("models/b.sql", "select 1", True, id="another-model"),
        pytest.param("seeds/a.csv", "a\n1\n", True, id="seed"),
        pytest.param("dbt_project.yml", "name: y", True, id="project"),
        pytest.param("models/target/a.sql", "select 1", True, id="folder-named-target-inside"),
        pytest.param("docs/a.md", "words", False, id="docs"),
        pytest.param("target/compiled/a.sql", "select 1", False, id="target"),
        pytest.param("logs/a.yml", "a: 1", False, id="logs"),
        pytest.param("definitions/packs/a.yml", "a: 1", True, id="definitions"),
        pytest.param(".user.yml", "id: 1", False, id="notes-of-dbt"),
    ],
)
def test_the_hash_changes_with_what_dbt_builds_from(project_dir, file, content, changes):
    (project_dir / "models").mkdir()
    (project_dir / "models" / "a.sql").write_text("select 1")
    write_vars(project_dir)
    before = project_hash(project_dir)
    (project_dir / file).parent.mkdir(parents=True, exist_ok=True)
    (project_dir / file).write_text(content)
    assert (project_hash(project_dir) != before) == changes


def test_the_hash_changes_with_the_name_of_a_file(project_dir):
    write_vars(project_dir)
    (project_dir / "a.sql").write_text("select 1")
    before = project_hash(project_dir)
    (project_dir / "a.sql").rename(project_dir / "b.sql")
    assert project_hash(project_dir) != before


def test_importing_compose_is_light():
    heavy = {"dagster", "sqlglot", "pydantic", "pandas"}
    script = f"import sys, orchestration.compose; print({heavy} & set(sys.modules))"
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ran.stdout == "set()\n"


def test_every_field_gets_its_rules_and_each_its_ranking(project_dir):
    fields = composed(project_dir)["survivorship"]["fields"]
    assert fields["full_name"] == {
        "type": "string",
        "rules": [{"rule": "source", "ranking": [["demo_crm"], ["crm.contacts"]]}, {"rule": "frequency"}],
    }
    by_default = [
        {"rule": "recency"},
        {"rule": "source", "ranking": [["crm.contacts", "shop.customers"], ["shop.orders"]]},
    ]
    assert fields["birth_on"] == {"type": "date", "rules": by_default}
    assert all(field["rules"] for field in fields.values())
