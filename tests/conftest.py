"""What all tests share: homes built once by the `huaxiang` command, and the option that renews snapshots."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from filelock import FileLock

from orchestration.home import Home
from orchestration.settings import DEFAULT_SOURCES
from tests.postgres import binaries, cluster

PROJECT = Path(__file__).parents[1]
# the made-up company's extracts end on the day of the first run; any fixed day makes the same ones
SAMPLE_AS_OF = "2026-03-02"
ONLINE_RETAIL_AS_OF = "2011-12-10"
PUBLISHED, NEEDS_ATTENTION = 0, 3


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-snapshots",
        action="store_true",
        help="write what was found over the snapshots beside the tests; read the diff before committing",
    )
    parser.addoption("--pictures", type=Path, help="a folder for pictures of the app's pages (make browser)")
    parser.addoption(
        "--corruptions", type=int, help="how many seeded corruptions the loader is tested with (make fuzz)"
    )
    parser.addoption(
        "--histories", type=int, help="with how many histories increments are held against full refreshes"
    )


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real extracts, HUAXIANG_REAL_DATA. Without it the test is skipped, but on CI it fails."""
    folder = (PROJECT / os.environ.get("HUAXIANG_REAL_DATA", "../shared/data")).resolve()
    if not (folder / "online_retail").is_dir():
        missing = f"{folder} holds no online_retail; set HUAXIANG_REAL_DATA to the folder of real extracts"
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)
    return folder


@pytest.fixture(scope="session")
def huaxiang() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run the command in a process of its own, as people do: `huaxiang("run", "--home", folder)`."""

    def call(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("HUAXIANG_")}
        return subprocess.run(
            [sys.executable, "-m", "orchestration.cli", *map(str, arguments)],
            cwd=PROJECT,
            env=inherited | environment,
            capture_output=True,
            text=True,
            check=False,
        )

    return call


@pytest.fixture(scope="session")
def sample_home(huaxiang, tmp_path_factory) -> Home:
    """A home of the made-up company after its first refresh. Read it; do not change it."""
    folder = tmp_path_factory.mktemp("sample") / "home"
    if "PYTEST_XDIST_WORKER" not in os.environ:
        return _built(huaxiang, folder, "sample", SAMPLE_AS_OF)
    # the first of the workers builds it, each takes a copy
    shared = tmp_path_factory.getbasetemp().parent / "sample_home"
    with FileLock(f"{shared}.lock"):
        if not shared.exists():
            built = _built(huaxiang, folder, "sample", SAMPLE_AS_OF)
            shutil.copytree(built.root, shared, symlinks=True)
            return built
    shutil.copytree(shared, folder, symlinks=True)
    return Home(folder)


@pytest.fixture(scope="session")
def demo_home(huaxiang, tmp_path_factory) -> Home:
    """A home of the whole demo company, 5,000 persons, after its first refresh. Read it; do not change it."""
    folder = tmp_path_factory.mktemp("demo") / "home"
    return _built(huaxiang, folder, ",".join(DEFAULT_SOURCES), SAMPLE_AS_OF)


@pytest.fixture(scope="session")
def online_retail_home(huaxiang, real_data, tmp_path_factory) -> Home:
    """A home of the real order export after its first refresh. Read it; do not change it."""
    folder = tmp_path_factory.mktemp("online_retail") / "home"
    return _built(huaxiang, folder, "online_retail", ONLINE_RETAIL_AS_OF, HUAXIANG_REAL_DATA=str(real_data))


def _built(huaxiang, folder: Path, sources: str, as_of: str, **environment: str) -> Home:
    done = huaxiang("run", "--sources", sources, "--as-of", as_of, "--home", folder, **environment)
    if done.returncode not in (PUBLISHED, NEEDS_ATTENTION):
        pytest.fail(
            f"the {sources} home was not built (status {done.returncode}):\n{done.stdout}{done.stderr}"
        )
    return Home(folder)


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL of a PostgreSQL of our own. Without its programs the test is skipped, but on CI it fails."""
    if binaries() is None:
        missing = "no initdb found; install PostgreSQL (Debian: apt-get install postgresql)"
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)
    with cluster() as url:
        yield url
