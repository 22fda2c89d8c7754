"""
The service as a process: how it starts, ends, and what survives.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import socket
import sqlite3
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from service.patients import AS_OF, CANARIES, request
from service.process import Process
from service.running import serving
from service.tokens import ISSUER, signer

from cds.journal import open_journal
from cds.service.running import application_of
from cds.service.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

    from service.fhir_server import FhirServer

PATH = "/cds-services/ovf-order-sign"


def call(url: str, body: Any = None, **options: Any) -> httpx.Response:
    return httpx.post(f"{url}{PATH}", json=body or request(), timeout=20, trust_env=False, **options)


def test_it_starts_answers_and_ends(tmp_path: Path) -> None:
    process = Process(tmp_path)
    url = process.url()
    answer = call(url)

    assert answer.status_code == 200
    assert process.end() == 0
    assert process.events("stopped")
    assert [canary for canary in CANARIES if canary in process.output] == []


def test_garbage_is_collected_from_when_it_answers(tmp_path: Path) -> None:
    thresholds = gc.get_threshold()
    gc.disable()  # as `cds serve` does
    try:
        app = application_of(Settings(auth="off", database_url=f"sqlite:///{tmp_path / 'j.db'}"))
        assert not gc.isenabled()

        with serving(app):
            assert gc.isenabled()
            assert gc.get_freeze_count() > 0
    finally:
        gc.enable()
        gc.unfreeze()
        gc.set_threshold(*thresholds)


def test_an_option_wins_over_the_environment(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = Process(tmp_path, "--port", str(port), "--workers", "2", port=1, workers=1)

    assert process.url(workers=2) == f"http://127.0.0.1:{port}"
    assert process.end() == 0


def test_running_calls_are_finished_at_the_end(tmp_path: Path, fhir: FhirServer) -> None:
    fhir.slow["Condition"] = 1.0
    process = Process(tmp_path, fhir_servers=fhir.url)
    url = process.url()
    body = request(keys=frozenset({"patient"})) | {
        "fhirServer": fhir.url,
        "fhirAuthorization": {
            "access_token": "t",
            "token_type": "Bearer",
            "scope": "",
            "expires_in": 1,
            "subject": "x",
        },
    }
    answers: list[httpx.Response] = []
    calling = threading.Thread(target=lambda: answers.append(call(url, body)))
    calling.start()
    while not fhir.asked:
        time.sleep(0.01)
    code = process.end()
    calling.join(10)

    assert code == 0
    assert answers[0].status_code == 200
    assert "rebound-no-augmentation" in answers[0].text


@pytest.mark.parametrize(
    ("settings", "word"),
    [
        ({"auth": "jwt"}, "no issuer"),
        ({"host": "0.0.0.0"}, "--i-know-this-is-open"),
        ({"port": "many"}, "CDS_PORT"),
        ({"rules": "/nowhere"}, "CDS_RULES"),
        ({"database_url": "sqlite:////proc/nothing/j.db"}, "CDS_DATABASE_URL"),
        ({"database_url": "mysql://x/y"}, "SQLite or PostgreSQL"),
        ({"comment_key_file": "/nowhere"}, "CDS_COMMENT_KEY_FILE"),
        ({"time_zone": "Mars/Base"}, "Mars/Base"),
        ({"shadow": '{"no-such-rule": ["*"]}'}, "no-such-rule"),
        ({"require_signed": "true"}, "signed"),
        ({"config": "/nowhere"}, "CDS_CONFIG"),
    ],
)
def test_what_is_wrong_is_said_at_the_start(tmp_path: Path, settings: dict[str, str], word: str) -> None:
    process = Process(tmp_path, **settings)

    assert process.wait() == 4
    assert word in process.output
    assert "Traceback" not in process.output


def test_a_port_in_use_is_said(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        process = Process(tmp_path, port=taken.getsockname()[1])
        assert process.wait() == 4
    assert "can not listen" in process.output


def test_an_old_schema_is_said(tmp_path: Path) -> None:
    open_journal(f"sqlite:///{tmp_path / 'j.db'}").close()
    with sqlite3.connect(tmp_path / "j.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = 'older'")
    connection.close()
    process = Process(tmp_path)

    assert process.wait() == 4
    assert "cds db upgrade" in process.output


def test_workers_count_together(tmp_path: Path) -> None:
    """
    A token counts once whichever worker sees it; numbers are those of all; a worker that dies is replaced.
    """
    keys = tmp_path / "keys.json"
    keys.write_text(json.dumps(signer().jwks))
    config = tmp_path / "cds.toml"
    config.write_text(f'auth = "jwt"\nworkers = 2\n[[issuers]]\niss = "{ISSUER}"\njwks_file = "{keys}"\n')
    process = Process(tmp_path, config=config, auth="jwt")
    url = process.url(workers=2)
    token = signer().bearer(f"{url}{PATH}")
    with ThreadPoolExecutor(8) as pool:
        seen = sorted(pool.map(lambda _: call(url, headers=token).status_code, range(16)))
        many = list(pool.map(lambda _: call(url, headers=signer().bearer(f"{url}{PATH}")).status_code, range(24)))
    assert seen == [200] + [401] * 15
    assert many == [200] * 24

    before = process.children
    os.kill(before[-1], signal.SIGKILL)
    deadline = time.monotonic() + 20
    while len(process.events("started")) < 3 and time.monotonic() < deadline:
        time.sleep(0.05)
    again = [call(url, headers=signer().bearer(f"{url}{PATH}")).status_code for _ in range(4)]

    assert again == [200] * 4
    assert process.end() == 0
    journal = open_journal(f"sqlite:///{tmp_path / 'j.db'}")
    assert journal.status().decisions == 29
    journal.close()
    assert [canary for canary in CANARIES if canary in process.output] == []


def test_numbers_are_those_of_all_workers(tmp_path: Path) -> None:
    process = Process(tmp_path, workers=2)
    url = process.url(workers=2)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: call(url), range(16)))
    text = httpx.get(f"{url}/metrics", trust_env=False).text

    assert 'ovf_cds_calls_total{route="/cds-services/{id}",status="200"} 16.0' in text
    assert process.end() == 0


def test_feedback_that_was_answered_outlives_a_kill(tmp_path: Path) -> None:
    """
    Killed in the middle of load: every item that was answered with 200 is there, and none twice.
    """
    answered: set[str] = set()
    for number in range(3):
        process = Process(tmp_path)
        url = process.url()
        stop = threading.Event()

        def send(worker: int, url: str = url, number: int = number, stop: threading.Event = stop) -> None:
            with httpx.Client(trust_env=False) as browser:
                for place in range(10_000):
                    card = f"card-{number}-{worker}-{place}"
                    item = {"card": card, "outcome": "accepted", "outcomeTimestamp": f"{AS_OF}T01:00:00Z"}
                    try:
                        answer = browser.post(f"{url}{PATH}/feedback", json={"feedback": [item]})
                    except httpx.HTTPError:
                        return
                    if answer.status_code == 200:
                        answered.add(card)
                    if stop.is_set():
                        return

        workers = [threading.Thread(target=send, args=(worker,)) for worker in range(4)]
        for worker in workers:
            worker.start()
        time.sleep(0.3 + 0.1 * number)
        process.end(signal.SIGKILL)
        stop.set()
        for worker in workers:
            worker.join(10)

    with sqlite3.connect(tmp_path / "j.db") as connection:
        stored = [row[0] for row in connection.execute("SELECT card FROM feedback")]
    connection.close()
    assert len(answered) > 20
    assert answered <= set(stored)
    assert len(stored) == len(set(stored))
