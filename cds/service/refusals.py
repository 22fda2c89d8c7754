"""
What the service refuses beyond what the floors below refuse; the status codes stand in `app.py`.

* CdsError
  * NotAuthorised    the caller did not show who it is
  * TooMuch          the request is larger than allowed
  * WrongType        the body is no JSON by its own account
  * TooSlow          the body did not arrive in time
  * TooManyCalls     this issuer calls too often
  * Overloaded       the service has more to do than it can; come back
  * NotStored        the decision could not be stored, and must be
"""

from __future__ import annotations

from cds.errors import CdsError

__all__ = ["NotAuthorised", "NotStored", "Overloaded", "TooManyCalls", "TooMuch", "TooSlow", "WrongType"]


class NotAuthorised(CdsError):  # noqa: N818 - the words of the table
    """
    The caller did not show who it is.

    Args:
        reason: for the log; the caller is told nothing.
    """

    def __init__(self, reason: str) -> None:
        """
        Keep the reason apart from the message that is sent.
        """
        super().__init__("not authorised")
        self.reason = reason


class TooMuch(CdsError):  # noqa: N818
    """
    The request is larger than allowed.
    """


class WrongType(CdsError):  # noqa: N818
    """
    The body is no JSON by its own account.
    """


class TooSlow(CdsError):  # noqa: N818
    """
    The body did not arrive in time.
    """


class TooManyCalls(CdsError):  # noqa: N818
    """
    This issuer calls too often.
    """


class Overloaded(CdsError):  # noqa: N818
    """
    The service has more to do than it can.
    """


class NotStored(CdsError):  # noqa: N818
    """
    The decision could not be stored, and must be.
    """
