"""
The feedback endpoint: a batch is taken item by item, and a bad item spoils no other.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from cds.chart.reading.decoding import plain
from cds.errors import ChartError, HookError
from cds.journal import read_feedback
from cds.service.calls import Answer
from cds.service.outcomes import issue, outcome
from cds.service.refusals import TooManyCalls

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cds.journal import FeedbackItem, FeedbackResult
    from cds.service.calls import Calls
    from cds.service.lane import Lane
    from cds.service.memory import Memory
    from cds.service.metrics import Metrics
    from cds.service.security.tokens import Caller
    from cds.service.services import Service

__all__ = ["Feedback"]


class Feedback:
    """
    Takes what clinicians did with cards.
    """

    def __init__(self, memory: Memory, metrics: Metrics, lane: Lane, calls: Calls) -> None:
        self._memory = memory
        self._metrics = metrics
        self._lane = lane
        self._calls = calls

    async def take(self, service: Service, body: bytes, caller: Caller) -> Answer:
        """
        Store a batch, and answer with what became of each item that was not simply stored.

        Raises:
            HookError: there is no batch.
            NotStored: the store failed; nothing of it is there.
        """
        self._lane.admit()
        return await self._lane.run(self._stored, service, body, caller)

    def _stored(self, service: Service, body: bytes, caller: Caller) -> Answer:
        if self._memory.shared and not self._calls.take(caller):
            raise TooManyCalls("too many calls")
        self._memory.use_token(caller)
        try:
            told = plain(body)
        except ChartError as error:
            raise HookError(str(error).replace("the file", "the body")) from None
        items, refused = read_feedback(
            told, service=service.id, received_at=datetime.now(UTC), issuer=caller.issuer, tenant=caller.tenant
        )
        kept = self._memory.feedback(items)
        self._count(items, kept)
        results = sorted((*kept, *refused), key=lambda result: result.position)
        stored = sum(1 for result in results if result.stored)
        said = issue("information", "informational", f"{stored} of {len(results)} items are stored")
        return Answer(outcome([said, *_problems(results)]), {"count": stored, "problems": len(results) - stored})

    def _count(self, items: Sequence[FeedbackItem], kept: Sequence[FeedbackResult]) -> None:
        for item, result in zip(items, kept, strict=True):
            if result.stored and not result.repeated:
                self._metrics.feedback.labels(item.outcome).inc()


def _problems(results: Sequence[FeedbackResult]) -> Iterator[dict[str, object]]:
    for result in results:
        place = f"feedback[{result.position}]"
        for problem in result.problems:
            yield issue("warning", "invalid" if not result.stored else "informational", problem, place)
        if result.stored and not result.known:
            yield issue("information", "not-found", "the card is not one that was sent to this client", place)
