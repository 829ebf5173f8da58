"""Only the day moves: windows slide, histories grow and are not rewritten, and there is no way back."""

from datetime import date, timedelta

import pytest

from orchestration.home import Home
from tests.end_to_end.company import FIRST_DAY, NEXT_DAY, Company

ADA = "(select customer_id from identity.dim_identities where identifier_value = 'corner_shop:1' limit 1)"


@pytest.fixture(scope="module")
def next_day(another) -> Company:
    moved = another("next_day")
    moved.refreshed(as_of=NEXT_DAY)
    return moved


def tags(company: Company, condition: str = "true") -> dict[tuple[str, str, date], tuple]:
    """Tag intervals: (customer, tag, since) → (until, expires, usable)."""
    found = company.rows(
        "select customer_id, tag_key, valid_from_on, valid_to_on, expires_on, is_usable"
        f" from tags.fct_customer_tags where {condition}"
    )
    return {row[:3]: row[3:] for row in found}


@pytest.mark.parametrize(
    ("column", "before", "after"),
    [
        # A1 was placed exactly 90 days before the first day
        pytest.param("order_count_90d", 3, 2, id="a-window-slides"),
        pytest.param("days_since_last_order", 5, 6, id="an-age-grows"),
        pytest.param("order_count", 4, 4, id="a-total-stays"),
    ],
)
def test_numbers_move_with_the_day(company, next_day, column, before, after):
    sql = f"select {column} from marts.mart_customer_profiles where customer_id = {ADA}"

    assert company.rows(sql) == [(before,)]
    assert next_day.rows(sql) == [(after,)]


def test_next_change_was_announced(company):
    announced = company.rows(
        f"select next_change_on from marts.mart_customer_profiles where customer_id = {ADA}"
    )

    assert announced == [(date.fromisoformat(NEXT_DAY),)]


def test_a_tag_that_still_holds_keeps_its_beginning_and_lives_a_day_longer(company, next_day):
    held = tags(company, "valid_to_on is null")
    now = tags(next_day)
    kept = {key for key in held if now[key][0] is None}

    assert kept
    assert {key: now[key][1] - held[key][1] for key in kept} == dict.fromkeys(kept, timedelta(days=1))
    assert {key[2] for key in kept} == {date.fromisoformat(FIRST_DAY)}


def test_a_tag_that_no_longer_holds_ends_that_day_and_stays_in_the_history(company, next_day):
    condition = f"customer_id = {ADA} and tag_key = 'high_activity'"
    ((key, (until, expires_on, is_usable)),) = tags(company, condition).items()
    ((later_key, (later_until, later_expires_on, later_usable)),) = tags(next_day, condition).items()

    assert (until, is_usable) == (None, True)
    assert later_key == key
    assert (later_until, later_usable) == (date.fromisoformat(NEXT_DAY), False)
    # it was last confirmed on the first day
    assert later_expires_on == expires_on


def test_histories_only_grow(company, next_day):
    def files(home: Home) -> dict[str, bytes]:
        return {str(path.relative_to(home.state)): path.read_bytes() for path in home.state.rglob("*.*")}

    before, after = files(company.home), files(next_day.home)

    assert {name: after.get(name) for name in before} == before
    assert any(name.startswith("history/run=00000002") for name in after)
    assert {name for name in after if name.startswith("ledger")} == {
        name for name in before if name.startswith("ledger")
    }


def test_ids_stay(company, next_day):
    sql = "select * from identity.dim_identities order by all"

    assert next_day.rows(sql) == company.rows(sql)


@pytest.mark.parametrize(
    ("arguments", "found", "remedy"),
    [
        pytest.param(
            ["--as-of", FIRST_DAY], f"as of {NEXT_DAY}", "that day or a later one", id="an-earlier-day"
        ),
        pytest.param(
            ["--as-of", FIRST_DAY, "--full"], f"as of {NEXT_DAY}", "--home", id="an-earlier-day-in-full"
        ),
        pytest.param(["--as-of", "yesterday"], "'yesterday'", "Write 2011-12-10", id="no-day"),
        pytest.param(
            ["--sources", "corner_shop"], "not of corner_shop", "--home another folder", id="other-sources"
        ),
        pytest.param(
            ["--sources", "corner_shp"], "'corner_shp'", "corner_shop, demo_crm", id="no-such-source"
        ),
        pytest.param(["--sources", ","], "no source system", "--sources", id="no-source"),
    ],
)
def test_what_a_home_cannot_do_is_refused_with_the_remedy(next_day, arguments, found, remedy):
    published = next_day.home.published.joinpath("profiles.duckdb").resolve()
    said = next_day.call("run", *arguments)

    assert said.status == 1
    assert found in said.err
    assert remedy in said.err
    assert "Traceback" not in said.all
    assert next_day.home.published.joinpath("profiles.duckdb").resolve() == published
    assert next_day.home.warehouse.exists()


def test_a_misspelt_source_claims_no_home(company, tmp_path):
    nowhere = Company(company.project, tmp_path)
    said = nowhere.call("run", "--sources", "corner_shp", "--home", str(nowhere.home.root))

    assert said.status == 1
    assert not nowhere.home.root.exists()
