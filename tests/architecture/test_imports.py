"""Imports point one way, the environment is read in one place, and the command starts light."""

import ast
import json
import subprocess
import sys

import pytest

from tests.architecture.source_tree import PROJECT, imported, own_files, parsed, python_files

# package → packages of ours it may import besides itself
MAY_IMPORT = {
    "orchestration": {"ml", "expectations", "demo", "portrait"},
    "ml": set(),
    "expectations": set(),
    "demo": set(),
    "portrait": set(),
    "dashboards": {"portrait"},
    "benchmarks": {"orchestration", "ml", "expectations", "demo", "portrait"},
    "tests": {"orchestration", "ml", "expectations", "demo", "portrait", "dashboards", "benchmarks"},
}
WITHOUT_DAGSTER = {"ml", "expectations", "demo", "portrait", "dashboards"}
READS_ENVIRONMENT = "orchestration/settings.py"
HEAVY = {"dagster", "dbt", "great_expectations", "pandas", "sklearn", "splink"}


def test_every_package_has_a_place_in_the_import_order():
    packages = {path.parts[0] for path in python_files() if len(path.parts) > 1}

    assert {"orchestration", "ml", "expectations", "demo"} <= packages
    assert packages <= MAY_IMPORT.keys(), "give the new package its place in MAY_IMPORT"


@pytest.mark.parametrize("package", sorted(MAY_IMPORT.keys() - {"tests"}))
def test_imports_point_one_way(package):
    forbidden = MAY_IMPORT.keys() - MAY_IMPORT[package] - {package}
    if package in WITHOUT_DAGSTER:
        forbidden |= {"dagster", "dagster_dbt"}
    wrong = [
        f"{path}:{line} imports {name}"
        for path in python_files(package)
        for line, name in imported(path)
        if name.split(".")[0] in forbidden
    ]

    assert wrong == []


def test_only_settings_reads_the_environment():
    readers = {
        path.as_posix() for path in python_files() if path.parts[0] != "tests" and reads_environment(path)
    }

    assert readers == {READS_ENVIRONMENT}


def test_dbt_reads_the_environment_only_in_its_profile():
    readers = {
        path.as_posix()
        for path in own_files()
        if path.parts[0] == "dbt_project" and "env_var(" in (PROJECT / path).read_text()
    }

    assert readers == {"dbt_project/profiles.yml"}


def test_the_command_starts_without_what_only_a_refresh_needs():
    code = "import json, sys, orchestration.cli; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    loaded = {name.split(".")[0] for name in json.loads(done.stdout)}

    assert {"orchestration", "typer"} <= loaded
    assert loaded & HEAVY == set()


def reads_environment(path):
    names = {"environ", "environb", "getenv", "getenvb", "putenv", "unsetenv", "EnvVar"}
    return any(
        (isinstance(node, ast.Attribute) and node.attr in names)
        or (isinstance(node, ast.ImportFrom) and names & {alias.name for alias in node.names})
        for node in ast.walk(parsed(path))
    )
