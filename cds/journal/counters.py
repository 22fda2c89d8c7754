"""
What several workers must count together: tokens that were used, and how much an issuer may still ask.

Neither needs the disk: after a loss of power a token might be used twice, which its expiry ends.
"""

from __future__ import annotations

import hashlib
from functools import cache
from typing import TYPE_CHECKING

import sqlalchemy as sa

from cds.journal.inserting import InsertOnce, insert_into
from cds.journal.tables import buckets, tokens
from cds.journal.words import kept

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from cds.journal.journal import UsedToken
    from cds.journal.ready import Transaction
    from cds.journal.store import Store

__all__ = ["note_token", "sweep", "take_one", "used_before"]

_BUCKET_DAYS = 1

_TOKEN = InsertOnce(tokens)


def used_before(store: Store, token: UsedToken) -> bool:
    """
    Note a token's id until it expires; tell whether it was noted before.
    """
    return store.run(lambda at: not note_token(at, token), lasting=False)


def note_token(at: Transaction, token: UsedToken) -> bool:
    """
    Note a token's id, of which only a hash is stored; tell whether it is new.
    """
    told = f"{len(token.issuer)}:{token.issuer}{token.jti}"
    own = hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()
    return _TOKEN.one(at, {"id": own, "expires": token.until})


def take_one(store: Store, issuer: str, now: float, *, rate: float, burst: float) -> bool:
    """
    Take one call out of an issuer's bucket, which fills with *rate* a second up to *burst*.

    Returns:
        False when it is empty; then nothing is taken.
    """
    own = kept(issuer)

    def work(connection: Connection) -> bool:
        row = {"issuer": own, "tokens": burst - 1, "at": now, "now": now, "rate": rate, "burst": burst}
        return connection.execute(_take(connection.dialect.name), row).first() is not None

    return burst >= 1 and store.write(work, lasting=False)


@cache
def _take(dialect: str) -> sa.Executable:
    now, rate, burst = (sa.bindparam(name, type_=sa.Double) for name in ("now", "rate", "burst"))
    passed = sa.case((now > buckets.c.at, now - buckets.c.at), else_=0.0)
    filled = buckets.c.tokens + passed * rate
    level = sa.case((filled > burst, burst), else_=filled)
    later = sa.case((now > buckets.c.at, now), else_=buckets.c.at)
    change = {"tokens": level - 1, "at": later}
    insert = insert_into(buckets, dialect)
    return insert.on_conflict_do_update(index_elements=["issuer"], set_=change, where=level >= 1).returning(
        buckets.c.tokens
    )


def sweep(store: Store, now: float) -> int:
    """
    Forget tokens that have expired and buckets nobody used for a day.

    Returns:
        How many were forgotten.
    """

    def work(connection: Connection) -> int:
        gone = connection.execute(sa.delete(tokens).where(tokens.c.expires < int(now))).rowcount
        idle = now - _BUCKET_DAYS * 86_400
        return gone + connection.execute(sa.delete(buckets).where(buckets.c.at < idle)).rowcount

    return store.write(work, lasting=False)
