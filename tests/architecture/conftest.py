import json
import os
import subprocess
import sys

import pytest
import yaml

from orchestration.settings import DEFAULT_SOURCES
from tests.architecture.source_tree import DBT_PROJECT, PROJECT

# tests may prepare the dbt project, which composes; what stood there before is what must be current
VARS_TEXT = (DBT_PROJECT / "vars.yml").read_text()


@pytest.fixture(scope="session")
def vars_text():
    """vars.yml as it was before any test ran."""
    return VARS_TEXT


@pytest.fixture(scope="session")
def definition_vars():
    """What dbt reads of the definitions."""
    return yaml.safe_load(VARS_TEXT)["vars"]


@pytest.fixture(scope="session")
def manifest(tmp_path_factory):
    """The dbt manifest, with every model and test compiled for Spark."""
    out = tmp_path_factory.mktemp("spark") / "target"
    done = run_module("tests.architecture.spark_compiler", str(out))
    assert done.returncode == 0, f"the dbt project does not compile for Spark:\n{done.stdout}{done.stderr}"
    return json.loads((out / "manifest.json").read_text())


@pytest.fixture(scope="session")
def models(manifest):
    return [node for node in manifest["nodes"].values() if node["resource_type"] == "model"]


@pytest.fixture(scope="session")
def public_models(models):
    return [model for model in models if model["name"].startswith(("dim_", "fct_", "mart_", "sync_"))]


@pytest.fixture(scope="session")
def contract_tables(manifest):
    """The dbt sources that are contract tables, not what Python hands to dbt."""
    return [
        source
        for source in manifest["sources"].values()
        if "models/contracts/" in source["original_file_path"]
    ]


SOURCES_OF = {"demo": "+".join(DEFAULT_SOURCES), "online_retail": "online_retail"}


@pytest.fixture(scope="session", params=SOURCES_OF)
def graph(request, tmp_path_factory):
    """What Dagster loads for a home: the home's name, its assets and its asset checks."""
    home = tmp_path_factory.mktemp("unbuilt") / "home"
    done = run_module(
        "tests.architecture.definitions_described",
        HUAXIANG_SOURCES=SOURCES_OF[request.param],
        HUAXIANG_HOME=str(home),
        HUAXIANG_REAL_DATA=str(home),
    )
    assert done.returncode == 0, f"the definitions of a {request.param} home do not load:\n{done.stderr}"
    return {"home": request.param, **json.loads(done.stdout)}


def run_module(module, *arguments, **environment):
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("HUAXIANG_")}
    return subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=PROJECT,
        env=inherited | environment,
        capture_output=True,
        text=True,
        check=False,
    )
