"""Whether a file holds what a line of the checklist speaks of."""

from collections.abc import Callable, Mapping

from portal.candidates.models import Candidate
from portal.candidates.queries.consents import has_care_consent
from portal.candidates.queries.permission import residence_of
from portal.candidates.rules import ScreeningItem
from portal.core import clock

GERMAN = "de"
Item = ScreeningItem


def _has_residence(person: Candidate) -> bool:
    residence = residence_of(person.id)
    return bool(residence and residence.status_key)


_HOLDS: Mapping[ScreeningItem, Callable[[Candidate], bool]] = {
    Item.CONTACT: lambda person: bool(person.phone or person.email or person.street),
    Item.CONSENT: lambda person: has_care_consent(person.id, clock.today()),
    Item.RESIDENCE: _has_residence,
    Item.GERMAN: lambda person: any(row.language == GERMAN for row in person.languages),
    Item.BACKGROUND: lambda person: bool(person.schooling_level),
    Item.AVAILABILITY: lambda person: bool(person.weekly_hours and person.reach),
    Item.WISHES: lambda person: bool(person.wish_occupations),
}


def is_known(candidate: Candidate, item: ScreeningItem) -> bool:
    """Tell whether there is something to check; load the person with `RECORD_OPTIONS`."""
    return item not in _HOLDS or _HOLDS[item](candidate)
