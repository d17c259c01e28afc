"""The search for a person: which parts of a match narrow it until somebody loosens them, and notes on single offers."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l

from portal.core.errors import PortalError
from portal.proposals.rules.matching import Match, Part
from portal.proposals.rules.terms import Outcome

LONGEST_TEXT = 200
MOST_ORDERS = 5
"""Search orders one person can have at a time."""
ASK_AFTER = timedelta(days=183)
"""After this long the caseworker is asked whether a search order is still wanted."""
ORDER_KEPT = timedelta(days=183 + 30)
"""A search order nobody confirms ends a month after that question."""


class Preset(StrEnum):
    """A filter that is set from the person's profile."""

    GERMAN = "german"
    HOURS = "hours"
    REACH = "reach"
    LICENCE = "licence"
    PERMISSION = "permission"


HIDES: Mapping[Preset, tuple[Part, ...]] = {
    Preset.GERMAN: (Part.SPEAKING, Part.READING),
    Preset.HOURS: (Part.HOURS, Part.TIMES),
    Preset.REACH: (Part.DISTANCE,),
    Preset.LICENCE: (Part.LICENCE,),
    Preset.PERMISSION: (Part.PERMISSION,),
}
"""A filter looks at these parts and leaves out what is missing or stopped there; what is near or not known stays."""


class MarkKind(StrEnum):
    """What a caseworker noted of an offer for a person."""

    SHORTLISTED = "shortlisted"
    UNSUITABLE = "unsuitable"


class UnsuitableReason(StrEnum):
    """Why an offer is nothing for this person."""

    WISH = "wish"
    DISTANCE = "distance"
    HOURS = "hours"
    GERMAN = "german"
    SKILLS = "skills"
    COMPANY = "company"
    OTHER = "other"


class TooManyOrders(PortalError):
    """A person can have a few search orders at a time."""

    message = _l("Für diese Person gibt es schon fünf Suchaufträge. Bitte beenden Sie zuerst einen davon.")


@dataclass(frozen=True)
class Question:
    """What is searched for a person: words, kinds of offers, and the filters that were loosened."""

    text: str = ""
    kinds: frozenset[str] = frozenset()
    loosened: frozenset[Preset] = field(default_factory=frozenset)

    @property
    def presets(self) -> list[Preset]:
        """List the filters that are still set."""
        return [preset for preset in Preset if preset not in self.loosened]

    def stored(self) -> dict[str, Any]:
        """Write the question down for a search order."""
        return {"text": self.text, "kinds": sorted(self.kinds), "loosened": sorted(self.loosened)}

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> "Question":
        """Read a question that was written down."""
        loosened = frozenset(Preset(one) for one in stored["loosened"])
        return cls(stored["text"], frozenset(stored["kinds"]), loosened)


def hiding(found: Match, presets: Collection[Preset]) -> list[Preset]:
    """List which of these filters leave an offer out."""
    out = (Outcome.MISSING, Outcome.STOP)
    return [preset for preset in presets if any(found.outcome(part) in out for part in HIDES[preset])]
