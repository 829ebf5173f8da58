"""An owner hears of each bad value once, whatever happens on the way, and never reads it there."""

import json
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from orchestration.review.desk import Desk
from orchestration.review.notices import deliver, notify

HEADER = "id,name,born\n"


@contextmanager
def receiver(status=200):
    """A real webhook on this machine: its address, and what it has received."""
    received = []

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self):
            received.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(status)
            self.end_headers()

        def log_message(self, *arguments):
            pass

    server = HTTPServer(("127.0.0.1", 0), Receiver)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/secret-token", received
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def contacts(checked_desk):
    desk = checked_desk
    desk.objects = {"people": {"files": "people*"}}
    columns = {"contact_id": "id", "full_name": "name", "birth_on": "born"}
    desk.tables = {"crm.contacts": {"from": "people", "columns": columns}}
    desk.put("people-1.csv", HEADER + "1,Ada,1826-04-12\n2,Grace,1906-31-12\n")
    desk.pull()
    return desk


def told(desk, webhook):
    return notify(desk.home, Desk(desk.home, [desk.source()], desk.contracts).items(), webhook)


def lines(desk):
    return [json.loads(line) for line in (desk.home.notices / "notices.jsonl").read_text().splitlines()]


def test_one_notice_per_owner_and_run_names_no_value(contacts):
    with receiver() as (webhook, received):
        assert told(contacts, webhook) == (2, [])
        assert told(contacts, webhook) == (0, [])
        contacts.put("people-2.csv", HEADER + "3,Mary,1827-01-01\n")
        contacts.pull()
        assert told(contacts, webhook) == (1, [])
    assert [notice["text"] for notice in received] == [
        "2 new bad values (desk · crm.contacts: 2)",
        "1 new bad value (desk · crm.contacts: 1)",
    ]
    assert [group["reason"] for group in received[0]["new"]] == ["plausible_birth_day", "not a date"]
    assert lines(contacts) == received
    assert not any(value in json.dumps(received) for value in ("1826", "1906", "Ada", "Grace"))


@pytest.mark.parametrize("status", [500, 404])
def test_a_webhook_that_fails_is_tried_again_without_asking_twice_in_the_file(contacts, status):
    with receiver(status) as (webhook, received):
        count, problems = told(contacts, webhook)
        assert (count, len(received)) == (2, 1)
        assert f"the webhook answers {status}" in problems[0]
        assert "secret-token" not in problems[0]
        assert told(contacts, webhook)[0] == 0
    with receiver() as (webhook, received):
        assert deliver(contacts.home, webhook) == []
        assert deliver(contacts.home, webhook) == []
    assert len(received) == len(lines(contacts)) == 1


def test_a_webhook_that_is_not_there_is_a_problem_in_words(contacts):
    with receiver() as (webhook, _):
        pass
    assert "cannot be reached" in told(contacts, webhook)[1][0]
    assert "no http or https" in deliver(contacts.home, "file:///etc/passwd")[0]
