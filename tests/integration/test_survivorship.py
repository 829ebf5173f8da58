"""The golden record over random records: nothing known is lost, and the winner is who the rules say."""

from collections import defaultdict
from datetime import datetime, timedelta

import numpy as np
import pytest

from orchestration.dbt import project_vars
from orchestration.warehouse import Warehouse

FIELDS = project_vars()["survivorship"]["fields"]
TABLES = ("crm.contacts", "shop.customers", "wecom.external_contacts", "shop.orders")
VALUES = {
    "string": ["Li", "Li Na", "李娜", "x"],
    "date": ["1990-05-06", "1990-06-05"],
    "bigint": ["0", "12"],
    "decimal(18, 4)": ["1.5000", "20.0000"],
}
NEVER = datetime(1, 1, 1)
JOINS_NOBODY = ("phone", "x")


@pytest.fixture(scope="module")
def records():
    """Records of 300 customers; few values, times and sources, so that all rules meet ties."""
    draw = np.random.default_rng(5)

    def one_of(options):
        return options[draw.integers(len(options))]

    rows = []
    for number in range(1500):
        row = {
            "customer_id": f"c{draw.integers(300)}",
            "contract_table": one_of(TABLES),
            "source_system": one_of(["east", "west"]),
            "record_key": f"{number:04d}",
            "updated_at": one_of([None, datetime(2024, 1, 1), datetime(2024, 1, 1) + timedelta(seconds=1)]),
        }
        row |= {field: one_of([None, *VALUES[chosen["type"]]]) for field, chosen in FIELDS.items()}
        rows.append(row | {"known_field_count": sum(row[field] is not None for field in FIELDS)})
    return rows


@pytest.fixture(scope="module")
def told(handed_over, dbt, records, tmp_path_factory):
    """The table of values: (customer, field) → rows of value, is_winner, decided_by, record, record_count."""
    home = handed_over(tmp_path_factory.mktemp("survivorship") / "home", [])
    types = {"updated_at": "timestamp", "known_field_count": "bigint"}
    types |= {field: chosen["type"] for field, chosen in FIELDS.items()}
    columns = ", ".join(f"{name} {types.get(name, 'varchar')}" for name in records[0])
    blanks = ", ".join("?" * len(records[0]))
    with Warehouse(home).open() as con:
        con.execute("create schema customers")
        con.execute(f"create table customers.int_customers__records_united ({columns})")
        con.executemany(
            f"insert into customers.int_customers__records_united values ({blanks})",
            [list(record.values()) for record in records],
        )
        con.execute(
            "insert into identity.int_identity__quarantine (reason, identifier_type, identifier_value)"
            " values ('junk', ?, ?)",
            JOINS_NOBODY,
        )
    ran = dbt(home, "run", "--select", "fct_identity_quarantine", "fct_customer_field_sources")
    assert ran.success, ran.exception or [node.message for node in ran.result]
    found = defaultdict(list)
    with Warehouse(home).open() as con:
        for customer, field, *row in con.execute(
            "select customer_id, field, field_value, is_winner, decided_by, record_key, record_count"
            " from customers.fct_customer_field_sources"
        ).fetchall():
            found[customer, field].append(tuple(row))
    return found


def key(record, field, rules, said_by, city):
    """What the rules sort a record by: the greatest wins. `city` is the one the customer shows."""
    of = {
        "city": lambda rule: 1 if record["city"] is None else 2 * (record["city"] == city),
        "recency": lambda rule: record["updated_at"] or NEVER,
        "completeness": lambda rule: record["known_field_count"],
        "frequency": lambda rule: said_by[record[field]],
        "detail": lambda rule: len(record[field]),
        "source": lambda rule: (
            -next(
                (
                    place
                    for place, names in enumerate(rule["ranking"])
                    if {record["contract_table"], record["source_system"]} & set(names)
                ),
                99,
            )
        ),
    }
    return [(field, record[field]) != JOINS_NOBODY, *(of[rule["rule"]](rule) for rule in rules)]


def known(records):
    values = defaultdict(list)
    for record in records:
        for field in FIELDS:
            if record[field] is not None:
                values[record["customer_id"], field].append(record)
    return values


def test_no_value_of_any_record_is_lost(told, records):
    expected = {
        (customer, field): sorted(record[field] for record in of)
        for (customer, field), of in known(records).items()
    }

    assert {
        place: sorted(row[0] for row in rows for _ in range(row[4])) for place, rows in told.items()
    } == expected


def test_the_winner_is_the_one_the_rules_choose_in_any_order_of_records(told, records):
    for (customer, field), of in known(records).items():
        rules = FIELDS[field]["rules"]
        said_by = defaultdict(int)
        for record in of:
            said_by[record[field]] += 1
        by_name = sorted(of, key=lambda one: (one["contract_table"], one["source_system"], one["record_key"]))
        [city] = [row[0] for row in told[customer, "city"] if row[1]] or [None]
        best = max(by_name, key=lambda one: key(one, field, rules, said_by, city))
        winners = [row for row in told[customer, field] if row[1]]
        if (field, best[field]) == JOINS_NOBODY:
            assert not winners
            continue
        [(value, _, decided_by, record_key, _)] = winners

        assert (value, record_key) == (best[field], best["record_key"])
        assert (decided_by == "only_value") == (len(said_by) == 1)


def test_every_rule_decides_somewhere(told):
    decided = {row[2] for rows in told.values() for row in rows}

    assert decided >= {
        "only_value",
        "joins_nobody",
        "record_order",
        *(rule["rule"] for field in FIELDS.values() for rule in field["rules"]),
    }
