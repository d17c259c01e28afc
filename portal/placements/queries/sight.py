"""Who the person of a placement is for a reader: the name for the own caseworker, the card for a company."""

from collections.abc import Sequence
from dataclasses import dataclass

from portal.candidates import queries as candidates
from portal.candidates.queries import Around, DisclosedView
from portal.candidates.rules import DisclosureLevel, Field
from portal.core.actor import COMPANY_ROLES, Actor, Role
from portal.organisations.queries import has_accepted_purpose
from portal.placements import rules
from portal.placements.models import Placement
from portal.reference import snapshot
from portal.reference.texts import N_

DOCUMENTS = (
    N_("Aufenthaltspapier mit dem Eintrag zur Arbeit: ansehen, eine Kopie aufbewahren, solange die Person da ist."),
)
"""What an employer must see and keep. Source: AufenthG section 4a Abs. 5."""


@dataclass(frozen=True)
class Sight:
    """What one reader may know of the person: what to call them, and the lines of the card."""

    name: str
    knows_contract: bool
    card: DisclosedView | None = None
    owes_purpose: bool = False


def around(placement: Placement) -> Around:
    """Say what a card beside this placement holds: the sentence on the permission, the fields its paper needs."""
    return Around(
        permission=placement.verdict_firm,
        by_paper=rules.paper_fields(snapshot().placement_kind(placement.legal_kind)),
        documents=DOCUMENTS,
    )


def sight(actor: Actor, placement: Placement, *, channel: str = "page") -> Sight:
    """Give what a reader may know of the person; above the card it is logged, and the purpose was accepted."""
    return sights(actor, [placement], channel=channel)[0]


def sights(actor: Actor, placements: Sequence[Placement], *, channel: str = "page") -> list[Sight]:
    """Give the same for a list, in as many statements as for one."""
    if actor.company_id is None:
        return [_for_staff(actor, placement) for placement in placements]
    owes = actor.role in COMPANY_ROLES and not has_accepted_purpose(actor)
    people = [(placement.candidate, around(placement)) for placement in placements]
    at_most = DisclosureLevel.L1 if owes else DisclosureLevel.L3_START
    cards = candidates.cards(actor, people, at_most=at_most, channel=channel)
    return [
        Sight(card.title or placement.number, Field.NAME in card, card, owes)
        for placement, card in zip(placements, cards, strict=True)
    ]


def _for_staff(actor: Actor, placement: Placement) -> Sight:
    person = placement.candidate
    if actor.role is Role.CASEWORKER:
        return Sight(f"{person.first_name} {person.last_name}", knows_contract=True)
    return Sight(person.number, knows_contract=False)
