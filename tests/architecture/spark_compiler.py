"""Compile the dbt project for Spark without Spark: `python -m tests.architecture.spark_compiler OUT`.

Writes dbt's own manifest, with the compiled SQL, to OUT/manifest.json. The adapter below is only what
compiling asks for: the name by which `adapter.dispatch` picks the `spark__` macros, and how Spark writes
relations. It refuses to connect, so a model whose SQL depends on what a query finds does not compile.
"""

import sys
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType

from dbt.adapters.base import AdapterPlugin, BaseRelation
from dbt.adapters.contracts.connection import Credentials
from dbt.adapters.contracts.relation import Policy
from dbt.adapters.sql import SQLAdapter, SQLConnectionManager
from dbt.cli.main import dbtRunner

DBT_PROJECT = Path(__file__).parents[2] / "dbt_project"
PACKAGE = "name: dbt_spark\nversion: 1.0.0\nconfig-version: 2\nmacro-paths: [macros]\n"


@dataclass
class SparkCredentials(Credentials):
    """The entries of target `spark` in profiles.yml."""

    database: str = ""
    schema: str = ""
    method: str = ""
    host: str = ""
    port: int = 0

    @property
    def type(self):
        return "spark"

    @property
    def unique_field(self):
        return self.host

    def _connection_keys(self):
        return ("host", "port", "schema")


class NoConnections(SQLConnectionManager):
    TYPE = "spark"

    @classmethod
    def open(cls, connection):
        raise AssertionError("a model cannot be compiled without a connection")

    @contextmanager
    def exception_handler(self, sql):
        yield

    def cancel(self, connection):
        raise AssertionError("there is no connection to cancel")

    @classmethod
    def get_response(cls, cursor):
        raise AssertionError("there is no connection that could respond")


@dataclass(frozen=True, eq=False, repr=False)
class SparkRelation(BaseRelation):
    include_policy: Policy = field(default_factory=lambda: Policy(database=False))
    quote_character: str = "`"


class SparkAdapter(SQLAdapter):
    ConnectionManager = NoConnections
    Relation = SparkRelation

    @classmethod
    def type(cls):
        return "spark"

    @classmethod
    def date_function(cls):
        return "current_timestamp()"


def offer_adapter(package_dir: Path) -> None:
    """Let dbt find the adapter where it looks for `dbt.adapters.spark`."""
    package_dir.mkdir(parents=True)
    (package_dir / "dbt_project.yml").write_text(PACKAGE)
    module = ModuleType("dbt.adapters.spark")
    module.Plugin = AdapterPlugin(SparkAdapter, SparkCredentials, str(package_dir), project_name="dbt_spark")
    version = ModuleType("dbt.adapters.spark.__version__")
    version.version = "1.0.0"
    sys.modules |= {module.__name__: module, version.__name__: version}


def compile_project(out: Path) -> bool:
    """Compile everything into `out`; False when dbt failed, which then has said why."""
    offer_adapter(out / "dbt_spark")
    where = ["--project-dir", str(DBT_PROJECT), "--profiles-dir", str(DBT_PROJECT), "--target-path", str(out)]
    options = ["--target", "spark", "--no-introspect", "--no-populate-cache"]
    return dbtRunner().invoke(["--quiet", "--log-level-file", "none", "compile", *options, *where]).success


if __name__ == "__main__":
    sys.exit(0 if compile_project(Path(sys.argv[1])) else 1)
