"""
One request with its answer, and ways to spoil the answer: what a test accepts must not be accepted spoilt.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import httpx
import msgspec

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["Exchange", "dropped", "fails_when", "header", "set_to", "status"]


@dataclass(frozen=True)
class Exchange:
    """
    What was asked and what came.
    """

    method: str
    path: str
    status: int
    headers: Mapping[str, str]
    raw: bytes
    body: Any = None
    sent: Any = field(default=None, repr=False)

    @classmethod
    def of(cls, answer: httpx.Response) -> Exchange:
        """
        Take over what httpx has.
        """
        return cls(
            answer.request.method,
            answer.request.url.path,
            answer.status_code,
            dict(answer.headers),
            answer.content,
            _json(answer.content),
            _json(_sent(answer.request)),
        )

    @property
    def cards(self) -> list[dict[str, Any]]:
        """
        The cards of an answer.
        """
        cards: list[dict[str, Any]] = self.body["cards"]
        return cards

    @property
    def rules(self) -> list[str]:
        """
        The rules that spoke.
        """
        return [card["extension"]["org.ovf-cds"]["rule"] for card in self.cards]

    @property
    def rebound(self) -> list[str]:
        """
        The rules about rebound fractures that spoke; what is missing besides is another matter.
        """
        return [rule for rule in self.rules if rule.startswith("rebound-")]

    def card(self, rule: str) -> dict[str, Any]:
        """
        The card of a rule.
        """
        return next(card for card in self.cards if card["extension"]["org.ovf-cds"]["rule"] == rule)


def _json(data: bytes) -> Any:
    try:
        return msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def _sent(request: httpx.Request) -> bytes:
    try:
        return request.content
    except httpx.RequestNotRead:
        return b""


def _changed(change: Callable[[Any], None]) -> Callable[[Exchange], Exchange]:
    def mutate(exchange: Exchange) -> Exchange:
        body = copy.deepcopy(exchange.body)
        change(body)
        return replace(exchange, body=body, raw=msgspec.json.encode(body))

    return mutate


def _inside(body: Any, path: tuple[str | int, ...]) -> Any:
    for step in path:
        body = body[step]
    return body


def dropped(*path: str | int) -> Callable[[Exchange], Exchange]:
    """
    Spoil an answer by leaving a member out.
    """

    def change(body: Any) -> None:
        del _inside(body, path[:-1])[path[-1]]

    return _changed(change)


def set_to(value: Any, *path: str | int) -> Callable[[Exchange], Exchange]:
    """
    Spoil an answer by another value of a member.
    """

    def change(body: Any) -> None:
        _inside(body, path[:-1])[path[-1]] = value

    return _changed(change)


def status(code: int) -> Callable[[Exchange], Exchange]:
    """
    Spoil an answer by another status.
    """
    return lambda exchange: replace(exchange, status=code)


def header(name: str, value: str | None) -> Callable[[Exchange], Exchange]:
    """
    Spoil an answer by another header, or by none.
    """

    def mutate(exchange: Exchange) -> Exchange:
        kept = {key: told for key, told in exchange.headers.items() if key != name}
        return replace(exchange, headers=kept if value is None else kept | {name: value})

    return mutate


def fails_when(
    check: Callable[[Exchange], None], exchange: Exchange, *mutations: Callable[[Exchange], Exchange]
) -> None:
    """
    Check an answer, and make sure that the check refuses each spoilt one.
    """
    check(exchange)
    assert mutations, "a check that nothing fails is none"
    for number, mutate in enumerate(mutations):
        assert _refuses(check, mutate(exchange)), f"mutation {number} was not noticed"


def _refuses(check: Callable[[Exchange], None], exchange: Exchange) -> bool:
    try:
        check(exchange)
    except (AssertionError, KeyError, TypeError, IndexError, AttributeError, ValueError):
        return True
    return False
