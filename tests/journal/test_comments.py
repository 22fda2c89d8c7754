"""
Comments: sealed with the site's key, or not kept.
"""

from __future__ import annotations

import base64
import os
from typing import TYPE_CHECKING

import pytest
from journal.records import answer, decision

from cds.journal import JournalError, open_journal
from cds.journal.comments import SealedComment, read_key

if TYPE_CHECKING:
    from pathlib import Path

    from cds.journal import SqlJournal

KEY = base64.b64encode(bytes(range(32)))
WORDS = "canary: spoke with Mrs Miller's daughter"


def test_a_comment_is_opened_with_its_key_only() -> None:
    key, other = read_key(KEY), read_key(os.urandom(32))
    sealed = key.seal(WORDS, "item")

    assert WORDS == key.open(sealed, "item")
    assert other.open(sealed, "item") is None


def test_a_comment_moved_to_another_item_or_changed_is_not_opened() -> None:
    key = read_key(KEY)
    sealed = key.seal(WORDS, "item")
    changed = SealedComment(sealed.key, sealed.sealed[:-1] + bytes([sealed.sealed[-1] ^ 1]))

    assert key.open(sealed, "another") is None
    assert key.open(changed, "item") is None


def test_equal_comments_are_sealed_differently() -> None:
    key = read_key(KEY)

    assert key.seal(WORDS, "item").sealed != key.seal(WORDS, "item").sealed


def test_a_key_may_end_its_line_and_use_the_other_base64() -> None:
    told = bytes([255] * 32)
    names = {read_key(text).name for text in (told, base64.b64encode(told) + b"\n", base64.urlsafe_b64encode(told))}

    assert 1 == len(names)


@pytest.mark.parametrize("told", [b"", b"hunter2", b"x" * 32, base64.b64encode(bytes(16)), b"\xff" * 31])
def test_what_is_no_key_is_refused_and_not_repeated(told: bytes) -> None:
    with pytest.raises(JournalError, match="openssl rand -base64 32") as raised:
        read_key(told)

    assert "hunter2" not in str(raised.value)


def test_the_key_is_not_printed() -> None:
    key = read_key(KEY)

    assert f"CommentKey(name='{key.name}')" == repr(key)


def test_a_comment_is_kept_sealed_and_comes_back(url: str, tmp_path: Path) -> None:
    opened = open_journal(url, key=KEY)
    opened.record(decision())
    [result] = opened.feedback([answer(comment=WORDS)])

    assert () == result.problems
    assert [WORDS] == [item.comment for item in opened.interventions()]
    opened.close()
    assert not [path for path in tmp_path.iterdir() if path.is_file() and b"canary" in path.read_bytes()]


def test_without_the_key_or_with_another_the_rest_of_the_answer_is_there(url: str) -> None:
    opened = open_journal(url, key=KEY)
    opened.record(decision())
    opened.feedback([answer(comment=WORDS)])
    opened.close()

    for key in (None, os.urandom(32)):
        other = open_journal(url, key=key)
        assert [(None, "overridden")] == [(item.comment, item.action) for item in other.interventions()]
        other.close()


def test_without_a_key_the_comment_is_not_kept_and_that_is_said(journal: SqlJournal, tmp_path: Path) -> None:
    journal.record(decision())
    [result] = journal.feedback([answer(comment=WORDS)])

    assert result.stored
    assert ("the comment is not kept: no key is configured",) == result.problems
    with journal._store.reading() as connection:
        [row] = connection.exec_driver_sql("SELECT comment_kept, comment FROM feedback").all()
    assert ("not-kept", None) == tuple(row)
    assert not [path for path in tmp_path.iterdir() if path.is_file() and b"canary" in path.read_bytes()]
