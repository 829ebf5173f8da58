import duckdb

from orchestration.publish.masking import PublicColumn, PublicTable
from orchestration.publish.snapshot import write_snapshot


def rows_of(path, query):
    with duckdb.connect(path, read_only=True) as connection:
        return connection.execute(query).fetchall()


def change_warehouse(warehouse, *statements):
    with duckdb.connect(warehouse) as connection:
        for statement in statements:
            connection.execute(statement)


def test_a_view_is_published_as_the_table_it_shows(warehouse, tmp_path):
    change_warehouse(
        warehouse,
        "create view customers.dim_people as select customer_id from warehouse.customers.dim_customers",
    )
    people = PublicTable("customers", "dim_people", (PublicColumn("customer_id", "string"),))
    path = write_snapshot(warehouse, tmp_path / "published", [people], "s1").path

    assert set(rows_of(path, "select * from customers.dim_people")) == {("c-1",), ("c-2",), ("c-3",)}


def test_a_view_over_public_tables_stays_one_and_shows_them_masked(warehouse, tmp_path, tables):
    change_warehouse(
        warehouse,
        "create view customers.fct_names as "
        "with named as (select full_name from warehouse.customers.dim_customers) "
        "select full_name as shown_as from named union all select 'nobody'",
    )
    names = PublicTable(
        "customers",
        "fct_names",
        (PublicColumn("shown_as", "string", description="A name."),),
        "One row per name.",
        is_view=True,
    )
    # given before what it reads
    snapshot = write_snapshot(warehouse, tmp_path / "published", [names, *tables], "s1")
    path = snapshot.path.rename(tmp_path / "elsewhere.duckdb")

    assert snapshot.row_counts["customers.fct_names"] == 4
    shown = "select shown_as from customers.fct_names order by all"
    assert rows_of(path, shown) == [("***",), ("M***d",), ("nobody",), ("欧***娜",)]
    assert rows_of(path, "select view_name, comment from duckdb_views() where not internal") == [
        ("fct_names", "One row per name.")
    ]
    assert rows_of(path, "select comment from duckdb_columns() where column_name = 'shown_as'") == [
        ("A name.",)
    ]
    with duckdb.connect() as reader:
        reader.execute(f"attach '{path}' as profiles (read_only)")
        assert reader.execute("select count(*) from profiles.customers.fct_names").fetchone() == (4,)
