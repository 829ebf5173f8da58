"""Object stores: a real S3 server on 127.0.0.1, and the store in memory; files are fetched only when read."""

import gzip
import re

import fsspec
import pytest

from orchestration.errors import HuaxiangError
from orchestration.ingest.folders import folder_at
from orchestration.ingest.pull import pull
from orchestration.ingest.sources import parse_source

HEADER = "id,customer,email,ordered_at,currency\n"
DAY = HEADER + "{0},K1,,2026-03-01,CNY\n"


@pytest.fixture(scope="module")
def server():
    """The address of an S3 server."""
    from moto.server import ThreadedMotoServer

    running = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    running.start()
    host, port = running.get_host_and_port()
    yield f"http://{host}:{port}"
    running.stop()


@pytest.fixture
def bucket(server, monkeypatch):
    """A bucket named shop, and its store; credentials are in the environment as for any S3 client."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "a-key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "a-secret")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    store = fsspec.filesystem("s3", endpoint_url=server, skip_instance_cache=True)
    store.mkdir("shop")
    yield store
    store.rm("shop", recursive=True)


def _source(desk, server, path="s3://shop/exports"):
    attributes = {
        "source_system": "desk",
        "description": "A shop in a bucket.",
        "connection": {"kind": "files", "path": path, "options": {"endpoint_url": "${S3}"}},
        "objects": {"orders": {"files": "**/*.csv*"}},
        "tables": desk.tables,
    }
    return parse_source(attributes, {"S3": server}.get, desk.contracts)


def test_a_bucket_is_read_like_a_folder_and_again_only_what_changed(desk, bucket, server):
    bucket.pipe("shop/exports/2026/orders_1.csv", DAY.format("A").encode())
    bucket.pipe("shop/exports/2026/orders_2.csv.gz", gzip.compress(DAY.format("B").encode()))
    bucket.pipe("shop/exports/2026/.hidden.csv", b"x")
    bucket.pipe("shop/other/orders_3.csv", DAY.format("C").encode())

    def pulled():
        outcome = pull(desk.home, _source(desk, server), desk.contracts, "Asia/Shanghai")
        assert not outcome.problems
        return [file["name"] for load in outcome.raw_loads for file in load.files]

    assert pulled() == ["2026/orders_1.csv", "2026/orders_2.csv.gz"]
    assert pulled() == []
    bucket.pipe("shop/exports/2026/orders_1.csv", DAY.format("D").encode())
    bucket.pipe("shop/exports/2026/orders_9.csv", DAY.format("D").encode())
    assert pulled() == ["2026/orders_1.csv"]
    assert sorted(desk.rows("shop.orders", "order_id")) == [("B",), ("D",)]
    assert not desk.home.scratch.exists()


def test_a_file_that_changes_while_it_is_fetched_is_not_taken(bucket, server, tmp_path):
    bucket.pipe("shop/orders.csv", b"id\n1\n")
    (file,) = folder_at("s3://shop", {"endpoint_url": server}).files("*.csv")
    bucket.pipe("shop/orders.csv", b"id\n2\n")
    with pytest.raises(HuaxiangError, match="changed while it was read"), file.fetched(tmp_path):
        pass


@pytest.mark.parametrize(
    ("path", "message"),
    [
        pytest.param(
            "s3://no-such-bucket/x", "no such file in s3://no-such-bucket/x|cannot be read", id="bucket"
        ),
        pytest.param("nowhere://shop", "nowhere://shop cannot be read", id="protocol"),
        pytest.param("gs://shop", "gs://shop: .*gcsfs.* Add the package", id="package"),
    ],
)
def test_a_store_that_cannot_be_reached_is_a_problem_and_earlier_loads_stay(
    desk, bucket, server, path, message
):
    bucket.pipe("shop/exports/orders_1.csv", DAY.format("A").encode())
    pull(desk.home, _source(desk, server), desk.contracts, "Asia/Shanghai")
    outcome = pull(desk.home, _source(desk, server, path), desk.contracts, "Asia/Shanghai")
    (problem,) = outcome.problems
    assert problem.severity == "warning"
    assert re.search(message, problem.message)
    assert problem.message.endswith("Earlier loads stay in use.")
    assert desk.rows("shop.orders", "order_id") == [("A",)]


def test_a_server_that_is_down_is_named_without_its_keys(bucket, monkeypatch):
    folder = folder_at(
        "s3://shop", {"endpoint_url": "http://127.0.0.1:9", "config_kwargs": {"retries": {"max_attempts": 1}}}
    )
    with pytest.raises(HuaxiangError, match="s3://shop cannot be read") as caught:
        folder.files("*")
    assert "a-secret" not in str(caught.value)


def test_any_store_of_fsspec_will_do(tmp_path):
    store = fsspec.filesystem("memory")
    store.pipe("/shop-of-a-test/orders_10.csv", b"10")
    store.pipe("/shop-of-a-test/orders_9.csv", b"9")
    files = folder_at("memory://shop-of-a-test", {}).files("*.csv")
    assert [file.name for file in files] == ["orders_9.csv", "orders_10.csv"]
    with files[0].fetched(tmp_path) as path:
        assert path.read_bytes() == b"9"
    assert not path.exists()
