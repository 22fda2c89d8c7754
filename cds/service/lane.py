"""
The lane to the processor: a few threads, a short queue, and an honest "come back later" when it is full.
"""

from __future__ import annotations

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, ParamSpec, TypeVar

import structlog

from cds.service.refusals import Overloaded

if TYPE_CHECKING:
    from collections.abc import Callable

    from prometheus_client import Gauge

__all__ = ["Lane"]

_LOG = structlog.get_logger(__name__)

T = TypeVar("T")
P = ParamSpec("P")

_FIRST_GUESS = 0.005
_MEMORY = 0.9
_MOST_WAITING = 500


class Lane:
    """
    Runs evaluations away from the event loop.

    Args:
        threads: that evaluate at the same time.
        max_wait: seconds a call may have to wait before it begins; one that would wait longer is refused.
        limit: seconds one evaluation may take.
        working: counts what is in the lane.
    """

    def __init__(self, *, threads: int, max_wait: float, limit: float, working: Gauge) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="evaluate")
        self._threads = threads
        self._max_wait = max_wait
        self._limit = limit
        self._working = working
        self._inside = 0
        self._usual = _FIRST_GUESS

    @property
    def wait(self) -> float:
        """
        The seconds a call that comes now would wait, as far as one can tell.
        """
        return max(0, self._inside - self._threads + 1) * self._usual / self._threads

    def admit(self) -> None:
        """
        Refuse a call for which there is no time.

        Raises:
            Overloaded: it would have to wait too long.
        """
        if self.wait > self._max_wait or self._inside >= _MOST_WAITING:
            raise Overloaded("too many calls at once")

    async def run(self, work: Callable[P, T], *args: P.args, **options: P.kwargs) -> T:
        """
        Run *work* in a thread and return what it returns.

        Raises:
            Overloaded: it took longer than the limit; the thread goes on until it ends by itself.
        """
        self._inside += 1
        self._working.inc()
        running = asyncio.get_running_loop().run_in_executor(self._pool, lambda: self._timed(work, *args, **options))
        running.add_done_callback(self._left)
        try:
            return await asyncio.wait_for(asyncio.shield(running), self._limit)
        except TimeoutError:
            _LOG.error("call-too-long", seconds=self._limit)
            raise Overloaded("the evaluation took too long") from None

    def _timed(self, work: Callable[P, T], *args: P.args, **options: P.kwargs) -> T:
        began = time.perf_counter()
        try:
            return work(*args, **options)
        finally:
            self._usual = _MEMORY * self._usual + (1 - _MEMORY) * (time.perf_counter() - began)

    def _left(self, running: asyncio.Future[T]) -> None:
        self._inside -= 1
        self._working.dec()
        if not running.cancelled():
            running.exception()  # looked at, so that one nobody waits for any more is not reported by its words

    def close(self) -> None:
        """
        Let what runs end, and take nothing more.
        """
        self._pool.shutdown(wait=True, cancel_futures=False)
