"""Invented people with faults and without a shared identifier become customers."""

import pytest

from benchmarks.febrl import SETS, judged
from orchestration.home import Home
from tests.conftest import NEEDS_ATTENTION, PUBLISHED


@pytest.mark.parametrize(("name", "least"), [("febrl4", 0.997), ("febrl3", 0.995)])
def test_pairwise_f1_without_the_social_security_number(huaxiang, real_data, tmp_path, name, least):
    said = huaxiang(
        *("run", "--sources", ",".join(SETS[name]), "--as-of", "2026-03-02", "--home", tmp_path / "home"),
        HUAXIANG_REAL_DATA=str(real_data),
    )
    assert said.returncode in (PUBLISHED, NEEDS_ATTENTION), said.stdout + said.stderr
    assert judged(Home(tmp_path / "home")).f1 >= least
