"""
Both evaluators asked the same conditions, and their answers compared.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cds.engine.clauses import compile_clauses
from cds.engine.durable_host import DurableHost
from cds.engine.fold import compile_fold
from cds.truth import Truth

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cds.rules.conditions import Condition

__all__ = ["Evaluators"]


class Evaluators:
    """
    The inference engine and the fold over one list of conditions.

    Args:
        conditions: what is asked.
        states: the states of every fact of the dictionary.
    """

    def __init__(self, conditions: Sequence[Condition], states: Mapping[str, Sequence[str]]) -> None:
        self.clauses = compile_clauses(conditions, states)
        self.fold = compile_fold(conditions)
        self.host = DurableHost(self.clauses.clauses)

    def infer(self, states: Mapping[str, str]) -> list[Truth]:
        """
        Ask the inference engine: what is concluded, and what besides when the unknown facts may be anything.

        Raises:
            EngineError: it failed.
        """
        true, may = self.host.run((self.clauses.known(states), self.clauses.possible(states)))
        answers: dict[str | bool, Truth] = {True: Truth.YES, False: Truth.NO}
        answers |= dict.fromkeys(may, Truth.UNKNOWN)
        answers |= dict.fromkeys(true, Truth.YES)
        return [answers.get(name, Truth.NO) for name in self.clauses.names]

    def differences(self, folded: Sequence[Truth], states: Mapping[str, str]) -> dict[int, Truth]:
        """
        Return what the inference engine answers where it differs from the fold, by the condition's place.

        Raises:
            EngineError: it failed.
        """
        inferred = self.infer(states)
        return {place: answer for place, answer in enumerate(inferred) if answer is not folded[place]}

    def close(self) -> None:
        """
        Give the clauses back to the library.
        """
        self.host.close()
