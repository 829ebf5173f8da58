import pytest

from orchestration.repairs import veiled


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("+86 138-1234-5678", "+8* ***-****-***8", id="notation-stays"),
        pytest.param("li.na@example.cn", "l*.**@*******.*n", id="address"),
        pytest.param("李 娜", "* *", id="too-short-to-hide-anything"),
        pytest.param("王小明先生", "王***生", id="name"),
        pytest.param("--", "--", id="nothing-to-hide"),
    ],
)
def test_a_veiled_value_shows_how_it_was_written_but_not_what(text, shown):
    assert veiled(text) == shown
