"""What a person can mend is told to them, what is good in it is used, and there is never a traceback."""

import json
from concurrent.futures import ThreadPoolExecutor

import dagster as dg
import pytest

from tests.end_to_end.company import GOOD, LINES, NEXT_DAY, ORDERS, Company, Said

HEADER = "order_no,customer,placed,currency\n"
BAD_FILES = {
    "corner_shop/orders-2.csv": "order_no,customer,currency\nB2,1,CNY\n",
    # in no encoding that can be told
    "corner_shop/orders-3.csv": (HEADER + "B3,Мария,2024-03-01 09:00,рубль\n" * 5).encode("cp1251"),
    "corner_shop/orders-4.csv": "",
    "corner_shop/orders-5.csv": HEADER,
    # good but for one byte in the second row; a file with many would be taken for one of another encoding
    "corner_shop/orders-6.csv": HEADER.encode()
    + b"B6,1,2024-03-02 09:00,CNY\nB7,\xff,2024-03-02 10:00,CNY\nB8,3,2024-03-02 11:00,CNY\n"
    + b"".join(b"C%d,,2024-03-02 12:00,CNY\n" % number for number in range(20)),
    "corner_shop/lines-2.csv": LINES.splitlines(True)[0] + "9,B6,tea,1,10.50\n10,B8,tea,3,10.50\n",
    "corner_shop/customers-2.csv": "id,name,email,phone,born\n5,Alonzo Church,alonzo@example.org,,\n",
}


def arrival(company: Company, table: str) -> dg.AssetCheckEvaluation:
    """The newest result of a contract table's check on arrival, as Dagster keeps it."""
    key = dg.AssetCheckKey(dg.AssetKey(["ingest", table.replace(".", "_")]), "arrival")
    with company.dagster() as instance:
        (record,) = instance.event_log_storage.get_asset_check_execution_history(key, limit=1)
        return record.event.dagster_event.event_specific_data


def line(screen: str, *parts: str) -> str:
    """The one message that holds all parts."""
    found = [text for text in screen.splitlines() if all(part in text for part in parts)]
    assert len(found) == 1, f"{len(found)} messages hold {parts}:\n{screen}"
    return found[0]


@pytest.fixture(scope="module")
def runs(project, another, tmp_path_factory) -> dict[str, tuple[Company, Said]]:
    """Homes that met bad files: one that had good ones before, and some that had not."""

    def first_run(name: str, files: dict[str, str | bytes]) -> tuple[Company, Said]:
        fresh = Company(project, tmp_path_factory.mktemp(name)).exports(files)
        return fresh, fresh.call("run", "--as-of", NEXT_DAY)

    def later_run() -> tuple[Company, Said]:
        known = another("later").exports(BAD_FILES)
        (known.extracts / "market_stall" / "buyers.jsonl").unlink()
        return known, known.call("run", "--as-of", NEXT_DAY)

    def mended_run() -> tuple[Company, Said]:
        company, _ = missing.result()
        shown = company.copied_to(tmp_path_factory.mktemp("mended")).exports(GOOD)
        return shown, shown.call("run", "--as-of", NEXT_DAY)

    without_orders = {name: text for name, text in GOOD.items() if "orders" not in name}
    renamed = {"corner_shop/orders-1.csv": ORDERS.replace("placed", "when")}
    with ThreadPoolExecutor(2) as pool:
        missing = pool.submit(first_run, "missing", without_orders)
        later = pool.submit(later_run)
        column = pool.submit(first_run, "column", GOOD | renamed)
        mended = pool.submit(mended_run)
    started = {"missing": missing, "later": later, "column": column, "mended": mended}
    return {name: run.result() for name, run in started.items()}


class TestRows:
    """Bad rows in a file whose other rows are good: the run publishes, the check warns."""

    @pytest.mark.parametrize(
        ("where", "column", "seen", "advice"),
        [
            pytest.param(
                *("shop.orders · orders-1.csv", "ordered_at", "row 5 '2024-31-31 12:00'", "mend them at"),
                id="unparsable-date",
            ),
            pytest.param(
                *("shop.customers · customers-1.csv", "birth_on", "row 4 '1***3'", "mend them at"),
                id="unparsable-date-that-is-personal",
            ),
            pytest.param(
                *("shop.orders · orders-1.csv", "order_id", "row 6 'A6'", "mend them at"),
                id="duplicate-key",
            ),
            pytest.param(
                *("shop.order_lines · lines-1.csv", "unit_price", "row 8 '-5.0000'", "correct it if"),
                id="negative-price",
            ),
            pytest.param(
                *("shop.orders · orders-1.csv", "currency_code", "row 8 'QQQ'", "use an ISO 4217 code"),
                id="unknown-currency",
            ),
        ],
    )
    def test_the_message_says_where_what_and_what_to_do(self, first_run, where, column, seen, advice):
        assert line(first_run[1].out, f"corner_shop · {where}", f"{column}: ", seen, advice)

    @pytest.mark.parametrize("table", ["shop.customers", "shop.orders", "shop.order_lines"])
    def test_the_check_warns(self, company, table):
        result = arrival(company, table)

        assert (result.passed, result.severity) == (False, dg.AssetCheckSeverity.WARN)
        assert "corner_shop · " + table in result.metadata["messages"].value

    def test_a_table_without_bad_rows_passes(self, company):
        assert arrival(company, "shop.returns").passed

    def test_the_run_succeeds(self, first_run):
        assert first_run[1].status == 0
        assert "Traceback" not in first_run[1].all

    def test_good_rows_are_published(self, company):
        orders = company.rows(
            "select order_id, strftime(ordered_at, '%m-%d %H:%M'), currency_code from customers.fct_orders"
            " where order_id between 'corner_shop:A4' and 'corner_shop:A7' order by 1"
        )

        # A5 is rejected, of A6 the last is in, the odd currency is empty; 12:00 in Shanghai is 04:00 UTC
        assert orders == [
            ("corner_shop:A4", "11-05 04:00", "CNY"),
            ("corner_shop:A6", "01-16 04:00", "CNY"),
            ("corner_shop:A7", "02-20 04:00", None),
        ]

    def test_a_negative_price_is_an_adjustment_outside_the_amount(self, company):
        assert company.rows(
            "select order_amount from customers.fct_orders where order_id = 'corner_shop:A3'"
        ) == [(30,)]
        assert company.rows("select line_type from customers.fct_order_lines where unit_price < 0") == [
            ("adjustment",)
        ]


class TestFiles:
    """Bad files beside good ones, in a home that has profiles already: kept out, and a person is called."""

    @pytest.mark.parametrize(
        ("where", "parts"),
        [
            pytest.param(
                "corner_shop · shop.orders",
                ["column placed is not in orders-2.csv", "needs it for ordered_at", "Export it again"],
                id="required-column-missing",
            ),
            pytest.param(
                "corner_shop · shop.orders · orders-3.csv",
                ["encoding of the file cannot be told", "Declare its real `encoding`"],
                id="strange-encoding",
            ),
            pytest.param(
                "corner_shop · shop.orders · orders-4.csv",
                ["the file is empty", "Export it again"],
                id="empty-file",
            ),
            pytest.param("corner_shop · shop.orders · orders-5.csv", ["export it again"], id="header-only"),
            pytest.param(
                "corner_shop · shop.orders · orders-6.csv",
                ["row 2", "Mend them at the source"],
                id="one-bad-byte",
            ),
            pytest.param(
                "market_stall · shop.customers · buyers.jsonl",
                ["no such file in", "Earlier loads stay in use"],
                id="file-gone",
            ),
        ],
    )
    def test_the_message_says_where_what_and_what_to_do(self, runs, where, parts):
        assert line(runs["later"][1].out, where, *parts)

    def test_the_exit_status_asks_for_a_person(self, runs):
        assert runs["later"][1].status == 3
        assert "Traceback" not in runs["later"][1].all

    def test_the_check_fails_but_lets_the_rest_through(self, runs):
        orders, customers = (arrival(runs["later"][0], table) for table in ("shop.orders", "shop.customers"))

        assert (orders.passed, customers.passed) == (False, False)
        assert orders.severity == dg.AssetCheckSeverity.WARN
        assert "orders-2.csv" in orders.metadata["messages"].value

    def test_good_files_and_rows_are_published(self, runs):
        later, _ = runs["later"]
        new = later.rows(
            "select order_id, order_amount from customers.fct_orders where order_id like '%:B%' order by 1"
        )
        alonzo = later.rows(
            "select count(*) from identity.dim_identities where identifier_value = 'corner_shop:5'"
        )

        assert new == [("corner_shop:B6", 10.5), ("corner_shop:B8", 31.5)]
        assert alonzo == [(1,)]

    def test_what_was_known_of_a_file_that_is_gone_stays(self, runs, company):
        sql = "select * from identity.dim_identities where source_system = 'market_stall' order by all"

        assert runs["later"][0].rows(sql) == company.rows(sql)

    def test_running_again_says_the_same(self, runs):
        later, said = runs["later"]
        again = later.call("run", "--as-of", NEXT_DAY)

        assert again.status == 3
        assert "Nothing new since" in again.out
        assert complaints(again) == complaints(said)

    def test_status_says_so_too(self, runs):
        said = runs["later"][0].call("status")

        assert said.status == 3
        assert line(said.out, "orders-4.csv", "the file is empty")


class TestFirstRun:
    """With nothing to fall back on, a table whose files cannot be used stops the run; nothing is shown."""

    @pytest.mark.parametrize(
        ("name", "parts"),
        [
            pytest.param(
                "missing",
                ["corner_shop · shop.orders · orders-*.csv", "no such file in", "Put the extract there"],
                id="missing-file",
            ),
            pytest.param(
                "column",
                [
                    "corner_shop · shop.orders",
                    "column placed is not in orders-1.csv",
                    "Found: order_no, customer, when",
                ],
                id="required-column-missing",
            ),
        ],
    )
    def test_it_fails_and_says_why(self, runs, name, parts):
        fresh, said = runs[name]

        assert said.status == 1
        assert line(said.err, *parts)
        assert "Nothing was published" in said.err
        assert "Traceback" not in said.all
        assert not fresh.home.published.exists()

    @pytest.mark.parametrize("name", ["missing", "column"])
    def test_the_check_is_an_error_and_the_record_keeps_it(self, runs, name):
        home = runs[name][0].home
        result = arrival(runs[name][0], "shop.orders")
        recorded = json.loads(home.last_attempt.read_text())

        assert (result.passed, result.severity) == (False, dg.AssetCheckSeverity.ERROR)
        assert [check["severity"] for check in recorded["checks"] if check["table"] == "shop.orders"] == [
            "error"
        ]
        assert recorded["errors"]
        assert not home.last_run.exists()

    def test_status_shows_it(self, runs):
        said = runs["missing"][0].call("status")

        assert said.status == 3

    def test_what_is_mended_is_published_by_the_next_run(self, runs):
        mended, said = runs["mended"]
        orders = mended.rows("select count(*) from customers.fct_orders where source_system = 'corner_shop'")

        assert said.status == 0
        assert orders == [(4,)]


def complaints(said: Said) -> list[str]:
    return sorted(text for text in said.out.splitlines() if text.startswith(("!", "✗")))
