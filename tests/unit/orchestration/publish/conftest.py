import duckdb
import pytest

from orchestration.publish.masking import PublicColumn, PublicTable

CUSTOMERS = PublicTable(
    "customers",
    "dim_customers",
    (
        PublicColumn("customer_id", "string", description="The customer's id."),
        PublicColumn("full_name", "string", pii="direct", description="The customer's name."),
        PublicColumn("email", "string", pii="direct"),
        PublicColumn("phone", "string", pii="direct"),
        PublicColumn("gender", "string", pii="quasi", band="as_is"),
        PublicColumn("birth_on", "date", pii="quasi", band="decade"),
        PublicColumn("city", "string", pii="quasi"),
        PublicColumn("notes", "string", pii="sensitive"),
        PublicColumn("order_count", "bigint"),
    ),
    "One row per customer.",
)
IDENTITIES = PublicTable(
    "identity",
    "dim_identities",
    (
        PublicColumn("source_system", "string"),
        PublicColumn("record_key", "string", pii="quasi", band="record_key"),
        PublicColumn("identifier_type", "string"),
        PublicColumn(
            "identifier_value", "string", pii="direct", unless="identifier_type = 'shop_customer_id'"
        ),
        PublicColumn("customer_id", "string"),
    ),
    "One row per identifier of a record.",
)
TABLES = (CUSTOMERS, IDENTITIES)

PEOPLE = [
    ("c-3", "Margarethe Lindqvist-Øvergård", "margarethe.lindqvist@example.no", "+47 900 55 123", "female"),
    ("c-1", "张伟", "zhang.wei.1987@example.cn", "13800138000", "male"),
    ("c-2", "欧阳娜娜", "ouyang.nana@example.cn", "13911112222", "female"),
]
DIRECT_VALUES = [value for person in PEOPLE for value in person[1:4]] + ["device-5f3a9c77e1", "常客，易怒"]


@pytest.fixture
def warehouse(tmp_path):
    """A warehouse of three people, whose records are keyed by shop number, e-mail and device."""
    path = tmp_path / "warehouse.duckdb"
    with duckdb.connect(path) as connection:
        connection.execute("create schema customers; create schema identity")
        connection.execute(
            "create table customers.dim_customers (customer_id varchar, full_name varchar, email varchar, "
            "phone varchar, gender varchar, birth_on date, city varchar, notes varchar, order_count bigint, "
            "working_column varchar)"
        )
        connection.executemany(
            "insert into customers.dim_customers "
            "values (?, ?, ?, ?, ?, '1987-05-06', '杭州', '常客，易怒', 4, ?)",
            [(*person, person[2]) for person in PEOPLE],
        )
        connection.execute(
            "create table identity.dim_identities (source_system varchar, record_key varchar, "
            "identifier_type varchar, identifier_value varchar, customer_id varchar)"
        )
        rows = [("shop", "14646", "shop_customer_id", "14646", "c-1")]
        rows += [("crm", person[2], "shop_customer_id", "771", person[0]) for person in PEOPLE]
        rows += [("crm", person[2], "email", person[2], person[0]) for person in PEOPLE]
        rows += [("web", "device-5f3a9c77e1", "anonymous_id", "device-5f3a9c77e1", None)]
        connection.executemany("insert into identity.dim_identities values (?, ?, ?, ?, ?)", rows)
    return path


@pytest.fixture
def tables():
    return TABLES


@pytest.fixture
def direct_values():
    return DIRECT_VALUES
