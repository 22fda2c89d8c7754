"""
A process that stores and says what it has stored, until it is killed.

Called as: recording_child.py URL ROUND. Each line is `decision ID` or `feedback CARD`, written after
the commit returned.
"""

from __future__ import annotations

import sys
from itertools import count

from journal.records import answer, decision

from cds.journal import open_journal


def main(url: str, name: str) -> None:
    journal = open_journal(url)
    print("ready", flush=True)  # noqa: T201 - this is what the test reads
    for number in count():
        record, item = decision(f"{name} {number}"), answer(f"{name} {number}")
        journal.record(record)
        print("decision", record.id, flush=True)  # noqa: T201 - likewise
        journal.feedback([item])
        print("feedback", item.card, flush=True)  # noqa: T201 - likewise


if __name__ == "__main__":
    main(*sys.argv[1:])
