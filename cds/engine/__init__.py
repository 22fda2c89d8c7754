"""
The engine: facts in, a verdict a rule out, judged by two evaluators.
"""

from cds.engine.at_hook import completed, pack_at
from cds.engine.engine import Engine, Subject
from cds.engine.outcome import Decision, Gap, Outcome, Verdict

__all__ = ["Decision", "Engine", "Gap", "Outcome", "Subject", "Verdict", "completed", "pack_at"]
