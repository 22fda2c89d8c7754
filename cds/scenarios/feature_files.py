"""
The feature files themselves: where they are, their tags, and how many cases they promise.

pytest-bdd keeps scenarios by name and drops one of two with equal names in silence; counting with the
Gherkin parser notices what it lost.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from cds.errors import RuleError

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["FeatureFile", "ScenarioText", "equal_names", "feature_files", "features_directory"]


class ScenarioText(Struct, frozen=True):
    """
    A scenario as written. `cases` is how many tests it stands for: one, or its example rows; `texts`
    are its steps and the cells of its examples.
    """

    name: str
    line: int
    tags: frozenset[str]
    cases: int
    texts: tuple[str, ...]


class FeatureFile(Struct, frozen=True):
    """
    A feature file with its scenarios; `tags` are those of the feature itself.
    """

    path: Path
    tags: frozenset[str]
    scenarios: tuple[ScenarioText, ...]

    @property
    def all_tags(self) -> frozenset[str]:
        """
        Return the tags of the feature and of each scenario.
        """
        return self.tags.union(*(scenario.tags for scenario in self.scenarios))


def features_directory() -> Path:
    """
    Return the directory of the pack's scenarios: in the wheel, else beside the package.
    """
    package = Path(__file__).resolve().parents[1]
    shipped = package / "_pack" / "features"
    return shipped if shipped.is_dir() else package.parent / "features"


def feature_files(directory: Path) -> tuple[FeatureFile, ...]:
    """
    Read every feature file below a directory.

    Raises:
        RuleError: a file is not Gherkin.
    """
    return tuple(_read(path) for path in sorted(directory.rglob("*.feature")))


def equal_names(feature: FeatureFile) -> tuple[str, ...]:
    """
    Return a line for each name that two scenarios of one file share.
    """
    counted = Counter(scenario.name for scenario in feature.scenarios)
    return tuple(
        f"{feature.path.name}: {count} scenarios are called {name!r}; pytest-bdd would run only the last"
        for name, count in counted.items()
        if count > 1
    )


def _read(path: Path) -> FeatureFile:
    # pytest-bdd brings the parser; only those who run or count scenarios need it
    from gherkin.errors import CompositeParserException
    from gherkin.parser import Parser

    try:
        document: Any = Parser().parse(path.read_text(encoding="utf-8"))
    except CompositeParserException as error:
        raise RuleError(f"not Gherkin: {error}", path.name) from error
    feature = document.get("feature") or {"tags": [], "children": []}
    return FeatureFile(path, _tags(feature), tuple(_scenarios(feature)))


def _scenarios(part: Any) -> Iterator[ScenarioText]:
    for child in part["children"]:
        if "rule" in child:
            yield from _scenarios(child["rule"])
        elif "scenario" in child:
            yield _scenario(child["scenario"])


def _scenario(written: Any) -> ScenarioText:
    tables = written["examples"]
    rows = [row for table in tables for row in table["tableBody"]]
    steps = [step["text"] for step in written["steps"]]
    cells = [cell["value"] for row in rows for cell in row["cells"]]
    tags = _tags(written).union(*(_tags(table) for table in tables))
    cases = len(rows) if tables else 1
    return ScenarioText(written["name"], written["location"]["line"], tags, cases, (*steps, *cells))


def _tags(part: Any) -> frozenset[str]:
    return frozenset(tag["name"].removeprefix("@") for tag in part["tags"])
