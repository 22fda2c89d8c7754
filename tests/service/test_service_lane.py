"""
The lane to the processor: whatever becomes of a call, the threads that evaluate stay as many as they were.
"""

from __future__ import annotations

import asyncio
import threading
import time
from typing import TYPE_CHECKING

import pytest
from prometheus_client import CollectorRegistry, Gauge

from cds.service.lane import Lane
from cds.service.refusals import Overloaded

if TYPE_CHECKING:
    from collections.abc import Iterator

LIMIT = 1.0


@pytest.fixture
def lane() -> Iterator[Lane]:
    made = Lane(
        threads=1, max_wait=5, limit=LIMIT, working=Gauge("working", "Calls inside.", registry=CollectorRegistry())
    )
    yield made
    made.close()


def evaluating() -> int:
    return sum(thread.name == "evaluate" and thread.is_alive() for thread in threading.enumerate())


def test_a_caller_who_goes_away_costs_no_thread(lane: Lane) -> None:
    async def calls() -> int:
        released = threading.Event()
        gone = asyncio.create_task(lane.run(released.wait, 2 * LIMIT))
        await asyncio.sleep(0.1)
        gone.cancel()
        await asyncio.sleep(1.2 * LIMIT)
        released.set()
        return await lane.run(lambda: 7)

    assert asyncio.run(calls()) == 7


def test_an_evaluation_nobody_waits_for_has_the_same_limit(lane: Lane) -> None:
    released = threading.Event()

    async def calls() -> int:
        gone = asyncio.create_task(lane.run(released.wait, 30))
        await asyncio.sleep(0.1)
        gone.cancel()
        await asyncio.sleep(1.2 * LIMIT)
        return await lane.run(lambda: 7)

    assert asyncio.run(calls()) == 7
    released.set()


def test_a_thread_that_is_busy_too_long_is_replaced_once(lane: Lane) -> None:
    before = evaluating()

    released = threading.Event()

    async def calls() -> tuple[int, int]:
        with pytest.raises(Overloaded, match="too long"):
            await lane.run(released.wait, 30)
        answer = await lane.run(lambda: 7)
        return answer, evaluating()

    assert asyncio.run(calls()) == (7, before + 1)
    released.set()
    deadline = time.monotonic() + 20
    while evaluating() > before and time.monotonic() < deadline:
        time.sleep(0.01)
    assert evaluating() == before
