"""Age 200, the standing example: from extract to flag, notice, correction and profile, by command line."""

import csv
import json

import pytest

from tests.end_to_end.company import CUSTOMERS, FIRST_DAY, GOOD, NEXT_DAY, Company, differences

BORN = "select cast(birth_on as varchar) from customers.dim_customers join identity.dim_identities using"
BORN += " (customer_id) where identifier_value = 'corner_shop:{}'"
# a birth day 200 years ago, one that is no day, and one that is right whatever the rule says
AGED = (
    CUSTOMERS + "8,Mary Shelley,mary@example.org,,1826-04-12\n9,Emmy Noether,emmy@example.org,,1982-23-03\n"
)
AGED += "10,Jeanne Calment,jeanne@example.org,,1875-02-21\n"
TOLD_PER_LOAD = {
    *("quality.fct_loads", "quality.fct_load_checks", "quality.fct_repairs"),
    "marts.mart_freshness",
}
FILES = GOOD | {"corner_shop/customers-1.csv": AGED}


@pytest.fixture(scope="module")
def aged(project, tmp_path_factory) -> Company:
    company = Company(project, tmp_path_factory.mktemp("aged"), settings={"HUAXIANG_USER": "ada"})
    company.exports(FILES).refreshed()
    return company


def ids(company: Company) -> dict[str, str]:
    """The ids of the bad values, by record, as the command writes them for a spreadsheet."""
    sheet = company.folder / "waiting.csv"
    assert company.call("review", "list", "--status", "all", "--csv", str(sheet)).status == 0
    with sheet.open(encoding="utf-8-sig") as file:
        return {line["record_key"]: line["id"] for line in csv.DictReader(file)}


def born(company: Company, customer: str) -> list[tuple]:
    return company.rows(BORN.format(customer))


def test_age_200_is_flagged_told_corrected_and_shown(aged, tmp_path):
    company = aged.copied_to(tmp_path)
    assert (born(company, "8"), born(company, "9")) == ([(None,)], [])
    (notice,) = [
        json.loads(line) for line in (company.home.notices / "notices.jsonl").read_text().splitlines()
    ]
    assert notice["text"] == "3 new bad values (corner_shop · shop.customers: 3)"

    names = ids(company)
    said = company.call("review", "list", "--table", "shop.customers")
    assert names["8"] in said.out
    assert "1826" not in said.out
    assert "1826-04-12" in company.call("review", "show", names["8"], "--reveal").out
    for refused in (("accept", names["9"]), ("correct", names["8"], "--value", "1827-04-12")):
        assert company.call("review", *refused, "--why", "no reason").status == 1
    answers = (("8", "correct", "--value", "1986-04-12"), ("9", "correct", "--value", "1982-03-23"))
    for customer, word, *value in (*answers, ("10", "accept")):
        decided = company.call("review", word, names[customer], *value, "--why", "asked her")
        assert decided.status == 0, decided.all

    company.refreshed()
    decades = [born(company, customer) for customer in ("8", "9", "10")]
    assert decades == [[("1980-01-01",)], [("1980-01-01",)], [("1870-01-01",)]]
    assert (
        "birth_on of corner_shop:8 (shop.customers) was corrected by ada"
        in company.call("explain", "corner_shop:8").out
    )
    assert "Nothing new" in company.refreshed().out
    after = company.tables()

    company.exports({"corner_shop/customers-2.csv": AGED.replace("1,Ada", "1, Ada")}).refreshed("--full")
    # only what tells of loads knows that there is one more
    assert differences(company.tables(), after).keys() <= TOLD_PER_LOAD
    assert "No bad value" in company.call("review", "list").out
    assert len((company.home.notices / "notices.jsonl").read_text().splitlines()) == 1


def test_a_spreadsheet_decides_in_bulk_and_all_or_nothing(aged, tmp_path):
    company = aged.copied_to(tmp_path)
    names = ids(company)
    sheet = company.folder / "answers.csv"
    lines = [f"{names['8']},correct,1986-04-12,asked her", f"{names['10']},reject,,no such person"]
    sheet.write_text("id,decision,value,why\n" + "\n".join([*lines, f"{names['9']},accept,,fine\n"]))
    refused = company.call("review", "apply", str(sheet))
    assert (refused.status, "Nothing was decided" in refused.err) == (1, True)
    sheet.write_text("id,decision,value,why\n" + "\n".join([*lines, f"{names['9']},,,\n"]))
    assert "2 values decided" in company.call("review", "apply", str(sheet)).out
    company.refreshed(as_of=NEXT_DAY)
    assert (born(company, "8"), born(company, "10")) == ([("1980-01-01",)], [(None,)])
    assert "1 bad value." in company.call("review", "list").out


def test_a_decision_needs_no_lock_and_one_taken_during_a_run_counts_in_the_next(aged, tmp_path):
    company = aged.copied_to(tmp_path)
    name = ids(company)["8"]
    running = company.start("run", "--as-of", FIRST_DAY, "--full")
    said = iter(running.stdout.readline, "")
    assert any("staging" in line for line in said), running.stderr.read()
    decided = company.call("review", "reject", name, "--why", "cannot be known")
    assert decided.status == 0, decided.all
    assert any("publish" in line for line in said)
    running.communicate()
    assert "Nothing new" not in company.refreshed().out
