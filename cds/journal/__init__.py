"""
The journal: decisions and what clinicians answered, in SQLite or PostgreSQL, with the packs that decided.
"""

from cds.journal.alarms import Alarm
from cds.journal.errors import JournalError
from cds.journal.expectations import Expectation, read_expectations
from cds.journal.feedback import FeedbackItem, FeedbackResult, Reason, read_feedback
from cds.journal.intervals import Share, share
from cds.journal.journal import Journal, Status, UsedToken
from cds.journal.place import default_url
from cds.journal.purging import Purged
from cds.journal.record import DecisionRecord, FactKept, OrderKept, ResourceKept, RuleVerdict
from cds.journal.recording import CallKept, decision_record
from cds.journal.reporting import Intervention, Report, RuleReport
from cds.journal.sql_journal import SqlJournal, open_journal, store_status, upgrade_store

__all__ = [
    "Alarm",
    "CallKept",
    "DecisionRecord",
    "Expectation",
    "FactKept",
    "FeedbackItem",
    "FeedbackResult",
    "Intervention",
    "Journal",
    "JournalError",
    "OrderKept",
    "Purged",
    "Reason",
    "Report",
    "ResourceKept",
    "RuleReport",
    "RuleVerdict",
    "Share",
    "SqlJournal",
    "Status",
    "UsedToken",
    "decision_record",
    "default_url",
    "open_journal",
    "read_expectations",
    "read_feedback",
    "share",
    "store_status",
    "upgrade_store",
]
