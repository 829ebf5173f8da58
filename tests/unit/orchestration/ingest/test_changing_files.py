"""A file that changes while it is read is not taken in: nobody knows what was read."""

import pytest

from orchestration.errors import HuaxiangError
from orchestration.ingest.folders import LocalFolder


def _arrived(folder):
    (folder / "orders.csv").write_text("id\n1\n")
    return LocalFolder(folder).files("*.csv")[0]


def test_a_file_that_is_what_it_was_is_taken(tmp_path):
    with _arrived(tmp_path).fetched(tmp_path) as path:
        assert path.read_text() == "id\n1\n"


def test_a_file_that_grew_is_not(tmp_path):
    with (
        pytest.raises(HuaxiangError, match="changed while it was read"),
        _arrived(tmp_path).fetched(tmp_path) as path,
    ):
        path.write_text("id\n1\n2\n")
