import shutil

import pytest
import yaml

from orchestration.errors import HuaxiangError
from orchestration.ingest.contracts import Limits, read_contracts
from orchestration.settings import DBT_PROJECT_DIR

COLUMN = {"name": "order_id", "data_type": "string", "config": {"meta": {"pii": "none", "key": True}}}
FRESH = {"warn_after": {"count": 2, "period": "day"}}


def _project(folder, meta=None, columns=(COLUMN,), freshness=FRESH):
    table = {
        "name": "orders",
        "description": "One row per order.",
        "config": {"freshness": freshness, "meta": meta or {}},
        "columns": list(columns),
    }
    (folder / "models" / "contracts").mkdir(parents=True)
    (folder / "definitions").mkdir()
    shutil.copy(DBT_PROJECT_DIR / "definitions" / "cleaning.yml", folder / "definitions")
    content = {"sources": [{"name": "shop", "tables": [table]}]}
    (folder / "models" / "contracts" / "_shop__sources.yml").write_text(yaml.safe_dump(content))
    return folder


def test_a_contract_table_is_what_its_yaml_says(tmp_path):
    column = {
        "name": "email",
        "data_type": "string",
        "config": {"meta": {"pii": "direct", "identifier": "email"}},
    }
    limits = {"rejected_share": 0.2, "may_be_empty": True}
    table = read_contracts(_project(tmp_path, {"limits": limits}, [COLUMN, column]))["shop.orders"]
    assert (table.full_name, table.relation, table.keys) == ("shop.orders", "shop_orders", ("order_id",))
    assert table.limits == Limits(rejected_share=0.2, may_be_empty=True)
    assert table.column("email").is_personal
    assert table.column("phone") is None


def test_a_key_is_required(tmp_path):
    table = read_contracts(_project(tmp_path))["shop.orders"]
    assert table.column("order_id").required


def test_a_table_without_key_is_refused(tmp_path):
    column = {"name": "order_id", "data_type": "string", "config": {"meta": {"pii": "none"}}}
    with pytest.raises(HuaxiangError, match=r"shop\.orders: mark at least one column"):
        read_contracts(_project(tmp_path, columns=[column]))


def test_freshness_is_in_days(tmp_path):
    with pytest.raises(HuaxiangError, match="give freshness in days"):
        read_contracts(_project(tmp_path, freshness={"warn_after": {"count": 2, "period": "hour"}}))


def test_every_contract_of_the_project_marks_what_is_personal(contracts):
    marks = {column.pii for table in contracts.values() for column in table.columns}
    assert marks <= {"direct", "sensitive", "quasi", "none"}


def test_every_reference_of_the_project_is_to_a_contract_table_with_a_single_key(contracts):
    references = {column.refers_to for table in contracts.values() for column in table.references}
    assert {"shop.customers", "shop.orders", "crm.accounts"} <= references
    assert [name for name in references if len(contracts[name].keys) != 1] == []
