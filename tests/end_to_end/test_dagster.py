"""What Dagster's own commands see: definitions that load, and a page of what the run materialised."""

import json
import os
import signal
import socket
import subprocess
import time
from dataclasses import replace
from urllib.error import URLError
from urllib.request import ProxyHandler, Request, build_opener

import pytest

from tests.end_to_end.company import FIRST_DAY, Company, Said, ended

START_SECONDS = 120
QUESTION = """{
  assetNodes { assetKey { path } groupName description assetMaterializations(limit: 1) { runId } }
  repositoriesOrError { ... on RepositoryConnection { nodes {
    schedules { name scheduleState { status } } sensors { name sensorState { status } }
  } } }
}"""


@pytest.fixture(scope="module")
def answers(another) -> tuple[Company, Said, dict]:
    """A refreshed home, what `dagster definitions validate` says of it, what the page of `make dev` shows."""
    # on its own day nothing is stale, so the sensors leave it as it is
    served = replace(another("served"), settings={"HUAXIANG_AS_OF": FIRST_DAY})
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = served.start("--port", str(port), program=("-m", "orchestration.dev"), start_new_session=True)
    try:
        validating = served.start("definitions", "validate", program=("-m", "dagster"))
        shown = asked(server, f"http://127.0.0.1:{port}/graphql")
        return served, ended(validating), shown
    finally:
        # its daemon and its code server are of its group
        os.killpg(server.pid, signal.SIGKILL)
        server.communicate()


def asked(server: subprocess.Popen, address: str) -> dict:
    """The page's answer to QUESTION, once it answers."""
    question = Request(  # noqa: S310 -- the address is ours
        address, json.dumps({"query": QUESTION}).encode(), {"Content-Type": "application/json"}
    )
    nearby = build_opener(ProxyHandler({}))
    give_up_at = time.monotonic() + START_SECONDS
    while True:
        try:
            with nearby.open(question, timeout=START_SECONDS) as answer:
                return json.load(answer)["data"]
        except URLError:
            assert server.poll() is None, server.communicate()
            assert time.monotonic() < give_up_at, "the page did not answer"
            time.sleep(0.2)


def test_definitions_are_valid(answers):
    said = answers[1]

    assert said.status == 0, said.all
    assert "Validation successful" in said.all


def test_the_page_shows_every_asset_that_the_run_materialised(answers):
    company, _, shown = answers
    with company.dagster() as instance:
        materialised = {tuple(key.path) for key in instance.get_asset_keys()}
    nodes = {tuple(node["assetKey"]["path"]): node for node in shown["assetNodes"]}

    assert nodes.keys() == materialised
    assert ("marts", "mart_customer_profiles") in nodes
    assert ("ingest", "corner_shop") in nodes
    assert ("ingest", "online_retail") not in nodes
    assert [path for path, node in nodes.items() if not node["assetMaterializations"]] == []


def test_every_asset_lies_in_the_group_of_its_concept_and_is_described(answers):
    nodes = answers[2]["assetNodes"]

    assert [node["assetKey"] for node in nodes if node["groupName"] != node["assetKey"]["path"][0]] == []
    assert [node["assetKey"] for node in nodes if not node["description"]] == []


def test_schedule_and_sensors_run_by_default(answers):
    (repository,) = answers[2]["repositoriesOrError"]["nodes"]

    assert {
        schedule["name"]: schedule["scheduleState"]["status"] for schedule in repository["schedules"]
    } == {"daily_refresh": "RUNNING", "monthly_training": "RUNNING"}
    assert {sensor["name"]: sensor["sensorState"]["status"] for sensor in repository["sensors"]} == {
        "new_extracts": "RUNNING",
        "stale_profiles": "RUNNING",
    }
