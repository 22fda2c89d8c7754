"""
What can go wrong, as one tree.

* CdsError
  * RuleError       a file of the rule pack is wrong: where, what, what would be right
  * ChartError      the record can not be used
    * MissingData   needed data were neither sent nor found
  * HookError       the request is malformed
  * UnknownService  no such service
  * EngineError     the inference engine failed: the answer is "not evaluated"
"""

from __future__ import annotations

__all__ = ["CdsError", "ChartError", "EngineError", "HookError", "MissingData", "RuleError", "UnknownService"]


class CdsError(Exception):
    """
    Anything this package raises on purpose.
    """


class RuleError(CdsError):
    """
    A file of the rule pack is wrong.

    Args:
        message: what is wrong and what would be right.
        where: the file below the pack and, when known, the line: `rebound/x.yaml:12`.
    """

    def __init__(self, message: str, where: str = "") -> None:
        """
        Keep the place apart from the message, so that `cds lint` can sort by it.
        """
        super().__init__(f"{where}: {message}" if where else message)
        self.where = where
        self.message = message


class ChartError(CdsError):
    """
    The record can not be used.
    """


class MissingData(ChartError):  # noqa: N818 - the word of the glossary
    """
    Needed data were neither sent nor found.
    """


class HookError(CdsError):
    """
    The request is malformed.
    """


class UnknownService(CdsError):  # noqa: N818 - the word of the glossary
    """
    No such service.
    """


class EngineError(CdsError):
    """
    The inference engine failed or the two evaluators disagree.
    """
