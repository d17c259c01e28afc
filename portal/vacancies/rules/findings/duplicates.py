"""Offers that seem to say again what another one of the company says."""

from collections.abc import Iterable
from difflib import SequenceMatcher
from typing import Any

from portal.core.search.normalise import words
from portal.reference import Severity
from portal.reference.texts import N_
from portal.vacancies.rules.findings.concern import Concern

_ALIKE = 0.85
"""The share of letters two titles have in common: an ending or a letter may differ, not a word."""


def duplicates(version: Any, others: Iterable[Any]) -> tuple[Concern, ...]:
    """Hint at each other offer whose title is almost the same.

    Args: others: texts with the offer they belong to, of the same company and place.
    """
    alike = {other.vacancy.number: other for other in others if is_alike(version.title or "", other.title or "")}
    return tuple(
        Concern(
            "duplicate",
            Severity.HINT,
            N_(
                "Ein ähnliches Angebot ist schon offen: %(title)s (%(number)s).",
                title=other.title,
                number=number,
            ),
            N_("Bei gleicher Arbeit dort die Zahl der Plätze erhöhen"),
            "",
        )
        for number, other in alike.items()
    )


def is_alike(one: str, other: str) -> bool:
    """Tell whether two titles say the same, whatever their spelling, gender marks and order of words."""
    first, second = (" ".join(sorted(words(title))) for title in (one, other))
    return bool(first and second) and SequenceMatcher(None, first, second).ratio() >= _ALIKE
