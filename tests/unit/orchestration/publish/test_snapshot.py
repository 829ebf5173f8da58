import itertools
import stat
from datetime import UTC, date, datetime

import duckdb
import pytest

from orchestration.errors import HuaxiangError
from orchestration.publish.masking import PublicColumn, PublicTable
from orchestration.publish.snapshot import latest_snapshot, write_snapshot

UNCOMPRESSED = {"force_compression": "uncompressed"}


def rows_of(path, query):
    with duckdb.connect(path, read_only=True) as connection:
        return connection.execute(query).fetchall()


def change_warehouse(warehouse, *statements):
    with duckdb.connect(warehouse) as connection:
        for statement in statements:
            connection.execute(statement)


def texts_of(path):
    """Every value of every text column of a file, in one text."""
    with duckdb.connect(path, read_only=True) as connection:
        columns = connection.execute(
            "select schema_name, table_name, column_name from duckdb_columns() "
            "where not internal and data_type = 'VARCHAR'"
        ).fetchall()
        values = itertools.chain.from_iterable(
            connection.execute(f'select "{column}" from {schema}.{table}').fetchall()
            for schema, table, column in columns
        )
        return "\n".join(str(value) for (value,) in values)


def names_in(folder):
    return sorted(path.name for path in folder.iterdir())


def test_the_published_file_holds_every_table_masked(warehouse, tmp_path, tables):
    snapshot = write_snapshot(warehouse, tmp_path / "published", tables, "s1")

    assert snapshot.path == tmp_path / "published" / "profiles-s1.duckdb"
    assert snapshot.row_counts == {"customers.dim_customers": 3, "identity.dim_identities": 8}
    assert rows_of(snapshot.path, "select * from customers.dim_customers") == [
        ("c-1", "***", "z***n", "1***0", "male", date(1980, 1, 1), 4),
        ("c-2", "欧***娜", "o***n", "1***2", "female", date(1980, 1, 1), 4),
        ("c-3", "M***d", "m***o", "+***3", "female", date(1980, 1, 1), 4),
    ]


def test_tables_and_columns_carry_their_descriptions(warehouse, tmp_path):
    table = PublicTable(
        "customers",
        "dim_customers",
        (PublicColumn("customer_id", "string", description="The customer's id."),),
        "One row per customer; 'current' state.",
    )
    path = write_snapshot(warehouse, tmp_path / "published", [table], "s1").path

    assert rows_of(path, "select comment from duckdb_tables() where schema_name = 'customers'") == [
        ("One row per customer; 'current' state.",)
    ]
    assert rows_of(path, "select comment from duckdb_columns() where column_name = 'customer_id'") == [
        ("The customer's id.",)
    ]


def test_the_snapshot_says_what_it_is(warehouse, tmp_path, tables):
    before = datetime.now(UTC).replace(tzinfo=None)
    as_of = datetime.fromisoformat("2011-12-10T00:00:00+08:00")
    path = write_snapshot(
        warehouse, tmp_path / "published", tables, "s1", as_of=as_of, as_of_on=date(2011, 12, 10)
    ).path

    ((snapshot_id, at, on, published_at, is_masked),) = rows_of(path, "select * from publish.dim_snapshots")
    assert (snapshot_id, at, on, is_masked) == ("s1", datetime(2011, 12, 9, 16), date(2011, 12, 10), True)
    assert before <= published_at <= datetime.now(UTC).replace(tzinfo=None)


def test_the_file_is_written_for_older_clients(warehouse, tmp_path, tables):
    path = write_snapshot(warehouse, tmp_path / "published", tables, "s1").path

    tags = rows_of(path, "select tags from duckdb_databases() where path is not null")
    assert tags[0][0]["storage_version"].startswith("v1.2.0")


def test_no_direct_value_is_in_the_text_or_the_bytes(warehouse, tmp_path, tables, direct_values):
    masked = write_snapshot(warehouse, tmp_path / "published", tables, "s1", settings=UNCOMPRESSED).path
    whole = write_snapshot(
        warehouse, tmp_path / "published_full", tables, "s1", masked=False, settings=UNCOMPRESSED
    ).path

    # the same search finds all of them in the unmasked file
    assert [value for value in direct_values if value not in texts_of(whole)] == []
    assert [value for value in direct_values if value.encode() not in whole.read_bytes()] == []
    assert [value for value in direct_values if value in texts_of(masked)] == []
    assert [value for value in direct_values if value.encode() in masked.read_bytes()] == []


def test_columns_that_are_not_described_stay_behind(warehouse, tmp_path, tables):
    path = write_snapshot(warehouse, tmp_path / "full", tables, "s1", masked=False).path

    assert rows_of(path, "select 1 from duckdb_columns() where column_name = 'working_column'") == []


def test_the_unmasked_snapshot_is_closed_to_other_accounts(warehouse, tmp_path, tables):
    folder = tmp_path / "published_full"
    folder.mkdir(mode=0o755)
    path = write_snapshot(warehouse, folder, tables, "s1", masked=False).path

    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert latest_snapshot(folder) == path
    assert rows_of(
        path, "select full_name, birth_on from customers.dim_customers where customer_id = 'c-1'"
    ) == [("张伟", date(1987, 5, 6))]
    assert rows_of(path, "select is_masked from publish.dim_snapshots") == [(False,)]


def test_equal_tables_give_equal_files_whatever_the_order_of_their_rows(warehouse, tmp_path, tables):
    first = write_snapshot(warehouse, tmp_path / "published", tables, "s1").path
    change_warehouse(
        warehouse,
        "create or replace table identity.dim_identities as "
        "select * from identity.dim_identities order by identifier_value desc, record_key desc",
    )
    second = write_snapshot(warehouse, tmp_path / "published", tables, "s2").path

    rows = "select * from identity.dim_identities"
    assert rows_of(second, rows) == rows_of(first, rows)


def test_publishing_leaves_the_warehouse_as_it_was(warehouse, tmp_path, tables):
    before = warehouse.read_bytes()
    write_snapshot(warehouse, tmp_path / "published", tables, "s1")

    assert warehouse.read_bytes() == before
    assert names_in(tmp_path) == ["published", "warehouse.duckdb"]


def test_an_open_reader_keeps_its_snapshot_and_a_new_one_sees_the_next(warehouse, tmp_path, tables):
    published = tmp_path / "published"
    pointer = published / "profiles.duckdb"
    count = "select count(*) from customers.dim_customers"
    write_snapshot(warehouse, published, tables, "s1")
    with duckdb.connect(pointer, read_only=True) as reader:
        change_warehouse(warehouse, "delete from customers.dim_customers where customer_id = 'c-1'")
        write_snapshot(warehouse, published, tables, "s2", keep=1)

        assert not (published / "profiles-s1.duckdb").exists()
        assert reader.execute(count).fetchone() == (3,)
        assert rows_of(pointer, count) == [(2,)]
        assert reader.execute("select email from customers.dim_customers").fetchall() == [
            ("z***n",),
            ("o***n",),
            ("m***o",),
        ]


def test_the_newest_versions_are_kept(warehouse, tmp_path, tables):
    published = tmp_path / "published"
    for snapshot_id in ("b", "d", "a", "c"):
        write_snapshot(warehouse, published, tables, snapshot_id, keep=2)

    assert names_in(published) == ["profiles-a.duckdb", "profiles-c.duckdb", "profiles.duckdb"]
    assert latest_snapshot(published) == published / "profiles-c.duckdb"


def test_the_snapshot_readers_see_is_never_pruned(warehouse, tmp_path, tables):
    published = tmp_path / "published"
    for snapshot_id in ("s1", "s2"):
        write_snapshot(warehouse, published, tables, snapshot_id, keep=0)

    assert names_in(published) == ["profiles-s2.duckdb", "profiles.duckdb"]


def test_the_pointer_survives_a_move_of_the_home(warehouse, tmp_path, tables):
    write_snapshot(warehouse, tmp_path / "home" / "published", tables, "s1")
    moved = (tmp_path / "home").rename(tmp_path / "moved")

    assert latest_snapshot(moved / "published") == moved / "published" / "profiles-s1.duckdb"


def test_the_same_snapshot_may_be_published_again(warehouse, tmp_path, tables):
    published = tmp_path / "published"
    write_snapshot(warehouse, published, tables, "s1")
    change_warehouse(warehouse, "delete from customers.dim_customers where customer_id = 'c-1'")
    again = write_snapshot(warehouse, published, tables, "s1")

    assert rows_of(again.path, "select count(*) from customers.dim_customers") == [(2,)]
    assert names_in(published) == ["profiles-s1.duckdb", "profiles.duckdb"]


def test_there_is_no_latest_snapshot_before_the_first(tmp_path):
    assert latest_snapshot(tmp_path / "published") is None


UNSTEADY = (
    # one row more every tenth of a millisecond
    "create view customers.unsteady as "
    "select range as row_number from range(epoch_us(now()) // 100 % 1000000)"
)


@pytest.mark.parametrize(
    ("table", "message"),
    [
        pytest.param(
            PublicTable("customers", "dim_nobody", (PublicColumn("customer_id", "string"),)),
            "Table customers.dim_nobody cannot be published.*does not exist",
            id="a table the warehouse lacks",
        ),
        pytest.param(
            PublicTable("customers", "dim_customers", (PublicColumn("nickname", "string"),)),
            "Table customers.dim_customers cannot be published.*nickname",
            id="a column the warehouse lacks",
        ),
        pytest.param(
            PublicTable("customers", "dim_customers", (PublicColumn("order_count", "integer"),)),
            "Described: order_count INTEGER; written: order_count BIGINT",
            id="another type than described",
        ),
        pytest.param(
            PublicTable("customers", "dim_customers", (PublicColumn("order_count", "wholenumber"),)),
            "Table customers.dim_customers cannot be published.*wholenumber",
            id="a type nobody knows",
        ),
        pytest.param(
            PublicTable("customers", "dim_customers", (PublicColumn("notes", "string", pii="sensitive"),)),
            "Table customers.dim_customers would be published without a column",
            id="nothing to show",
        ),
        pytest.param(
            PublicTable("customers", "unsteady", (PublicColumn("row_number", "bigint"),)),
            "Table customers.unsteady was not published: .* rows were written",
            id="rows that differ between two readings",
        ),
    ],
)
def test_a_snapshot_that_fails_its_checks_is_not_shown(warehouse, tmp_path, tables, table, message):
    published = tmp_path / "published"
    old = write_snapshot(warehouse, published, tables, "s1").path
    change_warehouse(warehouse, UNSTEADY)

    with pytest.raises(HuaxiangError, match=message):
        write_snapshot(warehouse, published, [tables[1], table], "s2")

    assert latest_snapshot(published) == old
    assert names_in(published) == ["profiles-s1.duckdb", "profiles.duckdb"]


def test_an_error_about_rows_does_not_quote_them(warehouse, tmp_path):
    email = PublicColumn("email", "string", pii="direct", unless="cast(email as integer) > 0")

    with pytest.raises(HuaxiangError, match="ConversionException while its rows were masked") as raised:
        write_snapshot(
            warehouse, tmp_path / "published", [PublicTable("customers", "dim_customers", (email,))], "s1"
        )

    assert "@" not in str(raised.value)
    assert raised.value.__suppress_context__


@pytest.mark.parametrize("snapshot_id", ["", "../s1", "a b", ".part", "一"])
def test_a_snapshot_id_that_is_no_file_name_is_refused(warehouse, tmp_path, tables, snapshot_id):
    with pytest.raises(HuaxiangError, match="cannot be part of a file name"):
        write_snapshot(warehouse, tmp_path / "published", tables, snapshot_id)


def test_a_missing_warehouse_names_the_remedy(tmp_path, tables):
    with pytest.raises(HuaxiangError, match=r"There is no warehouse at .*huaxiang run"):
        write_snapshot(tmp_path / "nothing.duckdb", tmp_path / "published", tables, "s1")

    assert not (tmp_path / "published").exists()
