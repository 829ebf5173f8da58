"""A process of its own that pulls from WeCom, to be killed: `pulled_wecom.py ROOT ADDRESS`."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[5]))

from orchestration.ingest.contracts import read_contracts
from orchestration.settings import DBT_PROJECT_DIR
from tests.unit.orchestration.ingest.connections.test_wecom import configured

configured(Path(sys.argv[1]), read_contracts(DBT_PROJECT_DIR), sys.argv[2]).pull()
