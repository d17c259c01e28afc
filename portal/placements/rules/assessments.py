"""How a placement was: what the company says of the work, what the person says, and who gets a certificate of it."""

from enum import StrEnum

from flask_babel import lazy_gettext as _l

from portal.candidates.rules import what_tells
from portal.core.errors import PortalError
from portal.placements.rules.states import ENDED, PlacementState
from portal.proposals.rules import kept_out
from portal.reference import PlacementKindCode


class Rating(StrEnum):
    """How often something went well; a small scale that nobody has to explain."""

    WELL = "well"
    MOSTLY = "mostly"
    LEARNING = "learning"
    NOT_SEEN = "not_seen"


class Hire(StrEnum):
    """Whether the company would take the person on."""

    YES = "yes"
    YES_IF = "yes_if"
    NOT_NOW = "not_now"
    NO_OPINION = "no_opinion"


class Agreed(StrEnum):
    """Whether the person agrees with what the company wrote."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


class GoOn(StrEnum):
    """Whether the person would go on there."""

    YES = "yes"
    MAYBE = "maybe"
    NO = "no"


RATED = ("reliability", "care", "teamwork", "learning", "understands", "talks")
"""What a company rates: four things about the work, two about the German that the work needs."""
ASSESSABLE = (PlacementState.RUNNING, *ENDED, PlacementState.CLOSED)
OVER = (*ENDED, PlacementState.CLOSED)
ASK_FIRST, ASK_LAST, ASK_UNTIL = 3, 10, 20
"""Working days after the last day when a company is asked again how it was, and when it is asked no more."""
CERTIFIED = frozenset(
    {
        PlacementKindCode.HOSPITATION,
        PlacementKindCode.MAG,
        PlacementKindCode.PFLICHTPRAKTIKUM,
        PlacementKindCode.ORIENTIERUNGSPRAKTIKUM,
        PlacementKindCode.BEGLEITPRAKTIKUM,
        PlacementKindCode.FREIWILLIGES_PRAKTIKUM,
        PlacementKindCode.BERUFSORIENTIERUNGSPRAKTIKUM,
        PlacementKindCode.SPRACHPRAKTIKUM_INTV,
        PlacementKindCode.EQ,
    }
)
"""Kinds that end with a certificate of ours; who was employed gets a reference of the employer (GewO section 109)."""


INTERNSHIPS = CERTIFIED - {PlacementKindCode.HOSPITATION, PlacementKindCode.MAG, PlacementKindCode.EQ}
"""Those that may be called an internship; the name of the others would say who paid for them."""


class SaysTooMuch(PortalError):
    """An assessment says what has nothing to do with the work."""

    def __init__(self, passage: str) -> None:
        """Name the passage to take out."""
        super().__init__(
            _l(
                "Bitte nehmen Sie das heraus: „%(passage)s“. Gesundheit, Herkunft, Religion, Familie, Aufenthalt und "
                "Kontakte gehören nicht hinein. Schreiben Sie nur, was die Person bei der Arbeit kann.",
                passage=passage,
            )
        )


def check_assessment(*texts: str | None) -> None:
    """Refuse free texts that people will read where they go beyond the work.

    Raises: SaysTooMuch: carries the first passage about health, origin, religion, family, residence, or a contact.
    Source: AGG sections 1 and 7; GDPR article 9.
    """
    for text in filter(None, texts):
        if passage := what_tells(text, ()) or kept_out(text):
            raise SaysTooMuch(passage)
