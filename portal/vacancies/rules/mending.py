"""What a company is told while it writes an offer, and how a passage is mended with one click."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from portal.reference import Snapshot
from portal.vacancies.rules.content import missing
from portal.vacancies.rules.findings import TEXTS, Concern, concerns

_ADDED_TO_TITLE = "m_only"
_QUOTED = re.compile(r'"([^"]+)"')


def told(version: Any, *, on: date, tables: Snapshot) -> tuple[Concern, ...]:
    """List what stands against a text that is being written.

    What follows from the numbers is left out while kind or pay are open: it would frighten before anything is said.
    """
    is_open = not {"what", "pay"}.isdisjoint(missing(version))
    return tuple(found for found in concerns(version, on=on, tables=tables) if found.passage or not is_open)


def replacement(concern: Concern) -> str | None:
    """Give the words that can stand in place of the passage, where the suggestion is exactly that."""
    if concern.rule_id == _ADDED_TO_TITLE:
        return f"{concern.passage} (m/w/d)"
    quoted = _QUOTED.fullmatch(concern.suggestion)
    return quoted[1] if quoted and concern.passage else None


def mended(version: Any, concern: Concern) -> Mapping[str, str]:
    """Give the columns that change when the passage is replaced, with their new text."""
    words = replacement(concern)
    if words is None:
        return {}
    passage = re.compile(rf"(?<!\w){re.escape(concern.passage)}(?!\w)")
    before = {name: getattr(version, name) or "" for name in ("title", *TEXTS)}
    after = {name: passage.sub(lambda _found: words, text) for name, text in before.items()}
    return {name: text for name, text in after.items() if text != before[name]}
