"""Models and columns are named as STYLE and MEANINGS say, and a name keeps its promise about the type."""

import ast
import re

import duckdb
import pytest

from tests.architecture.source_tree import parsed, python_files

# the way of the data (DESIGN section 2): what a concept makes from what lies before it
CONCEPTS = [
    "ingest",
    "staging",
    "identity",
    "customers",
    "features",
    "rfm",
    "scores",
    "tags",
    "segments",
    "quality",
    "marts",
    "activation",
]
MODEL_NAMES = {
    "staging": r"stg_(?P<folder>[a-z]+)__[a-z_]+s",
    "intermediate": r"int_(?P<concept>[a-z]+)__[a-z_]+",
    "root": r"(dim|fct|mart)_[a-z_]+",
    "activation": r"sync_[a-z]+__[a-z_]+",
}
# suffix or prefix of a column → types it may have; a window may follow: order_count_90d
TYPES = {
    r"\w+_at": {"timestamp"},
    r"\w+_on": {"date"},
    r"(is|has|can)_\w+": {"boolean"},
    r"\w+_count": {"bigint"},
    r"\w+_rate": {"double"},
    r"\w+_days": {"bigint", "double"},
    r"\w+_amount": {"decimal(18,4)", "double"},
    r"\w+_(id|key|code)": {"string"},
}
ONLY_NAMES = {"timestamp": r"\w+_at|as_of", "date": r"\w+_on", "boolean": r"(is|has|can)_\w+"}
WINDOW = r"(_(prior_)?\d+d)?"
FORBIDDEN = {"user", "client", "member", "audience", "cohort"}
KEYED_OTHERWISE = {
    "dim_identities": "one row per record and identifier: a record has no id of its own",
    "fct_identity_changes": "one row per ledger entry, in the order of entry_sequence",
    "fct_identity_corrections": "one row per ledger entry that took a record away, named by entry_sequence",
    "dim_holidays": "one row per country and day",
    "dim_regions": "an administrative code is everybody's key of a region",
    "fct_completeness": "one row per customer type, field, source system and contract table",
    "mart_lifecycle_transitions": "one row per day, stage left and stage entered",
    "mart_completeness": "one row per day, customer type, field, source system and contract table",
    "dim_rfm_classes": "a class is its own key, under the name it has on the customer",
    "fct_repairs": "one row per load, record and column: a repair has no id of its own",
    "dim_event_types": "a type of event is its own key, under the name it has on the event",
    "mart_purchase_sequences": "one row per grain and two products or categories",
    "mart_tie_kinds": "a kind of tie is its own key, under the name it has on the tie",
    "fct_demand_forecasts": "one row per level and what it is of: segment, category, product",
    "mart_stock_cover": "one row per grain and product or category",
    "mart_cohort_retention": "one row per month of first order and month since",
    "mart_rfm_grid": "one row per recency and frequency score",
    "dim_quadrants": "a quadrant is its own key, under the name it has on the customer",
}
NOT_OUR_WORD = {
    "web.events.user_id": "DESIGN section 4 names the contract column as trackers do",
} | {
    f"wecom.group_members.{column}": "DESIGN section 4 names the contract table as WeCom does"
    for column in ("group_id", "external_userid", "unionid", "nickname", "join_way", "joined_at", "left_at")
}
# a cohort is the analysis by first month, and nothing else
COHORTS = "mart_cohort_retention"


def test_every_model_lies_where_its_name_says(models):
    assert [fault for model in models if (fault := misplaced(model))] == []


def test_models_read_only_what_lies_before_them(models, manifest):
    wrong = [
        f"{model['name']} reads {parent['name']}"
        for model in models
        for parent in parents(model, manifest)
        if CONCEPTS.index(parent["schema"]) > CONCEPTS.index(model["schema"])
    ]

    assert wrong == []


def test_only_staging_reads_contract_tables(models, contract_tables):
    contracts = {table["unique_id"] for table in contract_tables}
    readers = [model for model in models if contracts.intersection(model["depends_on"]["nodes"])]

    assert contracts <= {node for model in readers for node in model["depends_on"]["nodes"]}
    assert [model["name"] for model in readers if model["schema"] != "staging"] == []


def test_every_model_and_contract_table_begins_with_its_grain(models, contract_tables):
    tables = [*models, *contract_tables]

    assert [table["name"] for table in tables if not table["description"].startswith("One row")] == []


def test_columns_are_described_typed_and_marked(public_models, contract_tables):
    faults = [
        f"{table['name']}.{column['name']} lacks {what}"
        for table in [*public_models, *contract_tables]
        for column in table["columns"].values()
        for what, given in {
            "a data_type": column["data_type"],
            "a description": column["description"],
            "config.meta.pii": column["config"].get("meta", {}).get("pii"),
        }.items()
        if not given
    ]

    assert [table["name"] for table in [*public_models, *contract_tables] if not table["columns"]] == []
    assert faults == []


def test_a_column_has_the_type_its_name_promises(public_models, contract_tables, definition_vars):
    tables = {
        table["name"]: columns_of(table, definition_vars) for table in [*public_models, *contract_tables]
    }
    faults = [
        f"{table}.{name} is {data_type}"
        for table, columns in tables.items()
        for name, data_type in columns.items()
        if not fits(name, data_type)
    ]

    assert faults == []


def test_a_yes_or_no_is_never_null(public_models, manifest, definition_vars):
    tested = {
        (node["attached_node"], column)
        for node in manifest["nodes"].values()
        if node["resource_type"] == "test" and node["test_metadata"]["name"] == "never_null"
        for column in node["test_metadata"]["kwargs"]["columns"]
    }
    untested = [
        f"{model['name']}.{name}"
        for model in public_models
        for name, data_type in columns_of(model, definition_vars).items()
        if data_type == "boolean" and (model["unique_id"], name) not in tested
    ]

    assert untested == []


def test_a_public_table_begins_with_its_key(public_models):
    keyed = {
        model["name"]: re.fullmatch(r"\w+_(id|key)", next(iter(model["columns"]))) for model in public_models
    }

    assert {name for name, key in keyed.items() if not key} == KEYED_OTHERWISE.keys()


def test_the_warehouse_holds_the_columns_that_are_documented(sample_home, public_models, definition_vars):
    documented = {
        f"{model['schema']}.{model['name']}": sorted(columns_of(model, definition_vars).items())
        for model in public_models
    }
    with duckdb.connect(sample_home.warehouse, read_only=True) as con:
        built = {
            table: sorted(
                (name, written(kind)) for name, kind, *_ in con.execute(f"describe {table}").fetchall()
            )
            for table in documented
        }

    assert built == documented


def test_words_that_mean_something_else_are_not_used(models, contract_tables, definition_vars):
    names = {model["name"] for model in models}
    names |= {
        f"{model['name']}.{column}" for model in models for column in columns_of(model, definition_vars)
    }
    names |= {
        f"{table['source_name']}.{table['name']}.{column}"
        for table in contract_tables
        for column in table["columns"]
    }
    for kind in ("tags", "segments"):
        names |= {f"{kind}.{entry['key']}" for entry in definition_vars[kind]}

    assert COHORTS in names
    names = {name for name in names if name.partition(".")[0] != COHORTS}
    assert {name for name in names if uses_forbidden_word(name)} == NOT_OUR_WORD.keys()


@pytest.mark.parametrize("package", ["orchestration", "ml", "expectations", "demo", "benchmarks"])
def test_python_names_do_not_use_them_either(package):
    named = [
        f"{path}:{node.lineno} {name}"
        for path in python_files(package)
        for node in ast.walk(parsed(path))
        if (name := name_given(node)) and uses_forbidden_word(name)
    ]

    assert named == []


def misplaced(model):
    concept, *folders = model["fqn"][1:-1]
    place = folders[0] if folders == ["intermediate"] else concept if concept in MODEL_NAMES else "root"
    match = re.fullmatch(MODEL_NAMES[place], model["name"])
    expected = {"concept": concept, "folder": folders[-1] if folders else None}
    if concept not in CONCEPTS or model["schema"] != concept:
        return f"{model['name']}: folder {concept}, schema {model['schema']}"
    if not match or any(expected[group] != value for group, value in match.groupdict().items()):
        return f"{model['name']}: not a name for {model['original_file_path']}"
    return None


def parents(model, manifest):
    known = manifest["nodes"] | manifest["sources"]
    return [known[name] for name in model["depends_on"]["nodes"]]


def columns_of(table, definition_vars):
    """Documented columns with their types; the feature table is described by the list it is made from."""
    columns = {column["name"]: column["data_type"] for column in table["columns"].values()}
    if table["config"].get("meta", {}).get("columns_from") == "features":
        columns |= {feature["name"]: feature["type"] for feature in definition_vars["features"]["columns"]}
    return columns


def fits(name, data_type):
    allowed = [types for pattern, types in TYPES.items() if re.fullmatch(pattern + WINDOW, name)]
    promises = all(data_type in types for types in allowed)
    return promises and (data_type not in ONLY_NAMES or bool(re.fullmatch(ONLY_NAMES[data_type], name)))


def written(duckdb_type):
    return {"VARCHAR": "string", "INTEGER": "int"}.get(duckdb_type, duckdb_type.lower())


def uses_forbidden_word(name):
    words = re.split(r"[^a-z]+", re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower())
    return any(word.removesuffix("s") in FORBIDDEN for word in words)


def name_given(node):
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return node.name
    if isinstance(node, ast.arg):
        return node.arg
    return node.id if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) else None
