"""HUAXIANG_MEMORY: what DuckDB may take before it spills."""

import pytest

from orchestration.errors import HuaxiangError
from orchestration.home import Home
from orchestration.settings import memory
from orchestration.warehouse import Warehouse


def test_the_warehouse_takes_no_more(monkeypatch, tmp_path):
    monkeypatch.setenv("HUAXIANG_MEMORY", "512 MiB")

    with Warehouse(Home(tmp_path)).open() as con:
        assert con.execute("select current_setting('memory_limit')").fetchall() == [("512.0 MiB",)]


@pytest.mark.parametrize("text", ["lots", "4", "-1GB", "4GB; drop table x"])
def test_what_is_no_amount_is_refused_by_name(monkeypatch, text):
    monkeypatch.setenv("HUAXIANG_MEMORY", text)

    with pytest.raises(HuaxiangError, match="HUAXIANG_MEMORY=.* is no amount of memory. Write it like 3.5GB"):
        memory()
