"""A second run over the same world says so and touches nothing."""

from pathlib import Path

import pytest

from tests.end_to_end.company import FIRST_DAY, Said


def stamped(folder: Path) -> dict[Path, tuple[int, int]]:
    """Size and time of every file, and where the pointer leads."""
    return {
        path: (path.lstat().st_size, path.lstat().st_mtime_ns)
        for path in folder.rglob("*")
        if not path.is_dir()
    }


@pytest.fixture(scope="module")
def before_and_after(company) -> tuple[dict, Said, dict]:
    before = stamped(company.home.root)
    said = company.call("run", "--as-of", FIRST_DAY)
    return before, said, stamped(company.home.root)


def test_it_says_so_and_succeeds(before_and_after):
    said = before_and_after[1]

    assert said.status == 0
    assert "Nothing new since" in said.out
    assert "Loading" not in said.out


def test_no_file_of_the_home_is_written(before_and_after):
    before, _, after = before_and_after

    assert any(path.is_relative_to(path.parents[-1]) and "history" in path.parts for path in before)
    assert after == before


def test_it_still_shows_what_needs_a_look(before_and_after, first_run):
    warnings = [line for line in first_run[1].out.splitlines() if line.startswith("!")]

    assert warnings
    assert [line for line in before_and_after[1].out.splitlines() if line.startswith("!")] == warnings
