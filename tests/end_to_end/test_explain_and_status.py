"""`explain` says why a profile says what it says, `status` whether it can be believed; neither says who."""

import pytest

from tests.end_to_end.company import PERSONAL


@pytest.fixture(scope="module")
def ada(company) -> str:
    ((customer_id,),) = company.rows(
        "select distinct customer_id from identity.dim_identities where identifier_value = 'corner_shop:1'"
    )
    return customer_id


@pytest.fixture(scope="module")
def explained(company, ada) -> str:
    said = company.call("explain", ada)
    assert (said.status, said.err) == (0, "")
    return said.out


@pytest.mark.parametrize(
    "named",
    [
        pytest.param("corner_shop:1", id="the-shop's-id"),
        pytest.param("market_stall:1", id="the-stall's-id"),
        pytest.param("corner_shop:A1", id="one-of-her-orders"),
    ],
)
def test_a_source_s_own_id_finds_the_same_customer(company, explained, named):
    assert company.call("explain", named).out == explained


def test_it_shows_records_tags_rules_and_values(explained, ada):
    assert ada in explained
    assert "71.40 CNY" in explained
    for shown in (
        "market_stall",
        "corner_shop",
        "High activity",
        "order_count_90d >= 3",
        "order_count_90d = 3",
    ):
        assert shown in explained


def test_it_shows_what_cleaning_changed_and_veils_what_is_personal(explained):
    told = " ".join(explained.split())

    assert (
        "phone of corner_shop:1 (shop.customers): '+8* *** **** ***1' → '1*********1' by rule number" in told
    )
    assert (
        "email of market_stall:1 (shop.customers): 'A**@*******.**g' → 'a**@*******.**g' by rule lower"
        in told
    )


def test_it_shows_whence_each_value_came_and_which_others_lost(explained):
    told = explained[explained.index("Whence each value came") :]
    chosen, lost = [line for line in told.splitlines() if line.startswith("name ")]

    # both records are of a shop and without time
    assert "✓" in chosen
    assert "corner_shop:1" in chosen
    assert "all rules were equal" in " ".join(told.split())
    assert "✓" not in lost
    assert "market_stall:1" in lost


def test_it_speaks_chinese(company, ada):
    said = company.call("explain", ada, "--language", "zh").out

    assert "高活跃" in said
    assert "High activity" not in said


@pytest.mark.parametrize("unknown", ["corner_shop:99", "ada@example.org", "' or true --", ""])
def test_an_id_of_nobody_is_an_error_with_the_remedy(company, unknown):
    said = company.call("explain", unknown)

    assert said.status == 1
    assert said.out == ""
    assert f"'{unknown}' is nobody's id" in said.err
    assert "<source_system>:<id>" in said.err


def test_before_the_first_run_there_is_nothing_to_explain(company, tmp_path):
    said = company.call("explain", "corner_shop:1", "--home", str(tmp_path / "home"))

    assert said.status == 1
    assert "Run `huaxiang run` first" in said.err


def test_nobody_s_name_address_or_number_is_shown(company, explained, first_run):
    screens = {"explain": explained, "run": first_run[1].all, "status": company.call("status").all}
    seen = [(screen, value) for screen, text in screens.items() for value in PERSONAL if value in text]

    assert seen == []


def test_status_counts_and_names_what_needs_a_look(company):
    said = company.call("status")

    # the profiles are those of a day long past, and some rows were bad
    assert said.status == 3
    assert "4 customers · 8 orders" in said.out
    assert "changed by time alone since 2024-03-11" in said.out
    assert "row 8 'QQQ'" in said.out
    assert "Cleaned 清洗 2 values: " in said.out


def test_status_of_an_empty_home_asks_for_a_run(company, tmp_path):
    said = company.call("status", "--home", str(tmp_path / "home"))

    assert said.status == 3
    assert "Nothing is published yet" in said.out
