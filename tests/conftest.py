"""
What all tests share: skips with a word, the phrases of the scenarios, the rule pack, the card checker.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from cards.card_checker import check_cards

from cds.rules.pack import load_pack

if TYPE_CHECKING:
    from collections.abc import Callable

    from cds.rules.model import Pack

pytest_plugins = ["plugins.skips", "cds.scenarios.steps"]


@pytest.fixture(scope="session")
def pack() -> Pack:
    """
    The rule pack of this repository.
    """
    return load_pack()


@pytest.fixture(scope="session")
def card_checker() -> Callable[..., None]:
    """
    Raises an AssertionError for every way in which cards break CDS Hooks or the rules of this house.
    """
    return check_cards
