"""What a person gives the authority that must allow the job: the own request, and the power to speak about it."""

from typing import Any

from portal.candidates.queries import DisclosedView
from portal.candidates.rules import Field
from portal.core import db, pdf
from portal.core.actor import Actor
from portal.organisations.models import Office
from portal.placements.models import Agreement, Clearance, Placement
from portal.placements.rules import Party
from portal.placements.services.printing import ROLES, WHAT, card_of, identity, paper_language, period, phrase, sender
from portal.placements.services.printing import short as short_hash
from portal.placements.services.wording import german_number, pay_in_words
from portal.reference import snapshot
from portal.reference.tables import PlacementKind
from portal.reference.texts import N_, Text

LABELS: dict[str, Text] = {"Name": N_("Name"), "Geburtsdatum": N_("Geburtsdatum"), "Anschrift": N_("Anschrift")}
ENCLOSURES = (
    N_("Erklärung des Betriebs zur Beschäftigung"),
    N_("Vollmacht für den Integration Point"),
)


def request_paper(clearance: Clearance, version: Agreement, *, actor: Actor) -> bytes:
    """Print the person's request for the permission, to be signed by the person and who represents it."""
    placement, kind = clearance.placement, _kind(clearance.placement)
    language = paper_language(placement)
    data = {
        **_head(N_("Antrag auf Erlaubnis einer Beschäftigung"), clearance, actor),
        "version": {"number": version.number, "hash": short_hash(version.text_hash)},
        "firm": _firm(placement),
        "job": {
            "title": placement.title,
            "kind": kind.label_de,
            "tasks": version.tasks.splitlines(),
            "place": version.place,
            "period": period(version),
            "weekly_hours": f"{german_number(version.weekly_hours)} Stunden",
            "pay": pay_in_words(version),
        },
        "enclosures": [phrase(one, language) for one in ENCLOSURES],
    }
    return pdf.render("permission_request", data, language=language)


def proxy_paper(clearance: Clearance, *, actor: Actor) -> bytes:
    """Print the power to speak with the authority about this permission and nothing else.

    Source: VwVfG NRW section 14; BGB sections 167 and 168.
    """
    placement = clearance.placement
    office = db.session.get_one(Office, placement.office_id)
    language = paper_language(placement)
    data = {
        **_head(N_("Vollmacht"), clearance, actor),
        "office": {"name": f"Integration Point, {office.name}", "address": _address(office)},
        "permission": phrase(WHAT[clearance.item], language),
        "firm": _firm(placement),
        "job": placement.title,
    }
    return pdf.render("power_of_attorney", data, language=language)


def _head(title: Text, clearance: Clearance, actor: Actor) -> dict[str, Any]:
    placement, language = clearance.placement, paper_language(clearance.placement)
    card = card_of(placement, actor)
    rows = identity(card, _kind(placement))
    return {
        "reference": placement.number,
        "title": phrase(title, language),
        "sender": sender(),
        "authority": clearance.office.name if clearance.office else None,
        "person": [{"label": phrase(LABELS[label], language), "value": value} for label, value in rows],
        "signatures": _signers(card, language),
    }


def _signers(card: DisclosedView, language: str) -> list[dict[str, Any]]:
    """Give who signs: the person, and of somebody under 18 who represents it too."""
    names = {Party.PERSON: card[Field.NAME], Party.GUARDIAN: card.get(Field.GUARDIAN)}
    return [{"name": name, "role": phrase(ROLES[party], language)} for party, name in names.items() if name]


def _kind(placement: Placement) -> PlacementKind:
    return snapshot().placement_kind(placement.legal_kind)


def _firm(placement: Placement) -> str:
    company = placement.organisation
    return f"{company.name}, {company.street}, {company.postal_code} {company.town}"


def _address(office: Office) -> str | None:
    """Give the address as far as it is known; nothing is invented."""
    town = " ".join(filter(None, (office.postal_code, office.town)))
    return ", ".join(filter(None, (office.street, town))) or None
