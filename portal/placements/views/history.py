"""What happened, in words: a company reads its own reasons and nobody else's."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from portal.core import history, i18n, nudging
from portal.core.actor import Actor
from portal.core.audit import Event
from portal.placements.rules import ABSENT, DAY, PRESENT

SHARED = frozenset({"return", "starts_later"})
"""Events whose reason is meant for the other side."""

INTERNAL = frozenset({"recheck", "see_permission", "assess_own"})
"""Events that say something of the person's paper, of which a company reads what follows, or the person's own word."""


def timeline(actor: Actor, events: Sequence[Event], words: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Put events into the lines of a history."""

    def said(event: Event) -> str | None:
        if event.name in (ABSENT, PRESENT):
            return _day(event)
        is_open = actor.company_id is None or history.is_of_company(event) or event.name in SHARED
        return event.reason if is_open else ""

    shown = events if actor.company_id is None else [event for event in events if _is_for_company(event)]
    return history.timeline(shown, words, said=said)


def _is_for_company(event: Event) -> bool:
    """Keep what the office asks the person between the two; a company reads of its own reminders."""
    return event.name not in INTERNAL and (event.name != nudging.EVENT or history.is_of_company(event))


def _day(event: Event) -> str | None:
    return i18n.day(date.fromisoformat(event.details[DAY])) if event.details else None
