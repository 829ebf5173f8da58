"""A pull that is killed at any moment is mended by the next, and nothing half is ever read."""

import json
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def kills(tmp_path_factory):
    """What was read after each kill and after the pull that mended it; the last one was not killed."""
    folder = tmp_path_factory.mktemp("killed")
    script = Path(__file__).parent / "killed_pulls.py"
    done = subprocess.run([sys.executable, script, folder], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_the_pull_was_killed_at_many_moments(kills):
    assert [kill["was_killed"] for kill in kills] == [True] * (len(kills) - 1) + [False]
    assert len(kills) > 10


def test_the_next_pull_ends_where_one_that_nobody_killed_ends(kills):
    whole = kills[-1]["half"]
    assert whole["keys"]
    assert [kill["mended"] for kill in kills] == [whole] * len(kills)


def test_nothing_half_is_read_before_it_is_mended(kills):
    whole = kills[-1]["half"]["keys"]
    first = kills[0]["half"]["keys"]
    for kill in kills:
        assert kill["half"]["is_conserved"]
        for load_id, keys in kill["half"]["keys"].items():
            assert keys == (whole | first)[load_id]
