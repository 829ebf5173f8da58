import duckdb
import pytest

from portrait.customer import Customer


def asking(con):
    """Questions to a connection, answered with rows by column."""

    def ask(sql, parameters):
        cursor = con.execute(sql, list(parameters))
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    return ask


@pytest.fixture
def portrayed():
    """A customer of a snapshot made by SQL: `portrayed(sql, customer_id)`."""
    opened = []

    def made(sql, customer_id):
        con = duckdb.connect()
        opened.append(con)
        con.execute(sql)
        return Customer(asking(con), customer_id)

    yield made
    for con in opened:
        con.close()
