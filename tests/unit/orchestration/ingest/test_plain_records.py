"""Text without quotes: bulk copies of databases, with separators and ends of their own."""

import io

import pytest

from orchestration.ingest import plain_records
from orchestration.ingest.plain_records import Plain


def _records(plain, text):
    return [record for block in plain.blocks(io.StringIO(text, newline="")) for record in block if record]


@pytest.mark.parametrize("newline", ["\n", "\r\n", ""])
def test_separators_of_several_characters(newline):
    text = newline.join(['1+|a "quoted", value+|x&|', "2+|b\nc+|&|", "3+|+|y&|"])
    found = _records(Plain("+|", "&|"), text)
    assert found == [["1", 'a "quoted", value', "x"], ["2", "b\nc", ""], ["3", "", "y"]]


def test_an_end_that_falls_between_two_blocks_is_seen(monkeypatch):
    monkeypatch.setattr(plain_records, "_BLOCK_CHARACTERS", 3)
    assert _records(Plain("+|", "&|"), "1+|a&|\n2+|b&|\n3+|c&|\n") == [["1", "a"], ["2", "b"], ["3", "c"]]


def test_line_breaks_in_values_go_on_until_the_record_has_all_its_values():
    text = "1\tfirst\n\nline\tx\n2\tsecond\ty\n"
    assert _records(Plain("\t", width=3), text) == [["1", "first\n\nline", "x"], ["2", "second", "y"]]


def test_a_short_record_stands_for_itself_so_that_the_next_one_is_whole(monkeypatch):
    monkeypatch.setattr(plain_records, "_BLOCK_CHARACTERS", 4)
    text = "1\ta\n2\tb\ty\n3\tc\tz\n4"
    assert _records(Plain("\t", width=3), text) == [["1", "a"], ["2", "b", "y"], ["3", "c", "z"], ["4"]]
