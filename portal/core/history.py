"""What happened to a record as its pages tell it: which side did it, never which colleague."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.core import i18n
from portal.core.actor import COMPANY_ROLES, Role
from portal.core.audit import Event

WORDS = {Role.AUTHORITY: _l("Behörde"), Role.VISITOR: _l("Besucher/in")}


def timeline(
    events: Iterable[Event], words: Mapping[str, Any], *, said: Callable[[Event], Any], hides_person: bool = False
) -> list[dict[str, Any]]:
    """Put events into the lines of a history.

    Args: said: what of an event's reason the reader may read. hides_person: the person's deeds are the office's.
    """
    return [
        {
            "when": i18n.moment(event.created_at),
            "iso": event.created_at.isoformat(timespec="seconds"),
            "title": words[event.name],
            "by": side(event, hides_person=hides_person),
            "text": said(event),
        }
        for event in events
    ]


def is_of_company(event: Event) -> bool:
    """Tell whether a company did it, or staff for a company."""
    return event.actor_role in COMPANY_ROLES or event.on_behalf_of_id is not None


def side(event: Event, *, hides_person: bool = False) -> str:
    """Name the side that did something, the company by who asked for it on the telephone."""
    if event.on_behalf_of_id is not None:
        return str(_("Integration Point, im Auftrag von %(contact)s", contact=event.contact))
    if event.actor_role in COMPANY_ROLES:
        return str(_("Betrieb"))
    if event.actor_role is Role.CANDIDATE and not hides_person:
        return str(_("Person"))
    if event.actor_role in WORDS:
        return str(WORDS[event.actor_role])
    return str(_("von selbst") if event.actor_role is Role.SYSTEM else _("Integration Point"))
