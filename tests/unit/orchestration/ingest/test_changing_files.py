"""A file that changes while it is read is not taken in: nobody knows what was read."""

import pytest

from orchestration.errors import HuaxiangError
from orchestration.ingest.raw import ArrivedFile


def test_a_file_that_is_what_it_was_is_taken(tmp_path):
    path = tmp_path / "orders.csv"
    path.write_text("id\n1\n")
    ArrivedFile.look(path).check_unchanged()


def test_a_file_that_grew_is_not(tmp_path):
    path = tmp_path / "orders.csv"
    path.write_text("id\n1\n")
    arrived = ArrivedFile.look(path)
    path.write_text("id\n1\n2\n")
    with pytest.raises(HuaxiangError, match="changed while it was read"):
        arrived.check_unchanged()
