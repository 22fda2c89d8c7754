"""
Load a rule pack: read every file, check each against its form, resolve conditions, hash the rules.

The pack is beside the package in a checkout and under `cds/_pack/` in an installed wheel, and is
looked for nowhere else; `--rules` and `CDS_RULES` replace it.
"""

from __future__ import annotations

import gc
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from msgspec.structs import replace
from pydantic import BaseModel, ValidationError

from cds.errors import RuleError
from cds.facts import measures
from cds.plain_yaml import Document, read_yaml
from cds.rules.conditions import Is
from cds.rules.conditions_file import Reader
from cds.rules.hashing import Hashing
from cds.rules.model import (
    INDICATORS,
    Ask,
    Draft,
    Entry,
    Evidence,
    Limit,
    Link,
    Mention,
    Need,
    Nobody,
    Override,
    Pack,
    Precedence,
    Rule,
    Silence,
    Source,
    Suggestion,
    Variant,
)
from cds.rules.recording import types_read
from cds.rules.rule_file import (
    AskFile,
    DraftFile,
    EntryFile,
    NeedFile,
    OverrideFile,
    PrecedenceFile,
    RuleFile,
    SourceFile,
)
from cds.terminology.terms import load_terms

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

__all__ = ["default_root", "load_pack", "read_pack"]

_NOT_RULES = frozenset({"facts", "terms", "overlay"})

Form = TypeVar("Form", bound=BaseModel)


def default_root() -> Path:
    """
    Return the folder of the pack that came with this installation.

    Raises:
        RuleError: there is none.
    """
    package = Path(__file__).resolve().parent.parent
    for root in (package / "_pack" / "rules", package.parent / "rules"):
        if (root / "precedence.yaml").is_file():
            return root
    raise RuleError("this installation has no rule pack; name one with --rules or CDS_RULES")


def load_pack(root: Path | None = None, *, exclude: Iterable[str] = ()) -> Pack:
    """
    Load a rule pack.

    Args:
        root: the folder with `precedence.yaml`; None for the pack of this installation.
        exclude: code systems not to load (`cpt`, `medis`), for sites without their licence.

    Raises:
        RuleError: something in it is wrong; the message tells the first error and how many follow.
    """
    with _no_garbage_collection():
        pack, errors = read_pack(root or default_root(), exclude=exclude)
    if errors or pack is None:
        more = f" (and {len(errors) - 1} more; `cds lint` lists all)" if len(errors) > 1 else ""
        raise RuleError(f"{errors[0].message}{more}", errors[0].where)
    return pack


@contextmanager
def _no_garbage_collection() -> Iterator[None]:
    """
    Put the garbage collector off: nearly all that is read stays, and looking through it costs a tenth of the time.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def read_pack(root: Path, *, exclude: Iterable[str] = ()) -> tuple[Pack | None, list[RuleError]]:
    """
    Read a rule pack and return it with everything that is wrong in its files.
    """
    if not (root / "precedence.yaml").is_file():
        return None, [RuleError("there is no precedence.yaml: this is not a rule pack", str(root))]
    reading = _Reading(root)
    try:
        terms = load_terms(root / "terms", exclude=tuple(exclude), overlay=_overlay(root))
    except RuleError as error:
        return None, [error]
    entries = reading.entries()
    precedence = reading.precedence(entries)
    rules = reading.rules(entries, precedence)
    sources, overrides, drafts = reading.sources(), reading.overrides(), reading.drafts()
    if reading.errors:
        return None, reading.errors
    hashing = Hashing(
        entries=entries, terms=terms, precedence=reading.silence_lines, overrides=overrides, drafts=drafts
    )
    terms_of = {name: hashing.terms_of(name) for name in entries}
    types_of = {name: types_read(hashing, name) for name in entries}
    hashed = {rule_id: hashing.sealed(rule, reading.raw[rule_id]) for rule_id, rule in rules.items()}
    pack_hash = hashing.of_pack(hashed)
    newest = max((rule.version for rule in hashed.values()), default="")
    pack = Pack(
        hashed, entries, precedence, sources, overrides, drafts, terms, pack_hash, newest, str(root), terms_of, types_of
    )
    return pack, []


def _overlay(root: Path) -> Path | None:
    overlay = root / "overlay"
    return overlay if overlay.is_dir() else None


class _Reading:
    """
    One pass over the files of a pack; `errors` grows, nothing is raised.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.errors: list[RuleError] = []
        self.raw: dict[str, Any] = {}
        self.silence_lines: list[Mapping[str, Any]] = []

    def document(self, path: Path) -> Document | None:
        try:
            return read_yaml(path, root=self.root)
        except RuleError as error:
            self.errors.append(error)
            return None

    def form(self, model: type[Form], document: Document, path: tuple[str | int, ...], data: Any) -> Form | None:
        try:
            return model.model_validate(data)
        except ValidationError as error:
            for wrong in error.errors(include_url=False):
                place = (*path, *(part for part in wrong["loc"] if isinstance(part, str | int)))
                named = ".".join(str(part) for part in wrong["loc"])
                message = f"{named}: {wrong['msg']}" if named else wrong["msg"]
                self.errors.append(RuleError(message, document.where(place)))
            return None

    def table(self, name: str, model: type[Form]) -> dict[str, tuple[Form, str]]:
        """
        Read a file that maps names to entries of one form.
        """
        path = self.root / name
        document = self.document(path)
        if document is None:
            return {}
        if not isinstance(document.data, dict):
            self.errors.append(RuleError("the file maps names to entries", document.where()))
            return {}
        found = {}
        for key, data in document.data.items():
            form = self.form(model, document, (key,), data)
            if form is not None:
                found[key] = form, document.where((key,))
        return found

    def entries(self) -> dict[str, Entry]:
        found: dict[str, Entry] = {}
        for path in sorted((self.root / "facts").glob("*.yaml")):
            for name, (form, where) in self.table(f"facts/{path.name}", EntryFile).items():
                if name in found:
                    self.errors.append(RuleError(f"'{name}' stands in {found[name].where} too", where))
                found[name] = _entry(name, form, where)
        for name, entry in found.items():
            self.errors += _wrong_entry(name, entry)
        return {name: self._asked(entry, found) for name, entry in found.items()}

    def _asked(self, entry: Entry, entries: Mapping[str, Entry]) -> Entry:
        """
        Give an entry that is asked for through another the words of that one.
        """
        if not entry.asked_as:
            return entry
        other = entries.get(entry.asked_as)
        if other is None or other.ask is None:
            self.errors.append(
                RuleError(
                    f"'{entry.name}' is asked for as '{entry.asked_as}', which nobody can be asked for", entry.where
                )
            )
            return entry
        return replace(entry, ask=other.ask)

    def sources(self) -> dict[str, Source]:
        table = self.table("sources.yaml", SourceFile)
        return {label: Source(label, form.says, form.citation, form.url) for label, (form, _) in table.items()}

    def overrides(self) -> dict[str, Override]:
        table = self.table("overrides.yaml", OverrideFile)
        return {code: Override(code, form.display, comment=form.comment == "yes") for code, (form, _) in table.items()}

    def drafts(self) -> dict[str, Draft]:
        table = self.table("drafts.yaml", DraftFile)
        return {n: Draft(n, f.label, tuple(f.resources), f.drug, where) for n, (f, where) in table.items()}

    def precedence(self, entries: Mapping[str, Entry]) -> Precedence:
        document = self.document(self.root / "precedence.yaml")
        form = self.form(PrecedenceFile, document, (), document.data) if document else None
        if document is None or form is None:
            return Precedence()
        self.silence_lines = list(document.data.get("silences", []))
        read = Reader(document, entries, self.errors)
        nobody = tuple(
            Nobody(read.condition(n.when, ("nobody", place, "when")), n.why) for place, n in enumerate(form.nobody)
        )
        silences = tuple(
            Silence(
                tuple(s.silent),
                s.why,
                None if s.when is None else read.condition(s.when, ("silences", place, "when")),
                s.shown.rule if s.shown else "",
                tuple(s.shown.indicator) if s.shown and s.shown.indicator else INDICATORS,
                tuple(s.drafts),
                document.where(("silences", place)),
            )
            for place, s in enumerate(form.silences)
        )
        tiers = {rule: tier.tier for tier in form.tiers for rule in tier.rules}
        never_together = tuple(
            Nobody(read.condition(n.when, ("never_together", place, "when")), n.why)
            for place, n in enumerate(form.never_together)
        )
        return Precedence(nobody, tiers, tuple(form.ask_first), silences, never_together)

    def rules(self, entries: Mapping[str, Entry], precedence: Precedence) -> dict[str, Rule]:
        numbers = {rule: number for number, rule in enumerate(precedence.tiers)}
        found: dict[str, Rule] = {}
        for path in sorted(self.root.glob("*/*.yaml")):
            if path.parent.name in _NOT_RULES:
                continue
            document = self.document(path)
            form = self.form(RuleFile, document, (), document.data) if document else None
            if document is None or form is None:
                continue
            if path.stem != form.id.replace("-", "_"):
                self.errors.append(
                    RuleError(f"the file of '{form.id}' is {form.id.replace('-', '_')}.yaml", document.where())
                )
            if form.id in found:
                self.errors.append(RuleError(f"'{form.id}' stands in {found[form.id].where} too", document.where()))
            if form.id not in precedence.tiers:
                self.errors.append(RuleError(f"'{form.id}' has no tier in precedence.yaml", document.where(("id",))))
            found[form.id] = self._rule(form, document, path.parent.name, numbers.get(form.id, 0), entries)
            self.raw[form.id] = document.data
        return dict(sorted(found.items(), key=lambda item: item[1].number))

    def _rule(
        self, form: RuleFile, document: Document, chapter: str, number: int, entries: Mapping[str, Entry]
    ) -> Rule:
        read = Reader(document, entries, self.errors)
        return Rule(
            id=form.id,
            version=form.version,
            title=form.title,
            hooks=tuple(form.hooks),
            owner=form.owner,
            review_by=form.review_by,
            dsi_type=form.dsi_type,
            trigger=read.all_of(form.trigger, ("trigger",)),
            fires=tuple(
                Variant(read.condition(v.when, ("fires", place, "when")), v.indicator, v.summary)
                for place, v in enumerate(form.fires)
            ),
            detail=form.detail.strip(),
            evidence=Evidence(
                tuple(form.evidence.source), form.evidence.certainty, form.evidence.strength, form.evidence.not_for
            ),
            override=tuple(form.override),
            mentions=tuple(
                Mention(read.condition(m.when, ("mentions", place, "when")), m.say)
                for place, m in enumerate(form.mentions)
            ),
            needs=tuple(
                self._need(n, read, ("needs", place), form, entries, document) for place, n in enumerate(form.needs)
            ),
            suggest=tuple(
                Suggestion(
                    *s.kinds()[0], None if s.when is None else read.condition(s.when, ("suggest", place, "when"))
                )
                for place, s in enumerate(form.suggest)
            ),
            selection=form.selection,
            links=tuple(Link(link.label, link.url) for link in form.links),
            chapter=chapter,
            number=number,
            where=document.where(),
        )

    def _need(
        self,
        form: str | NeedFile,
        read: Reader,
        path: tuple[str | int, ...],
        rule: RuleFile,
        entries: Mapping[str, Entry],
        document: Document,
    ) -> Need:
        need = NeedFile(ask=form) if isinstance(form, str) else form
        if need.ask not in entries:
            self.errors.append(RuleError(f"'{need.ask}' is not in the dictionary (rules/facts)", document.where(path)))
        elif entries[need.ask].ask is None:
            self.errors.append(
                RuleError(
                    f"'{need.ask}' has no `ask:` in the dictionary, so nobody can be asked for it", document.where(path)
                )
            )
        unknown = Is(need.ask, frozenset({"unknown"}))
        when = unknown if need.when is None else read.condition(need.when, (*path, "when"))
        return Need(need.ask, when, frozenset(need.hooks or rule.hooks), need.why, need.item, need.when is not None)


def _entry(name: str, form: EntryFile, where: str) -> Entry:
    return Entry(
        name=name,
        means=form.means,
        states=tuple(form.states),
        absent=form.absent,
        scope=form.scope,
        given=form.given is not None,
        ask=Ask(form.ask.item, form.ask.why, form.ask.how) if isinstance(form.ask, AskFile) else None,
        asked_as=form.ask if isinstance(form.ask, str) else "",
        limits={limit: Limit(*value.number(), value.source) for limit, value in form.limits.items()},
        says=tuple(form.says),
        where=where,
    )


def _wrong_entry(name: str, entry: Entry) -> Iterable[RuleError]:
    if "unknown" not in entry.states:
        yield RuleError(f"'{name}' has no state unknown; every fact may be unknown", entry.where)
    if entry.absent is not None and entry.absent not in entry.states:
        yield RuleError(f"'{name}' is never '{entry.absent}'; it is {', '.join(entry.states)}", entry.where)
    if not entry.given and name not in measures:
        yield RuleError(f"no measure answers '{name}' (a function in cds/facts with @measures)", entry.where)
