"""
The lane to the processor: a few threads, a short queue, and an honest "come back later" when it is full.
"""

from __future__ import annotations

import asyncio
import queue
import threading
import time
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

import structlog
from msgspec import Struct

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
_LAST_SECONDS = 30


class _Job(Struct):
    """
    One evaluation: what to do, who waits, whether a thread has begun and ended, and whether another took its place.
    """

    work: Callable[[], Any]
    done: asyncio.Future[Any]
    loop: asyncio.AbstractEventLoop
    begun: bool = False
    ended: bool = False
    replaced: bool = False


class Lane:
    """
    Runs evaluations away from the event loop.

    One thread is best while the store is quick: several threads of Python only wait for each other.

    Args:
        threads: that evaluate at the same time.
        max_wait: seconds a call may have to wait before it begins; one that would wait longer is refused.
        limit: seconds one evaluation may take.
        working: counts what is in the lane.
    """

    def __init__(self, *, threads: int, max_wait: float, limit: float, working: Gauge) -> None:
        self._threads = threads
        self._max_wait = max_wait
        self._limit = limit
        self._working = working
        self._inside = 0
        self._usual = _FIRST_GUESS
        self._replacing = threading.Lock()
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._running = [self._started() for _ in range(threads)]

    def _started(self) -> threading.Thread:
        # a thread that never ends must not keep the process from ending
        thread = threading.Thread(target=self._work, args=(self._jobs,), name="evaluate", daemon=True)
        thread.start()
        return thread

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
            Overloaded: it took longer than the limit; a thread takes the place of the one that is busy with it.
        """
        loop = asyncio.get_running_loop()
        done: asyncio.Future[T] = loop.create_future()
        done.add_done_callback(self._left)
        self._inside += 1
        self._working.inc()
        job = _Job(lambda: work(*args, **options), done, loop)
        self._jobs.put(job)
        timer = loop.call_later(self._limit, self._give_up, job)
        # who goes away ends neither the evaluation nor its limit
        done.add_done_callback(lambda done: None if done.cancelled() else timer.cancel())
        return await done

    def _give_up(self, job: _Job) -> None:
        with self._replacing:
            job.replaced = job.begun and not job.ended
        if job.replaced:
            self._running = [*(thread for thread in self._running if thread.is_alive()), self._started()]
        elif job.done.done():
            return
        _LOG.error("call-too-long", seconds=self._limit)
        if not job.done.done():
            job.done.set_exception(Overloaded("the evaluation took too long"))

    def _work(self, jobs: queue.SimpleQueue[_Job | None]) -> None:
        while (job := jobs.get()) is not None:
            if job.done.done():
                continue
            job.begun, began = True, time.perf_counter()
            try:
                result, failed = job.work(), None
            except BaseException as error:  # noqa: BLE001 - it is raised where somebody waits for it
                result, failed = None, error
            with self._replacing:
                job.ended = True
            self._usual = _MEMORY * self._usual + (1 - _MEMORY) * (time.perf_counter() - began)
            try:
                job.loop.call_soon_threadsafe(_tell, job.done, result, failed)
            except RuntimeError:
                return  # the loop has ended; nobody waits any more
            if job.replaced:
                return
            del job, result, failed  # or it would be kept until the next one comes

    def _left(self, done: asyncio.Future[Any]) -> None:
        self._inside -= 1
        self._working.dec()
        if not done.cancelled():
            done.exception()  # looked at, so that one nobody waits for any more is not reported by its words

    def close(self) -> None:
        """
        Let what runs end, and take nothing more.
        """
        for _ in self._running:
            self._jobs.put(None)
        deadline = time.monotonic() + min(self._limit, _LAST_SECONDS)
        for thread in self._running:
            thread.join(max(0.0, deadline - time.monotonic()))


def _tell(done: asyncio.Future[Any], result: Any, failed: BaseException | None) -> None:
    if done.done():
        return
    if failed is None:
        done.set_result(result)
    else:
        done.set_exception(failed)
