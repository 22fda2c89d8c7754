"""
An evaluator that is wrong, or fails, gives no advice and says so.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from engine.factory import HOOK, any_of, decide, draft, entry, facts_of, is_, outcomes, pack_of, rule, verdicts
from msgspec.structs import replace
from structlog.testing import capture_logs

from cds.engine import Engine, Subject, Verdict, durable_host, fold
from cds.engine import clauses as clauses_module
from cds.engine.clauses import Clause
from cds.engine.durable_host import HOLDS, DurableHost, shards_of
from cds.errors import EngineError, RuleError
from cds.facts.fact import Fact
from cds.rules.conditions import AnyOf, Condition, Not
from cds.rules.model import Nobody, Precedence, Silence

if TYPE_CHECKING:
    from collections.abc import Callable

    from cds.rules.model import Pack

ENTRIES = [entry("ordered"), entry("bleeding"), entry("allergic"), entry("dead")]
WARNS = rule(
    "warns", is_("ordered"), any_of(is_("bleeding"), is_("allergic")), suggest=(draft("drug", is_("allergic", "no")),)
)
OTHER = rule("other", is_("ordered"), Not(is_("bleeding")))


def alarms(logs: list[Any]) -> list[tuple[str, str, str]]:
    return [(log["part"], log["durable"], log["fold"]) for log in logs if log["event"] == "evaluators-differ"]


@pytest.fixture
def small() -> Pack:
    return pack_of(WARNS, OTHER, entries=ENTRIES)


@pytest.fixture
def patient(small: Pack) -> list[Subject]:
    return [Subject(None, facts_of(small, ordered="yes", bleeding="yes", allergic="no"))]


# --- broken on purpose -----------------------------------------------------------------------------


def test_a_lost_clause_is_seen(small: Pack, patient: list[Subject]) -> None:
    engine = Engine(small)
    assert verdicts(engine.decide(patient, hook=HOOK)) == {"warns": "fired", "other": "not-fired"}
    kept = [clause for clause in engine.evaluators.clauses.clauses if clause.pairs != (("bleeding", "yes"),)]
    engine.evaluators.host = DurableHost(kept)
    with capture_logs() as logs:
        decision = engine.decide(patient, hook=HOOK)
    assert alarms(logs) == [("warns: fires[0]", "no", "yes")]
    assert decision.faults == ("warns",)
    assert verdicts(decision) == {"warns": "error", "other": "not-fired"}
    assert outcomes(decision)["data-needed"].verdict is Verdict.FIRED


def test_an_alarm_carries_no_data_of_the_patient(small: Pack) -> None:
    engine = Engine(small)
    engine.evaluators.host = DurableHost([])
    known = Fact("yes", value="CANARY", gaps=("CANARY",))
    with capture_logs() as logs:
        engine.decide([Subject(None, facts_of(small, ordered=known, bleeding=known))], hook=HOOK)
    assert logs
    assert "CANARY" not in str(logs)


def test_a_clause_compiler_that_forgets_not_is_seen(
    small: Pack, patient: list[Subject], monkeypatch: pytest.MonkeyPatch
) -> None:
    right = clauses_module._literal
    monkeypatch.setattr(clauses_module, "_literal", lambda *given, **_: right(*given, negated=False))
    with capture_logs() as logs:
        decision = Engine(small).decide(patient, hook=HOOK)
    assert alarms(logs) == [("other: fires[0]", "yes", "no")]
    assert verdicts(decision) == {"warns": "fired", "other": "error"}


def test_a_host_that_forgets_the_possible_states_is_seen(small: Pack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clauses_module.Clauses, "possible", lambda *_: [])
    with capture_logs() as logs:
        decision = decide(small, ordered="yes")
    assert ("warns: fires[0]", "no", "unknown") in alarms(logs)
    assert decision.faults == ("warns", "other")


@pytest.mark.parametrize(
    ("broken", "alarm"),
    [
        (AnyOf, ("warns: fires[0]", "yes", "no")),
        (Not, ("other: fires[0]", "no", "yes")),
    ],
)
def test_a_wrong_branch_of_the_fold_is_seen(
    small: Pack,
    patient: list[Subject],
    monkeypatch: pytest.MonkeyPatch,
    broken: type[Condition],
    alarm: tuple[str, str, str],
) -> None:
    right = fold._Writer._expression
    wrong = {
        AnyOf: lambda writer, parts: " & ".join(map(writer.write, parts)),
        Not: lambda writer, part: writer.write(part),
    }

    def expression(self: Any, condition: Condition) -> str:
        if not isinstance(condition, broken):
            return right(self, condition)
        return wrong[broken](self, condition.part if isinstance(condition, Not) else condition.parts)

    monkeypatch.setattr(fold._Writer, "_expression", expression)
    with capture_logs() as logs:
        decision = Engine(small).decide(patient, hook=HOOK)
    assert alarms(logs) == [alarm]
    assert decision.faults == (alarm[0].split(":")[0],)


def test_without_the_cross_check_the_library_is_not_asked(small: Pack, patient: list[Subject]) -> None:
    engine = Engine(small)
    engine.evaluators.host = DurableHost([])
    assert verdicts(engine.decide(patient, hook=HOOK, cross_check=False)) == {"warns": "fired", "other": "not-fired"}


def test_a_fault_in_a_silence_is_one_of_the_rule_it_would_silence() -> None:
    silence = Silence(("warns",), "because", is_("allergic"), drafts=("drug",))
    pack = pack_of(WARNS, OTHER, entries=ENTRIES, precedence=Precedence(silences=(silence,)))
    engine = Engine(pack)
    place = engine._parts.index("silences[0]")
    engine.evaluators.clauses = _renamed(engine, place)
    decision = engine.decide([Subject(None, facts_of(pack, ordered="yes", bleeding="yes", allergic="no"))], hook=HOOK)
    assert verdicts(decision) == {"warns": "error", "other": "not-fired"}
    assert decision.faults == ("warns",)


def test_a_fault_on_whether_anybody_gets_a_card_stops_everything() -> None:
    pack = pack_of(WARNS, entries=ENTRIES, precedence=Precedence(nobody=(Nobody(is_("dead"), "has died"),)))
    engine = Engine(pack)
    engine.evaluators.clauses = _renamed(engine, engine._parts.index("nobody[0]"))
    decision = engine.decide([Subject(None, facts_of(pack, ordered="yes", dead="no"))], hook=HOOK)
    assert (decision.faults, decision.nobody) == (("warns",), "")


def _renamed(engine: Engine, place: int) -> Any:
    """
    The clauses of an engine, one condition answered by yes.
    """
    clauses = engine.evaluators.clauses
    names = (*clauses.names[:place], True, *clauses.names[place + 1 :])
    return replace(clauses, names=names)


def test_a_fact_in_no_state_of_its_entry_stops_the_rules_that_read_it(small: Pack) -> None:
    decision = decide(small, ordered="yes", bleeding="no", allergic="perhaps")
    assert verdicts(decision) == {"warns": "error", "other": "fired"}
    assert outcomes(decision)["warns"].why == "allergic is in no state of the dictionary"


def test_a_fact_nobody_measured_stops_the_rules_that_read_it(small: Pack) -> None:
    facts = facts_of(small, ordered="yes", bleeding="no")
    del facts["allergic"]
    assert verdicts(Engine(small).decide([Subject(None, facts)], hook=HOOK)) == {"warns": "error", "other": "fired"}


# --- a failing engine ------------------------------------------------------------------------------


def _fail(*_: object) -> None:
    raise MemoryError("no more")


@pytest.fixture(params=["assert_facts", "start_action_for_state", "complete_and_start_action"])
def failing(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    return lambda: monkeypatch.setattr(durable_host, "library", _with(**{request.param: _fail}))


def test_a_failing_engine_evaluates_nothing(small: Pack, patient: list[Subject], failing: Callable[[], None]) -> None:
    engine = Engine(small)
    failing()
    with capture_logs() as logs:
        decision = engine.decide(patient, hook=HOOK)
    assert [log["event"] for log in logs] == ["engine-failed"]
    assert verdicts(decision) == {"warns": "error", "other": "error"}
    assert decision.faults == ("warns", "other")
    assert outcomes(decision)["data-needed"].verdict is Verdict.FIRED


def test_the_next_patient_is_evaluated_again(
    small: Pack, patient: list[Subject], failing: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = Engine(small)
    failing()
    assert engine.decide(patient, hook=HOOK).faults
    monkeypatch.undo()
    assert verdicts(engine.decide(patient, hook=HOOK)) == {"warns": "fired", "other": "not-fired"}


def test_a_session_that_can_not_be_ended_ends_the_engine(
    small: Pack, patient: list[Subject], monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = Engine(small)

    monkeypatch.setattr(durable_host, "library", _with(delete_state=_fail))
    assert engine.decide(patient, hook=HOOK).faults
    monkeypatch.undo()
    assert engine.decide(patient, hook=HOOK).faults == ("warns", "other")


def _with(**replaced: object) -> SimpleNamespace:
    """
    The library, some of its functions replaced.
    """
    return SimpleNamespace(**{**vars(durable_host.library), **replaced})


@pytest.mark.parametrize(
    ("replaced", "message"),
    [
        ({"assert_facts": lambda *_: (1, 1)}, "did not take every fact"),
        ({"start_action_for_state": lambda *_: None}, "left its agenda unfinished"),
    ],
)
def test_what_the_library_left_out_is_an_error(
    small: Pack, monkeypatch: pytest.MonkeyPatch, replaced: Any, message: str
) -> None:
    host = Engine(small).evaluators.host
    monkeypatch.setattr(durable_host, "library", _with(**replaced))
    with pytest.raises(EngineError, match=message):
        host.run(([("ordered", "yes")],))


def test_no_subject_is_no_empty_answer(small: Pack) -> None:
    with pytest.raises(ValueError, match="nothing to judge"):
        Engine(small).decide([], hook=HOOK)


# --- bounds, before the library sees anything ------------------------------------------------------


def facts(count: int, *, state: str = "yes") -> tuple[tuple[str, str], ...]:
    return tuple((f"fact-{n:03}", state) for n in range(count))


def batched(pairs: tuple[tuple[str, str], ...], size: int) -> list[tuple[tuple[str, str], ...]]:
    return [pairs[start : start + size] for start in range(0, len(pairs), size)]


@pytest.mark.parametrize(
    ("clauses", "message"),
    [
        ([Clause("#0", facts(17))], "reads 17 facts"),
        ([Clause("#0", ())], "reads 0 facts"),
        ([Clause("#0", (("a", f"state-{n}"),)) for n in range(201)], "needs 201 clauses"),
        ([Clause("#0", pairs) for pairs in batched(facts(252), 2)], "more than 250 states"),
        ([Clause("#0", pairs) for pairs in batched(facts(120), 2)], "more than 60 tests pending"),
        ([Clause("#0", (('a"', "yes"),))], "no plain name"),
        ([Clause("#0", (("a", "ja wohl"),))], "no plain name"),
    ],
)
def test_a_bound_is_checked_before_the_library_sees_a_ruleset(
    clauses: list[Clause], message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(durable_host, "library", None)
    with pytest.raises(RuleError, match=message):
        DurableHost(clauses)


def test_the_fullest_shard_is_taken_and_read_rightly() -> None:
    clauses = [Clause(f"#{n}", pairs) for n, pairs in enumerate(batched(facts(118), 2))]
    clauses += [Clause(f"alone-{n}", (fact,)) for n, fact in enumerate(facts(250)[118:])]
    clauses += [Clause(f"again-{n}", facts(2)) for n in range(200 - len(clauses))]
    assert [len(shard) for shard in shards_of(clauses)] == [200]
    host = DurableHost(clauses)
    assert host.run((facts(250),)) == [{clause.name for clause in clauses}]
    assert host.run((facts(3), facts(4)[3:])) == [{"#0"} | {f"again-{n}" for n in range(9)}, {"#1"}]


def test_sixteen_facts_are_read_by_one_clause() -> None:
    clauses = [Clause(f"#{n}", tuple((f"fact-{n}-{m}", "yes") for m in range(16))) for n in range(200)]
    host = DurableHost(clauses)
    assert host.run((clauses[0].pairs, clauses[199].pairs[:15], clauses[199].pairs[15:])) == [{"#0"}, set(), {"#199"}]


def test_more_pending_tests_than_the_library_has_room_for_are_divided(monkeypatch: pytest.MonkeyPatch) -> None:
    clauses = [Clause(f"#{n}", pairs) for n, pairs in enumerate(batched(facts(130), 2))]
    assert [len(shard) for shard in shards_of(clauses)] == [32, 33]
    assert DurableHost(clauses).run((facts(130),)) == [{clause.name for clause in clauses}]

    monkeypatch.setattr(durable_host, "MAX_PENDING", 66)
    with pytest.raises(EngineError, match="error code: 303"):
        DurableHost(clauses).run((facts(130),))


def test_no_two_properties_are_one_to_the_library() -> None:
    words = ["_go", "sid", "id", *(f"p{n}" for n in range(durable_host.MAX_PAIRS))]
    assert len({_fnv(word) for word in words}) == len(words)
    assert _fnv("sid") == 3593476751  # as the library has it (state.h)


def _fnv(word: str) -> int:
    found = 2166136261
    for byte in word.encode():
        found = (found ^ byte) * 16777619 % 2**32
    return found


def test_conclusions_are_divided_into_shards_but_never_within() -> None:
    clauses = [Clause(f"#{n}", ((f"fact-{n}", f"state-{way}"),)) for n in range(90) for way in range(5)]
    shards = shards_of(clauses)
    assert [len(shard) for shard in shards] == [200, 200, 50]
    assert [clause for shard in shards for clause in shard] == clauses
    assert not set.intersection(*({clause.name for clause in shard} for shard in shards[:2]))


def test_a_shard_reads_the_conclusions_of_the_one_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(durable_host, "MAX_CLAUSES", 1)
    host = DurableHost([Clause("#0", (("a", "yes"),)), Clause("#1", (("#0", HOLDS), ("b", "yes")))])
    assert host.run(([("a", "yes"), ("b", "yes")],)) == [{"#0", "#1"}]
    assert host.run(([("a", "yes")], [("b", "yes")])) == [{"#0"}, {"#1"}]
    assert host.run(([("b", "yes")], [("a", "yes")])) == [set(), {"#0", "#1"}]
    assert host.run(([],)) == [set()]


# --- the library's traps do not happen --------------------------------------------------------------


def test_two_thousand_patients_in_one_process(small: Pack) -> None:
    engine = Engine(small)
    sick = [Subject(None, facts_of(small, ordered="yes", bleeding="yes", allergic="no"))]
    unclear = [Subject(None, facts_of(small, ordered="yes", allergic="no"))]
    nobody = [Subject(None, facts_of(small))]
    expected = [{"fired"}, {"undecided"}, {"not-applicable"}]
    for _ in range(667):
        found = [{verdicts(engine.decide(one, hook=HOOK))["warns"]} for one in (sick, unclear, nobody)]
        assert found == expected


def test_threads_share_an_engine(small: Pack) -> None:
    engine = Engine(small)
    sick = [Subject(None, facts_of(small, ordered="yes", bleeding="yes", allergic="no"))]
    well = [Subject(None, facts_of(small, ordered="yes", bleeding="no", allergic="no"))]
    wrong: list[object] = []

    def work(patient: list[Subject], expected: str) -> None:
        found = {verdicts(engine.decide(patient, hook=HOOK))["warns"] for _ in range(100)}
        wrong.extend(found - {expected})

    threads = [threading.Thread(target=work, args=pair) for pair in [(sick, "fired"), (well, "not-fired")] * 4]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


STRESS = """
import os, random
from types import SimpleNamespace
from cds.engine import durable_host
from cds.engine.clauses import Clause
from cds.engine.durable_host import DurableHost
from cds.errors import EngineError
def fail(*_):
    raise MemoryError
library = durable_host.library
broken = SimpleNamespace(**{**vars(library), "complete_and_start_action": fail})
draw = random.Random(3)
facts = [(f"fact-{n}", state) for n in range(30) for state in ("yes", "no", "unknown")]
for build in range(15):
    clauses = [Clause(f"#{n}", tuple(draw.sample(facts, draw.randint(1, 16)))) for n in range(draw.randint(0, 200))]
    host = DurableHost(clauses)
    for run in range(50):
        held = draw.sample(facts, draw.randint(0, 60))
        cut = draw.randint(0, len(held))
        fired = host.run((held[:cut], held[cut:]))
        expected = {c.name for c in clauses if set(c.pairs) <= set(held)}
        assert fired[0] | fired[1] == expected, (fired, expected)
        assert fired[0] == {c.name for c in clauses if set(c.pairs) <= set(held[:cut])}
        durable_host.library = broken  # an error in the middle of a session, then on
        try:
            host.run((held,))
            raise AssertionError("the failure was not noticed")
        except EngineError:
            pass
        durable_host.library = library
    if build % 2:
        host.close()
child = os.fork()
if not child:
    host = DurableHost(clauses)
    os._exit(host.run((held,))[0] != expected)
assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
"""


def test_the_library_survives_a_stress_with_poisoned_memory() -> None:
    ran = subprocess.run([sys.executable, "-c", STRESS], env=_poisoned(), capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, "")


def _poisoned() -> dict[str, str]:
    return {**os.environ, "MALLOC_PERTURB_": "165", "PYTHONPATH": os.pathsep.join(sys.path)}
