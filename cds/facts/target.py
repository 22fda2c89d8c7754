"""
What cement aims at, or was put into: the vertebrae, and whether each of them is fractured.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from cds.chart.chart import Evidence
from cds.facts.care_gap import DONE, REPOSITION, augmentations
from cds.facts.causes import NEOPLASTIC
from cds.facts.fact import UNKNOWN, Fact, Status
from cds.facts.fractures import (
    AMBIGUOUS,
    ANY_SITE,
    FRACTURES,
    fractures_unusable,
    from_above,
    recent,
    vertebral_fractures,
)
from cds.facts.gap_lines import gap_lines
from cds.facts.measuring import absent, limits_of, measures, unusable
from cds.facts.orders import AUGMENTATION, ORDER_HOOKS, augmentation_order
from cds.truth import Truth, all_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from cds.chart.chart import Chart, Order, Procedure
    from cds.chart.dates import Span
    from cds.facts.fractures import Fracture

__all__ = [
    "Setting",
    "augmentation_reason",
    "augmenting",
    "cement_setting",
    "in_words",
    "only_target",
    "setting",
    "target_fracture",
    "target_fractures",
    "targets",
    "thoracolumbar",
]

ON_IMAGING = frozenset({"obs-vertebral-fracture-on-imaging"})
NO_FRACTURE = frozenset({"conclusion-no-vertebral-fracture"})
PROPHYLAXIS = frozenset({"reason-prophylactic-augmentation"})
OSTEOPOROSIS = frozenset(
    {"osteoporosis", "osteopenia", "osteoporosis-glucocorticoid-induced", "osteoporosis-drug-induced"}
)
FRACTURE_REASONS = FRACTURES | NEOPLASTIC | AMBIGUOUS | ANY_SITE | {"vertebral-stress-fracture"}


def in_words(levels: Iterable[str]) -> str:
    """
    Write vertebrae from above, or that none is recorded.
    """
    return ", ".join(sorted(levels, key=from_above)) or "level not recorded"


# --- the order, and what was done ------------------------------------------------------------------


def augmenting(chart: Chart) -> Order | None:
    """
    Return the order in question when it is, or may be, one for augmentation.
    """
    order = chart.order
    if order is None or order.terms.isdisjoint(AUGMENTATION):
        return None
    return order  # type: ignore[return-value] # no drug means an augmentation


def targets(chart: Chart, as_of: date) -> frozenset[str]:
    """
    Return the vertebrae an augmentation order aims at.

    They are those it names, else that of the only fracture of the last 12 months; else none is known.
    """
    order = augmenting(chart)
    if order is None:
        return frozenset()
    return order.levels or _only_level(_current(chart, as_of))


def _current(chart: Chart, as_of: date) -> list[Fracture]:
    months: int = limits_of(chart, "target-fracture")["recent_within"]
    return [f for f in vertebral_fractures(chart, as_of) if recent(f, as_of, months) is not Truth.NO]


def _only_level(fractures: Sequence[Fracture]) -> frozenset[str]:
    return fractures[0].levels if len(fractures) == 1 else frozenset()


def target_fractures(chart: Chart, as_of: date, levels: frozenset[str]) -> list[Fracture]:
    """
    Return the fractures recorded at *levels*, newest first, unconfirmed ones included.
    """
    return [f for f in vertebral_fractures(chart, as_of) if f.levels & levels]


def only_target(chart: Chart, as_of: date, levels: frozenset[str]) -> bool:
    """
    Tell whether a finding without a level can only be one of the fracture at *levels*.

    It can when every fracture of the last 12 months is that one (recording.md, "no bodySite").
    """
    current = _current(chart, as_of)
    return len(current) == 1 and bool(current[0].levels & levels)


class Setting(Struct, frozen=True):
    """
    Whether cement is planned now, or was put in of late, and at which vertebrae.

    `done`: the procedures, newest first. `doubtful`: those that may be one.
    """

    state: str
    levels: frozenset[str] = frozenset()
    done: tuple[Procedure, ...] = ()
    doubtful: tuple[Procedure, ...] = ()

    def done_at(self, level: str) -> Span | None:
        """
        Return when the vertebra was treated (last), None when it was not.
        """
        return next((p.on for p in self.done if level in p.levels or not p.levels), None)


NO_CEMENT = Setting("none")


def setting(chart: Chart, as_of: date) -> Setting:
    """
    Return the setting of the call: the order while orders are placed, else what was done of late.

    A dozen facts ask for it, so it is remembered for each order.
    """
    order = augmenting(chart)
    key = (setting, as_of, order.ref if order else "")
    if key not in chart.memo:
        chart.memo[key] = _setting(chart, as_of)
    found: Setting = chart.memo[key]
    return found


def _setting(chart: Chart, as_of: date) -> Setting:
    if chart.hook in ORDER_HOOKS:
        return Setting("planned", targets(chart, as_of)) if augmenting(chart) else NO_CEMENT
    months: int = limits_of(chart, "cement-setting")["window"]
    told = [(p, all_of((certain, p.on.reaches(as_of, months=months)))) for p, certain in augmentations(chart, as_of)]
    done = tuple(p for p, near in told if near is Truth.YES)
    doubtful = tuple(p for p, near in told if near is Truth.UNKNOWN)
    levels = frozenset(level for p in done for level in _treated(p, chart, as_of))
    return Setting("done" if done else UNKNOWN if doubtful else "none", levels, done, doubtful)


def _treated(procedure: Procedure, chart: Chart, as_of: date) -> frozenset[str]:
    if procedure.levels:
        return procedure.levels
    before = [f for f in _current(chart, as_of) if f.onset.within(None, procedure.on.last) is not Truth.NO]
    return _only_level(before)


@measures("cement-setting")
def cement_setting(chart: Chart, as_of: date, *, window: int) -> Fact:  # noqa: ARG001 - read by `setting`
    """
    Is cement being ordered now, or was a vertebra augmented in the last 6 months?
    """
    now = setting(chart, as_of)
    order = augmenting(chart)
    if now.state == "planned" and order is not None:
        ordered = (Evidence(order.ref, f"augmentation of {in_words(now.levels)} ordered"),)
        says = {"levels": in_words(now.levels), "when": "planned"}
        if order.certain is Truth.YES:
            return Fact("planned", ordered, says=says)
        gaps = augmentation_order(chart, as_of).gaps  # the doubt is the order's: one line, not two
        return Fact(UNKNOWN, ordered, status=Status.POSSIBLE, says=says, gaps=gaps)
    if now.state == "done":
        evidence = tuple(Evidence(p.ref, "augmentation done", p.on) for p in now.done)
        on = now.done[0].on
        says = {"levels": in_words(now.levels), "when": f"done on {on}"}
        return Fact("done", evidence, on=on, value=str(on), says=says)
    if now.doubtful:
        evidence = tuple(Evidence(p.ref, "augmentation possibly done", p.on) for p in now.doubtful)
        texts = (f"{p.ref} may be one, {p.note or 'its kind or date is not recorded'}" for p in now.doubtful)
        return Fact(UNKNOWN, evidence, status=Status.POSSIBLE, gaps=gap_lines(chart, "cement-setting", texts))
    if chart.hook in ORDER_HOOKS:
        return absent(chart, "cement-setting")
    lost = unusable(chart, "cement-setting", ("Procedure",), DONE | REPOSITION)
    return lost or absent(chart, "cement-setting")


@measures("thoracolumbar")
def thoracolumbar(chart: Chart, as_of: date, *, first: int, last: int) -> Fact:
    """
    Does the cement aim at, or lie in, a vertebra of the thoracolumbar junction?
    """
    levels = setting(chart, as_of).levels
    if not levels:
        return absent(chart, "thoracolumbar")
    junction = [level for level in levels if first <= from_above(level) + 1 <= last]
    return Fact("yes" if junction else "no", says={"levels": in_words(junction)})


# --- is the target fractured? ----------------------------------------------------------------------


class _Level(Struct, frozen=True):
    """
    What is known of one target: fractured, unfractured, nothing, possible or conflict.
    """

    level: str
    state: str
    evidence: tuple[Evidence, ...] = ()
    gap: str = ""


class _Image(Struct, frozen=True):
    """
    What an examination says of a vertebra.
    """

    fractured: Truth
    on: Span
    updated: str
    ref: str


@measures("target-fracture")
def target_fracture(chart: Chart, as_of: date, *, recent_within: int) -> Fact:  # noqa: ARG001 - read by `targets`
    """
    Is a fracture recorded at each vertebra the order aims at, or is one of them reported as unfractured?
    """
    if augmenting(chart) is None:
        return Fact(UNKNOWN, status=Status.NOT_RECORDED)
    levels = targets(chart, as_of)
    says = {"targets": in_words(levels), "unfractured": in_words(levels)}
    lost = fractures_unusable(chart, "target-fracture")
    if lost:
        return replace(lost, says=says)
    if not levels:
        return Fact(UNKNOWN, status=Status.NOT_RECORDED, says=says)
    return _of_levels([_at(level, chart, as_of) for level in sorted(levels, key=from_above)], chart)


def _of_levels(found: list[_Level], chart: Chart) -> Fact:
    """
    Join the levels: beside a fractured one, a level of which nothing is recorded is an unfractured one.
    """
    of: dict[str, list[str]] = {}
    for one in found:
        of.setdefault(one.state, []).append(one.level)
    fractured, unfractured = of.get("fractured", []), of.get("unfractured", [])
    beside = unfractured + (of.get("nothing", []) if fractured else [])
    says = {
        "targets": in_words(one.level for one in found),
        "fractured": in_words(fractured) if fractured else "no level",
        "unfractured": in_words(beside or [one.level for one in found if one.state != "fractured"]),
    }
    evidence = tuple(dict.fromkeys(e for one in found for e in one.evidence))
    gaps = gap_lines(chart, "target-fracture", (one.gap for one in found if one.gap))
    if len(fractured) == len(found):
        return Fact("fractured", evidence, says=says)
    if len(unfractured) == len(found):
        return Fact("unfractured", evidence, status=Status.REFUTED, says=says)
    if beside:
        return Fact("partly", evidence, says=says, gaps=gaps)
    status = Status.CONFLICTING if "conflict" in of else Status.POSSIBLE if "possible" in of else Status.NOT_RECORDED
    return Fact(UNKNOWN, evidence, status=status, says=says, gaps=gaps)


def _at(level: str, chart: Chart, as_of: date) -> _Level:
    """
    Tell what the record says of one vertebra (recording.md, "imaging without fracture").
    """
    fractures = target_fractures(chart, as_of, frozenset({level}))
    sure = [f for f in fractures if f.confirmed is Truth.YES]
    image = _latest(list(_images(level, chart)))
    evidence = tuple(e for f in fractures for e in f.as_evidence())
    if image:
        evidence += (Evidence(image.ref, f"imaging of {level}", image.on),)
    if sure and image and image.fractured is Truth.NO and all(_seen_before(f, image) for f in sure):
        gap = f"{level}: a fracture is recorded ({sure[0].refs[0]}, {sure[0].onset}), imaging of {image.on} reports none ({image.ref})"
        return _Level(level, "conflict", evidence, gap)
    if sure or (image and image.fractured is Truth.YES):
        return _Level(level, "fractured", evidence)
    open_ones = [f for f in (*fractures, *_somewhere(chart, as_of)) if not (image and _seen_before(f, image))]
    if image and image.fractured is Truth.NO and not open_ones:
        return _Level(level, "unfractured", evidence)
    if open_ones or (image and image.fractured is Truth.UNKNOWN):
        return _Level(level, "possible", evidence, _doubt(level, open_ones, image))
    refuted = _refuted(level, chart)
    return _Level(level, "unfractured" if refuted else "nothing", evidence + refuted)


def _doubt(level: str, open_ones: Sequence[Fracture], image: _Image | None) -> str:
    if open_ones:
        one = open_ones[0]
        reason = (one.note or "it is not confirmed") if one.levels else "it does not name its level"
        return f"{level}: {one.refs[0]}, {reason}"
    return f"{level}: imaging of {image.on} does not decide ({image.ref})" if image else ""


def _seen_before(fracture: Fracture, image: _Image) -> bool:
    """
    Tell whether the fracture surely was there when the image was taken.
    """
    return image.on.first is not None and fracture.onset.within(None, image.on.first) is Truth.YES


def _somewhere(chart: Chart, as_of: date) -> list[Fracture]:
    return [f for f in _current(chart, as_of) if not f.levels]


def _images(level: str, chart: Chart) -> Iterator[_Image]:
    for seen in chart.observations_of(ON_IMAGING):
        if seen.answer is None or (seen.levels and level not in seen.levels):
            continue
        told = seen.answer if seen.certain is Truth.YES else Truth.UNKNOWN
        # A fracture somewhere in the spine need not be at this level; none anywhere is none here.
        yield _Image(told if seen.levels or told is Truth.NO else Truth.UNKNOWN, seen.on, seen.updated, seen.ref)
    for report in chart.reports:
        if report.conclusions & NO_FRACTURE:
            yield _Image(Truth.NO if report.certain is Truth.YES else Truth.UNKNOWN, report.on, "", report.ref)


def _latest(images: list[_Image]) -> _Image | None:
    if not images:
        return None
    newest = max(images, key=lambda image: (str(image.on.last), image.updated))
    same = {image.fractured for image in images if (image.on, image.updated) == (newest.on, newest.updated)}
    return newest if len(same) == 1 else _Image(Truth.UNKNOWN, newest.on, newest.updated, newest.ref)


def _refuted(level: str, chart: Chart) -> tuple[Evidence, ...]:
    return tuple(
        Evidence(c.ref, f"vertebral fracture of {level} refuted", c.onset)
        for c in chart.conditions_of(FRACTURES)
        if c.certain is Truth.NO and level in c.levels and not c.paired
    )


@measures("augmentation-reason")
def augmentation_reason(chart: Chart, as_of: date) -> Fact:
    """
    Is the order written to prevent a fracture, or for osteoporosis while none is recorded at its target?
    """
    order = augmenting(chart)
    if order is None:
        return Fact(UNKNOWN, status=Status.NOT_RECORDED)
    evidence = (Evidence(order.ref, "reason of the order"),)
    if order.reasons & PROPHYLAXIS:
        return Fact("prophylactic", evidence, says={"reason": "prevention of a fracture"})
    if not order.reasons & OSTEOPOROSIS or order.reasons & FRACTURE_REASONS:
        return Fact("other", evidence) if order.reasons else absent(chart, "augmentation-reason")
    lost = fractures_unusable(chart, "augmentation-reason")
    levels = targets(chart, as_of)
    if lost or target_fractures(chart, as_of, levels) or _somewhere(chart, as_of):
        return lost or Fact("other", evidence)
    return Fact("osteoporosis", evidence, says={"reason": "osteoporosis without a fracture"})
