"""
What a call costs, what happens above capacity, whether memory stays flat, and what a kill loses.

Usage: python bench/service.py [cost|beside|overload|memory|kill|start] [--calls N] [--workers N] [--other CHECKOUT]

The service is a process of its own with its defaults: a token on every call, every decision stored in
SQLite, evidence validated. The load comes from here: plain sockets, requests and tokens made beforehand.
The requests are the stories of `fhir_examples`, each as its hook with the whole prefetch. CPU is that of
the service alone, from /proc.

Goals: 5 ms CPU with RS384 (ES384 is told apart), p95 under 50 ms; at four times capacity p99 of answered
calls under 500 ms and the rest 429 or 503; memory of the last quarter less than 5 MB above the second;
20 kills in the middle of load, and no feedback lost that was answered with 200.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import os
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

from cds.chart.reading.request import PREFETCH_KEYS
from cds.plain_yaml import read_yaml
from cds.rules import load_pack
from cds.walk import Consultant, check

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

STORIES = Path(__file__).resolve().parent.parent / "fhir_examples"
ISSUER = "https://ehr.example.org"
MAIN = "import sys; from cds.cli import main; sys.argv = ['cds', 'serve']; main()"
PLACE = "00000000-0000-4000-8000-000000000000"
PATIENT = "patient-00000000"
TICKS = os.sysconf("SC_CLK_TCK")


# --- requests ---------------------------------------------------------------------------------------


def requests() -> list[tuple[str, bytes]]:
    """
    Return the stories as requests, with places for the id of the call and of the patient.
    """
    found = []
    for folder in sorted(STORIES.iterdir()):
        bundle, expected = folder / "bundle.json", folder / "EXPECTED.yaml"
        if bundle.is_file() and expected.is_file():
            story = read_yaml(expected, root=STORIES).data
            found.append((story["hook"], _request(folder, story)))
    return found


def _request(folder: Path, story: dict[str, Any]) -> bytes:
    resources = [entry["resource"] for entry in json.loads((folder / "bundle.json").read_text())["entry"]]
    patient = next(resource for resource in resources if resource["resourceType"] == "Patient")
    prefetch: dict[str, Any] = {"patient": patient}
    for key, kind in PREFETCH_KEYS.items():
        if kind != "Patient":
            entries = [{"resource": resource} for resource in resources if resource["resourceType"] == kind]
            prefetch[key] = {"resourceType": "Bundle", "type": "searchset", "entry": entries}
    context = json.loads((folder / story["context"]).read_text()) if "context" in story else {}
    told = {
        "hook": story["hook"],
        "hookInstance": PLACE,
        "context": {"userId": "Practitioner/bench", "patientId": patient["id"]} | context,
        "prefetch": prefetch,
        "extension": {"org.ovf-cds.as-of": str(story["as_of"])},
    }
    return json.dumps(told).replace(patient["id"], PATIENT).encode()


class Signer:
    """
    Tokens of one key.
    """

    def __init__(self, algorithm: str) -> None:
        self.algorithm = algorithm
        elliptic = algorithm.startswith("ES")
        self._key: Any = ec.generate_private_key(ec.SECP384R1()) if elliptic else rsa.generate_private_key(65537, 2048)
        told = (ECAlgorithm if elliptic else RSAAlgorithm).to_jwk(self._key.public_key())
        self.jwks = {"keys": [json.loads(told) | {"kid": "bench"}]}

    def token(self, audience: str) -> str:
        now = int(time.time())
        claims = {"iss": ISSUER, "aud": audience, "iat": now, "exp": now + 900, "jti": str(uuid4())}
        return jwt.encode(claims, self._key, self.algorithm, headers={"kid": "bench"})


# --- the service ------------------------------------------------------------------------------------


class Service:
    """
    The service as a process, and what /proc says of it; of another checkout if one is named.
    """

    def __init__(self, folder: Path, signer: Signer, *, checkout: Path | None = None, **settings: Any) -> None:
        issuers = [{"iss": ISSUER, "jwks": signer.jwks}]
        told = {
            "issuers": json.dumps(issuers),
            "allow_as_of": "true",
            "database_url": f"sqlite:///{folder / 'journal.db'}",
            "port": 0,
            "rate": 100_000,
            "burst": 100_000,
        } | settings
        environment = {name: value for name, value in os.environ.items() if not name.startswith("CDS_")}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)  # an installation has bytecode
        environment |= {f"CDS_{name.upper()}": str(value) for name, value in told.items()}
        self.log = folder / "log"
        self.began = time.perf_counter()
        python = checkout / ".venv/bin/python" if checkout else sys.executable
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [python, "-c", MAIN], env=environment, stdout=log, stderr=log, cwd=checkout
            )
        self.port = 0
        started = 0
        while started < int(told.get("workers", 1)):
            if self._process.poll() is not None:
                raise SystemExit(self.log.read_text())
            time.sleep(0.005)
            lines = [json.loads(line) for line in self.log.read_text().splitlines() if line.startswith("{")]
            started = sum(1 for line in lines if line["event"] == "started")
            self.port = next((line["port"] for line in reversed(lines) if line["event"] == "listening"), 0)
        self.took = time.perf_counter() - self.began
        self.log.write_bytes(b"")

    def pids(self) -> list[int]:
        """
        The processes that answer.
        """
        children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children").read_text().split()
        return [self._process.pid, *map(int, children)]

    def cpu(self) -> float:
        """
        Return the CPU seconds used so far.
        """
        stats = (Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in self.pids())
        return sum(int(stat[11]) + int(stat[12]) for stat in stats) / TICKS

    def memory(self) -> float:
        """
        Return the resident memory in MB.
        """
        pages = (int(Path(f"/proc/{pid}/statm").read_text().split()[1]) for pid in self.pids())
        return sum(pages) * os.sysconf("SC_PAGE_SIZE") / 1e6

    def end(self, how: signal.Signals = signal.SIGTERM) -> None:
        self._process.send_signal(how)
        self._process.wait(60)


# --- load -------------------------------------------------------------------------------------------


@dataclass
class Seen:
    """
    What came back.
    """

    statuses: Counter[int] = field(default_factory=Counter)
    answered: list[float] = field(default_factory=list)
    refused: list[float] = field(default_factory=list)
    seconds: float = 0.0

    def percentile(self, of: Sequence[float], share: float) -> float:
        return sorted(of)[min(len(of) - 1, int(len(of) * share))] * 1000 if of else 0.0


class Load:
    """
    Prepared calls, and the sockets that send them.
    """

    def __init__(self, port: int, signer: Signer, bodies: Sequence[tuple[str, bytes]]) -> None:
        self._port = port
        self._signer = signer
        self._bodies = itertools.cycle(bodies)
        self._patients = itertools.count(1)
        self._free: asyncio.Queue[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = asyncio.Queue()

    def prepared(self, count: int, *, known: bool = False) -> list[bytes]:
        """
        Make calls, each with an id and a token of its own, and of a patient never seen before unless *known*.
        """
        return [self._prepared(*next(self._bodies), known=known) for _ in range(count)]

    def _prepared(self, hook: str, body: bytes, *, known: bool) -> bytes:
        path = f"/cds-services/ovf-{hook}"
        own = body.replace(PLACE.encode(), str(uuid4()).encode(), 1)
        if not known:
            own = own.replace(PATIENT.encode(), b"patient-%08d" % next(self._patients))
        return self.packed(path, own, path)

    def packed(self, path: str, body: bytes, audience: str) -> bytes:
        token = self._signer.token(f"http://127.0.0.1:{self._port}{audience}")
        head = (
            f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{self._port}\r\nContent-Type: application/json\r\n"
            f"Authorization: Bearer {token}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body

    async def send(self, call: bytes, seen: Seen, due: float | None = None) -> int:
        """
        Send one call and note what came; waiting for a free socket counts too.
        """
        began = due or time.perf_counter()
        if self._free.empty():
            reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        else:
            reader, writer = self._free.get_nowait()
        writer.write(call)
        head = await reader.readuntil(b"\r\n\r\n")
        length = next(int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:"))
        await reader.readexactly(length)
        took = time.perf_counter() - began
        status = int(head[9:12])
        seen.statuses[status] += 1
        (seen.answered if status == 200 else seen.refused).append(took)
        self._free.put_nowait((reader, writer))
        return status

    async def closed(self, calls: Iterable[bytes], clients: int) -> Seen:
        """
        Let so many clients call one after the other.
        """
        seen, left = Seen(), iter(calls)
        self._free = asyncio.Queue()  # sockets live as long as their loop
        began = time.perf_counter()

        async def client() -> None:
            for call in left:
                await self.send(call, seen)

        await asyncio.gather(*(client() for _ in range(clients)))
        seen.seconds = time.perf_counter() - began
        return seen

    async def open(self, calls: Sequence[bytes], rate: float) -> Seen:
        """
        Call at a rate, whether or not the calls before were answered.
        """
        seen, tasks = Seen(), set()
        self._free = asyncio.Queue()
        began = time.perf_counter()
        random = Random(1)
        due = began
        for call in calls:
            due += random.expovariate(rate)
            wait = due - time.perf_counter()
            if wait > 0:
                await asyncio.sleep(wait)
            task = asyncio.create_task(self.send(call, seen, max(due, time.perf_counter() - 1)))
            tasks.add(task)
            task.add_done_callback(tasks.discard)
        await asyncio.gather(*tasks)
        seen.seconds = time.perf_counter() - began
        return seen


def settled(service: Service, load: Load, calls: int = 300) -> None:
    """
    Warm up.
    """
    asyncio.run(load.closed(load.prepared(calls), 4))
    del service


# --- the measurements -------------------------------------------------------------------------------


def cost(arguments: argparse.Namespace) -> None:
    """
    CPU and latency of a call, with RS384 and ES384, and with few clients at once.
    """
    bodies = requests()
    size = statistics.mean(len(body) for _, body in bodies)
    resources = statistics.mean(body.count(b'"resourceType"') - len(PREFETCH_KEYS) for _, body in bodies)
    print(f"{len(bodies)} stories, {size / 1000:.0f} kB and {resources:.0f} resources on average")
    alone = walk_alone(bodies, arguments.calls // 2)
    print(f"the walk alone, same requests, no HTTP, no token, nothing stored: {alone:.2f} ms CPU")
    for algorithm in ("RS384", "ES384"):
        with running(algorithm) as (service, load):
            for clients, known in ((1, False), (4, False), (1, True)):
                calls = load.prepared(arguments.calls // 2, known=known)
                before = service.cpu()
                seen = asyncio.run(load.closed(calls, clients))
                used = (service.cpu() - before) / len(calls) * 1000
                assert set(seen.statuses) == {200}, seen.statuses
                print(
                    f"{algorithm}, {clients} at once, {'known' if known else 'new'} patients: {used:.2f} ms CPU a call "
                    f"({used / alone:.2f} of the walk alone); p50 {seen.percentile(seen.answered, 0.5):.1f}, "
                    f"p95 {seen.percentile(seen.answered, 0.95):.1f}, p99 {seen.percentile(seen.answered, 0.99):.1f} ms; "
                    f"{len(seen.answered) / seen.seconds:.0f} calls/s"
                )


def beside(arguments: argparse.Namespace) -> None:
    """
    This checkout and others in turn, a few calls each: what the machine does meanwhile, it does to all.
    """
    checkouts = [Path(__file__).resolve().parent.parent, *arguments.other]
    took: list[list[float]] = [[] for _ in checkouts]
    with ExitStack() as stack:
        asked = [stack.enter_context(running("RS384", checkout=checkout)) for checkout in checkouts]
        for _ in range(40):
            for (service, load), found in zip(asked, took, strict=True):
                calls = load.prepared(66)
                before = service.cpu()
                seen = asyncio.run(load.closed(calls, 1))
                assert set(seen.statuses) == {200}, seen.statuses
                found.append((service.cpu() - before) / len(calls) * 1000)
    for checkout, found in zip(checkouts, took, strict=True):
        ratio = statistics.median(own / first for first, own in zip(took[0], found, strict=True))
        print(f"{checkout}: {statistics.median(found):.2f} ms CPU a call in the median, {ratio:.2f} of the first")


def walk_alone(bodies: Sequence[tuple[str, bytes]], calls: int) -> float:
    """
    Return the milliseconds of CPU that a request takes from its bytes to its cards in this process.
    """
    consultant = Consultant(load_pack())
    asked = [(hook, body, json.loads(body)["extension"]["org.ovf-cds.as-of"]) for hook, body in bodies]
    many = list(itertools.islice(itertools.cycle(asked), calls))
    for hook, body, day in asked:
        _walk(consultant, hook, body, day)
    before = time.process_time()
    for hook, body, day in many:
        _walk(consultant, hook, body, day)
    return (time.process_time() - before) / calls * 1000


def _walk(consultant: Consultant, hook: str, body: bytes, day: str) -> None:
    check(
        body,
        source="request",
        hook=hook,
        as_of=date.fromisoformat(day),
        context=None,
        profile="us",
        consultant=consultant,
    )


def overload(arguments: argparse.Namespace) -> None:
    """
    Four times what can be answered.
    """
    with running("RS384", workers=arguments.workers) as (service, load):
        seen = asyncio.run(load.closed(load.prepared(2000), 16))
        capacity = seen.statuses[200] / seen.seconds
        print(f"capacity {capacity:.0f} calls/s with {arguments.workers} worker(s)")
        calls = load.prepared(min(arguments.calls, round(capacity * 4 * 15)))
        over = asyncio.run(load.open(calls, capacity * 4))
        offered = len(calls) / over.seconds
        print(
            f"offered {offered:.0f}/s ({offered / capacity:.1f} times): answered {over.statuses[200] / over.seconds:.0f}/s, "
            f"p50 {over.percentile(over.answered, 0.5):.0f}, p99 {over.percentile(over.answered, 0.99):.0f} ms; "
            f"others {dict(over.statuses - Counter({200: over.statuses[200]}))}, p99 {over.percentile(over.refused, 0.99):.0f} ms"
        )
        after = asyncio.run(load.closed(load.prepared(300), 4))
        print(f"after it: {dict(after.statuses)}, p95 {after.percentile(after.answered, 0.95):.1f} ms")
        del service


def memory(arguments: argparse.Namespace) -> None:
    """
    The same mix, many times; a call may wait, so that other work on the machine refuses none.
    """
    with running("RS384", max_wait=30) as (service, load):
        part = arguments.calls // 40
        held: list[float] = []
        for _ in range(40):
            seen = asyncio.run(load.closed(load.prepared(part), 4))
            assert set(seen.statuses) == {200}, seen.statuses
            held.append(service.memory())
            service.log.write_bytes(b"")
        second, last = statistics.mean(held[10:20]), statistics.mean(held[30:])
        print(
            f"{part * 40} calls: {held[0]:.0f} MB after {part}, second quarter {second:.1f}, last quarter {last:.1f} MB "
            f"({last - second:+.1f})"
        )


def kill(arguments: argparse.Namespace) -> None:
    """
    Kill the service in the middle of load, again and again, and look for every item that was answered.
    """
    random, signer, answered = Random(7), Signer("ES384"), set()
    with tempfile.TemporaryDirectory() as name:
        for number in range(20):
            service = Service(Path(name), signer)
            load = Load(service.port, signer, requests())
            answered |= asyncio.run(_until_killed(service, load, random.uniform(0.05, 1.0), number))
        service = Service(Path(name), signer)
        service.end()
        with sqlite3.connect(Path(name) / "journal.db") as connection:
            stored = [row[0] for row in connection.execute("SELECT card FROM feedback")]
            decided = connection.execute("SELECT count(*), count(DISTINCT id) FROM decisions").fetchone()
        lost, twice = answered - set(stored), len(stored) - len(set(stored))
        print(
            f"20 kills: {len(answered)} items answered with 200, {len(lost)} lost, {twice} stored twice; {decided[0]} decisions"
        )
        del arguments
        assert not lost, sorted(lost)[:5]
        assert not twice


async def _until_killed(service: Service, load: Load, seconds: float, number: int) -> set[str]:
    answered: set[str] = set()
    path = "/cds-services/ovf-order-sign/feedback"

    async def client(worker: int) -> None:
        for place in itertools.count():
            card = f"card-{number}-{worker}-{place}"
            item = {"card": card, "outcome": "accepted", "outcomeTimestamp": "2026-03-10T08:00:00Z"}
            call = load.packed(path, json.dumps({"feedback": [item]}).encode(), path)
            try:
                if await load.send(call, Seen()) == 200:
                    answered.add(card)
                await load.send(load.prepared(1)[0], Seen())
            except (OSError, asyncio.IncompleteReadError):
                return

    clients = [asyncio.create_task(client(worker)) for worker in range(4)]
    await asyncio.sleep(seconds)
    await asyncio.to_thread(service.end, signal.SIGKILL)
    await asyncio.gather(*clients)
    return answered


def start(arguments: argparse.Namespace) -> None:
    """
    From nothing to the first call that can be answered.
    """
    took = []
    for _ in range(5):
        with tempfile.TemporaryDirectory() as name:
            service = Service(Path(name), Signer("ES384"))
            took.append(service.took)
            service.end()
    print(f"cds serve answers after {statistics.median(took):.2f} s (best {min(took):.2f})")
    del arguments


class running:  # noqa: N801 - reads as a sentence
    """
    A service that is warm, and the load for it.
    """

    def __init__(self, algorithm: str, **settings: Any) -> None:
        self._algorithm = algorithm
        self._settings = settings

    def __enter__(self) -> tuple[Service, Load]:
        self._folder = tempfile.TemporaryDirectory()
        signer = Signer(self._algorithm)
        self._service = Service(Path(self._folder.name), signer, **self._settings)
        load = Load(self._service.port, signer, requests())
        settled(self._service, load)
        return self._service, load

    def __exit__(self, *_: object) -> None:
        self._service.end()
        self._folder.cleanup()


def _measured(names: Sequence[str]) -> Iterator[Any]:
    for name in names:
        measured = {
            "cost": cost,
            "beside": beside,
            "overload": overload,
            "memory": memory,
            "kill": kill,
            "start": start,
        }
        yield measured[name]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", nargs="*", default=["start", "cost", "overload", "kill"])
    parser.add_argument("--calls", type=int, default=4000)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--other", type=Path, action="append", default=[], help="a checkout with a .venv of its own")
    given = parser.parse_args()
    for measurement in _measured(given.what):
        measurement(given)
