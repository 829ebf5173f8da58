import pytest
from rich.console import Console

from orchestration.explain import show_part
from portrait.parts import Part

COLUMNS = {"name": "Name", "why": "Why"}
ROWS = [{"name": "[Tea]", "why": "a > 1"}, {"name": "Rice", "why": "b"}]


@pytest.fixture
def shown():
    def show(part, **how):
        out = Console(width=200)
        with out.capture() as capture:
            show_part(out, part, **how)
        return capture.get().splitlines()

    return show


def test_words_are_a_table_and_brackets_are_no_markup(shown):
    lines = shown(Part("k", "Tags", COLUMNS, ROWS))

    assert [line.split() for line in lines] == [
        ["Tags"],
        ["Name", "Why"],
        ["[Tea]", "a", ">", "1"],
        ["Rice", "b"],
    ]


def test_sentences_are_lines_under_what_they_are_about(shown):
    assert shown(Part("k", "Tags", COLUMNS, ROWS, is_wide=True)) == [
        "Tags",
        "  [Tea]",
        "    Why a > 1",
        "  Rice",
        "    Why b",
    ]


def test_of_a_long_part_the_first_rows_and_how_many_more_there_are(shown):
    lines = shown(Part("k", "Tags", COLUMNS, ROWS, is_wide=True), most=1)

    assert lines[-1] == "  … 1 more with --all"
    assert "  Rice" not in lines
    assert shown(Part("k", "Tags", COLUMNS, ROWS, is_wide=True), most=2)[-1] == "    Why b"


def test_no_row_says_what_that_means(shown):
    assert shown(Part("k", "Tags", COLUMNS, [], none="None.")) == ["Tags", "  None."]
    assert shown(Part("k", "Tags", COLUMNS, [], none="None.", note="as of today"))[-1] == "  ← as of today"
