"""The dbt project says on both engines the same (DESIGN section 11)."""

import re
from itertools import pairwise

import pytest
import sqlglot
from sqlglot import exp

from tests.architecture.source_tree import PROJECT, own_files
from tests.architecture.sql_text import findings, rules_in

DBT = "dbt_project"
ENGINE = "dbt_project/macros/engine"
# the functions of Spark that we use or may; the parser would also take those of other engines
SPARK_HAS = {
    "abs", "array_join", "array_sort", "avg", "bool_or", "ceil", "coalesce", "collect_set", "concat",
    "concat_ws", "contains", "count", "count_if", "date_add", "datediff", "day", "dense_rank",
    "exp", "explode", "first_value", "floor", "format_string", "from_utc_timestamp", "greatest", "grouping",
    "hour", "if", "lag", "lead", "least", "left", "length", "ln", "lower", "max", "max_by", "md5", "min",
    "min_by", "month",
    "ntile", "nullif", "percent_rank", "percentile_cont", "power", "rank", "regexp_extract", "regexp_replace",
    "replace", "right", "round", "row_number", "split", "split_part", "sqrt", "struct",
    "sum", "to_utc_timestamp",
    "trim", "trunc", "try_cast", "unix_micros", "upper", "var_samp", "weekday",
    "xxhash64", "year",
}  # fmt: skip
STANDS_BEFORE_PARENTHESIS = {
    "and",
    "as",
    "cast",
    "decimal",
    "else",
    "filter",
    "from",
    "group",
    "in",
    "join",
    "not",
    "on",
    "or",
    "where",
    "over",
    "then",
    "when",
}
# place → what is written there and why it is safe
JUDGED = {
    "macros/definitions/known_share.sql": {"/": "by how many columns there are, which is never zero"},
    "models/marts/mart_risk_watch.sql": {"/": "by the logarithm of two"},
    "macros/definitions/observed_intervals.sql": {"observed_on": "never null: Python writes it on every row"},
    "models/customers/intermediate/int_customers__reporting_currency.sql": {
        "currency_code": "nulls are left out above",
    },
}


@pytest.fixture(scope="module")
def written_sql(definition_vars):
    """Place and text of dbt's SQL outside macros/engine: models, macros, and the rules in the definitions."""
    ours = [path for path in own_files() if path.suffix == ".sql" and path.is_relative_to(DBT)]
    files = [path for path in ours if not path.is_relative_to(ENGINE)]
    texts = [(path.relative_to(DBT).as_posix(), (PROJECT / path).read_text()) for path in files]
    rules = list(rules_in(definition_vars))
    assert len(texts) > 50
    assert len(rules) > 50
    return texts + rules


@pytest.fixture(scope="module")
def queries(manifest):
    """Every compiled model and test, parsed as Spark SQL; a text that does not parse is an error."""
    assert sum(node["resource_type"] == "model" for node in manifest["nodes"].values()) > 40
    strictly = {"dialect": "spark", "error_level": sqlglot.ErrorLevel.RAISE}
    return {
        name: sqlglot.parse_one(node["compiled_code"], **strictly) for name, node in manifest["nodes"].items()
    }


def test_nothing_is_written_that_the_engines_answer_differently(written_sql):
    found = [finding for place, text in written_sql for finding in findings(place, text)]
    judged = {(place, text) for place, texts in JUDGED.items() for text in texts}

    assert [str(finding) for finding in found if (finding.place, finding.text) not in judged] == []
    assert judged <= {(finding.place, finding.text) for finding in found}, "take out what is gone"


def test_only_engine_macros_know_an_engine(written_sql):
    knows = re.compile(r"\b(duckdb|spark)__|adapter\.(dispatch|type)|target\.(type|name)")

    assert [place for place, text in written_sql if knows.search(text)] == []


def test_every_engine_macro_speaks_for_both_engines():
    files = [path for path in own_files() if path.is_relative_to(ENGINE)]

    assert files
    for path in files:
        text = (PROJECT / path).read_text()
        named = re.findall(r"\{%-?\s*macro (\w+)\((.*?)\)", text)
        names, arguments = zip(*named, strict=True)
        assert names == (path.stem, f"duckdb__{path.stem}", f"spark__{path.stem}"), path
        assert len(set(arguments)) == 1, f"{path}: the macros take different arguments"
        assert f"adapter.dispatch('{path.stem}', 'huaxiang')" in text, path


def test_every_model_and_test_is_one_query_in_spark_sql(queries):
    assert [name for name, query in queries.items() if not isinstance(query, exp.Query)] == []


def test_every_function_is_one_that_spark_has(manifest):
    """Names only: whether columns, types and arguments fit shows when Spark runs them."""
    called = {name: functions(node["compiled_code"]) for name, node in manifest["nodes"].items()}

    assert {name: calls - SPARK_HAS for name, calls in called.items() if calls - SPARK_HAS} == {}
    assert {"coalesce", "datediff", "row_number"} <= set().union(*called.values())


@pytest.mark.parametrize(
    ("sql", "what"),
    [
        ("select tags[1]", "list index or literal"),
        ("select split(name, '-')", "text function"),
        ("select regexp_replace(a, 'b', 'c')", "regular expression"),
        ("select a like '\\%'", "backslash in a literal"),
        ("select dayofweek(ordered_on)", "date function"),
        ("select hash(a)", "hash"),
        ("select any_value(a)", "pick among ties"),
        ("select mode(a)", "pick among ties"),
        ("select approx_quantile(a, 0.5)", "estimate"),
        ("select median(a)", "average of a decimal"),
        ("select avg(amount)", "average of a decimal"),
        ("select a / b", "division that may be by zero"),
        ("select a / 0", "division that may be by zero"),
        ("select ordered_on + 3", "arithmetic on dates"),
        ("select a.ordered_on - b.ordered_on", "arithmetic on dates"),
        ("select ordered_on + interval 3 day", "interval"),
        ("select row_number() over (order by a)", "ascending order without nulls first or last"),
        (
            "select rank() over (partition by a order by b desc, c asc)",
            "ascending order without nulls first or last",
        ),
        ('select "name"', "double-quoted identifier"),
        ("select cast(a as varchar)", "type of one engine"),
        ("select a::text", "type of one engine"),
        ("select * exclude (a)", "exclude or replace of a star"),
        ("select date_diff('day', a, b)", "date function"),
        ("select unnest(a)", "list, struct or map function"),
        ("select list_sort(a)", "list, struct or map function"),
        ("select strftime(a, '%Y')", "date function"),
        ("select a ->> 'b'", "lambda or JSON arrow"),
        ("select * from read_parquet('x')", "file function"),
        ("select timezone('UTC', a)", "date function"),
        ("select current_date", "clock"),
        ("{% set text = 'strftime(a)' %} select {{ text }}", "date function"),
    ],
)
def test_the_lint_sees(sql, what):
    assert what in {finding.what for finding in findings("a model", sql)}


@pytest.mark.parametrize(
    "sql",
    [
        "select a / nullif(b, 0), a / 2",
        "select avg(cast(a as double))",
        "select cast(a as varchar(3)), cast(b as string), list_price, hash_key, next_change_on",
        "select row_number() over (partition by a order by b asc nulls first, c desc) as position",
        "select percentile_cont(0.5) within group (order by a)",
        "select regexp_extract(a, 'b[0-9]', 1) -- any_value(a) would not do",
        "select {{ replace_all(column, '[^0-9]', '') }}, {{ columns[0] }}",
        "select '{{ tag.key }}' || '->' || 'a \"b\"'",
    ],
)
def test_the_lint_lets_pass(sql):
    assert list(findings("a model", sql)) == []


def functions(sql):
    """The words that stand before a parenthesis and are not of the grammar."""
    tokens = sqlglot.tokenize(sql.lower(), dialect="spark")
    words = {word.text for word, after in pairwise(tokens) if after.text == "("}
    return {word for word in words if re.fullmatch(r"\w+", word)} - STANDS_BEFORE_PARENTHESIS
