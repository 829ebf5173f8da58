"""A database that has to be asked: by `huaxiang run` each time, and by the daemon when it is due."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
import sqlalchemy as sa

from tests.end_to_end.company import FIRST_DAY, NEXT_DAY, Company
from tests.end_to_end.test_daemon import daemon
from tests.postgres import PASSWORD

GUEST = "insert into guests values ({id}, '{name}', '{name}@example.org', '{at}')"


@pytest.fixture(scope="module")
def desk(project, postgres, tmp_path_factory) -> Company:
    """A front desk on PostgreSQL with one guest, after its first refresh."""
    # SQLAlchemy knows other spellings of one password; the home must know none
    settings = {"FRONT_DESK_URL": postgres}
    company = Company(project, tmp_path_factory.mktemp("desk"), "front_desk", settings)
    with writing(company) as say:
        say("drop table if exists guests")
        say("create table guests (id int primary key, name text, mail text, updated_at timestamptz)")
        say(GUEST.format(id=1, name="Ada", at="2024-03-10 10:00+08"))
    company.refreshed()
    return company


@contextmanager
def writing(company: Company) -> Iterator:
    engine = sa.create_engine(company.settings["FRONT_DESK_URL"])
    with engine.begin() as connection:
        yield lambda statement: connection.execute(sa.text(statement))
    engine.dispose()


def customers(company: Company) -> int:
    return company.rows("select count(*) from customers.dim_customers")[0][0]


def test_nothing_new_is_said_after_asking_and_what_is_new_is_published(desk):
    said = desk.call("run", "--as-of", FIRST_DAY)

    assert said.status == 0
    assert "Asking front_desk" in said.out
    assert "Nothing new since" in said.out
    assert "Loading" not in said.out
    with writing(desk) as say:
        say(GUEST.format(id=2, name="Grace", at="2024-03-10 11:00+08"))
    desk.refreshed()
    assert customers(desk) == 2


def test_the_password_is_nowhere_in_the_home_nor_on_the_screen(desk):
    said = desk.call("status")
    kept = [path for path in desk.home.root.rglob("*") if path.is_file()]

    assert len(kept) > 20
    for spelt in (PASSWORD, "s3cret%2Fof", "s3cret"):
        assert [path for path in kept if spelt.encode() in path.read_bytes()] == []
        assert spelt not in said.all


def test_a_database_that_is_away_is_told_once_and_profiles_stay(desk, tmp_path):
    away = replace(
        desk.copied_to(tmp_path),
        settings={"FRONT_DESK_URL": "postgresql+psycopg://x:pass-0815@127.0.0.1:1/x"},
    )
    first, again = away.call("run", "--as-of", FIRST_DAY), away.call("run", "--as-of", FIRST_DAY)

    assert "the database cannot be reached" in first.out
    assert "Earlier loads stay in use" in first.out
    assert "Nothing new since" in again.out
    assert "the database cannot be reached" in again.out
    assert "pass-0815" not in first.all + again.all
    assert customers(away) == customers(desk)


def test_the_daemon_asks_when_it_is_due_and_publishes(desk):
    with writing(desk) as say:
        say(GUEST.format(id=3, name="Katherine", at="2024-03-11 11:00+08"))
    with daemon(desk, NEXT_DAY) as kept:
        kept.wait("profile of the new guest", lambda: customers(desk) == 3)
        jobs = {run.job_name for run in kept.runs()}

    assert jobs == {"poll_sources", "refresh_profiles"}
