"""What the loader makes of the sample."""

from collections import Counter

import pytest

from demo import sample
from orchestration.home import Home
from orchestration.ingest.contracts import read_contracts
from orchestration.ingest.made_up import write_made_up
from orchestration.ingest.pull import pull
from orchestration.ingest.sources import read_source
from orchestration.settings import DBT_PROJECT_DIR
from tests.unit.demo.sample_files import END_ON


@pytest.fixture(scope="module")
def loads(tmp_path_factory):
    root = tmp_path_factory.mktemp("loaded")
    contracts = read_contracts(DBT_PROJECT_DIR)
    source = read_source("sample", {"HUAXIANG_HOME": str(root)}.get, contracts)
    write_made_up(source, END_ON)
    pulled = pull(Home(root), source, contracts, "Asia/Shanghai")
    assert not [problem for problem in pulled.problems if problem.severity == "error"]
    unparsable = {load.raw_object: load.unparsable for load in pulled.raw_loads}
    return {
        load.raw_object: (load, unparsable[load.raw_object], contracts[load.table]) for load in pulled.loads
    }


@pytest.mark.parametrize(
    "extract", ["contacts", "customers", "products", "orders", "order_lines", "returns", "events"]
)
def test_every_case_meets_its_fate(loads, extract):
    load, unparsable, _ = loads[extract]
    promised = Counter()
    for case in sample.CASES.get(extract, {}).values():
        promised[case.fate] += case.count
    assert unparsable == promised["unparsable"]
    assert sum(load.rejected.values()) == promised["rejected"]
    assert sum(load.flagged.values()) == promised["flagged"]
    assert sum(load.left_out.values()) == promised["left_out"] + promised["merged"]


@pytest.mark.parametrize(
    "extract", ["contacts", "customers", "products", "orders", "order_lines", "returns", "events"]
)
def test_bad_shares_stay_within_the_contract(loads, extract):
    load, unparsable, contract = loads[extract]
    records = load.parsed + unparsable
    bad = sum(load.rejected.values()) + sum(load.flagged.values()) + unparsable
    assert bad / records < min(contract.limits.rejected_share, contract.limits.flagged_share)
