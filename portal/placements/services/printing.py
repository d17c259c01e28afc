"""The papers as PDF: the agreement with its state, and the company's declaration for an authority."""

from collections.abc import Iterable
from typing import Any

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _

from portal.candidates import queries as candidates
from portal.candidates.queries import DisclosedView
from portal.candidates.rules import DisclosureLevel, Field
from portal.core import audit, pdf
from portal.core.actor import Actor, Role
from portal.core.errors import NotFound
from portal.core.i18n import BY_CODE
from portal.placements import queries, rules
from portal.placements.models import Agreement, Clearance, Confirmation, Placement
from portal.placements.rules import ClearanceItem, ClearanceState, ConfirmationMethod, Party
from portal.placements.services.schedule import DAYS, rows, sum_in_words, times_in_words
from portal.placements.services.wording import german_day, german_number, pay_in_words
from portal.reference import snapshot
from portal.reference.schedule import WorkDay
from portal.reference.tables import PlacementKind
from portal.reference.texts import N_, Text

WHAT = {
    ClearanceItem.WORK_PERMISSION: N_("Beschäftigungserlaubnis"),
    ClearanceItem.PRIOR_APPROVAL: N_("Zustimmung der Agentur für Arbeit"),
    ClearanceItem.MEASURE_APPROVAL: N_("Bewilligung der Maßnahme"),
    ClearanceItem.REGISTRATION: N_("Eintragung bei der Kammer"),
    ClearanceItem.SUBSIDY: N_("Eingliederungszuschuss"),
}
STATES = {
    ClearanceState.GRANTED: N_("erteilt"),
    ClearanceState.NOT_NEEDED: N_("nicht nötig"),
    ClearanceState.REFUSED: N_("nicht erteilt"),
}
NOT_YET = N_("noch nicht erteilt")
ROLES = {
    Party.COMPANY: N_("Betrieb"),
    Party.PERSON: N_("Person"),
    Party.GUARDIAN: N_("Gesetzliche Vertretung"),
}
HOW = {
    ConfirmationMethod.LINK: N_("über den persönlichen Link"),
    ConfirmationMethod.PAGE: N_("angemeldet im Portal"),
    ConfirmationMethod.PAPER: N_("mit Unterschrift auf Papier"),
}
Phrase = dict[str, str | None]


def agreement_paper(version: Agreement, *, actor: Actor, link: dict[str, str | None] | None = None) -> bytes:
    """Print a version of an agreement for whoever may see it.

    A company's copy is German alone: which language a person speaks is none of its business.

    Args: link: address, code and picture of a personal link, for who confirms without mail.
    """
    placement = version.placement
    card = card_of(placement, actor)
    language = "de" if actor.company_id else paper_language(placement)
    kind = snapshot().placement_kind(placement.legal_kind)
    data = {
        "reference": placement.number,
        "title": phrase(N_("Vereinbarung"), language),
        "version": {"number": version.number, "hash": short(version.text_hash)},
        "sender": sender(),
        "kind": {
            "label": kind.label_de,
            "legal_basis": rules.legal_basis(kind),
            "contract_needed": phrase(rules.contract_needed(kind), language),
        },
        "parties": [_company(placement, language), *_people(placement, card, kind, language)],
        **_terms(version, kind, language),
        "clearances": [
            _clearance(one, language) for one in placement.clearances if one.item is not ClearanceItem.SUBSIDY
        ],
        "to_observe": [one.to_observe for one in placement.clearances if one.to_observe],
        "confirmations": [_confirmation(one, language) for one in version.confirmations],
        "link": link,
        "signatures": [
            {"name": name, "role": phrase(ROLES[party], language)} for party, name in _signers(placement, card)
        ],
        "complaints": _complaints(language),
    }
    return pdf.render("agreement", data, language=language)


def declaration_paper(version: Agreement, *, actor: Actor) -> bytes:
    """Print what the company declares about the job, for the authority that must allow it; always German."""
    placement, company = version.placement, version.placement.organisation
    kind = snapshot().placement_kind(placement.legal_kind)
    data = {
        "reference": placement.number,
        "version": {"number": version.number, "hash": short(version.text_hash)},
        "title": "Erklärung des Betriebs zur Beschäftigung",
        "sender": sender(),
        "firm": {
            "name": company.name,
            "address": f"{company.street}, {company.postal_code} {company.town}",
            "employees": str(company.employees or ""),
            "contact": f"{company.contact_name}, {company.contact_phone}",
        },
        "person": [{"label": label, "value": value} for label, value in _person_for(placement, kind, actor)],
        "job": {
            "title": placement.title,
            "kind": kind.label_de,
            "tasks": version.tasks.splitlines(),
            "place": version.place,
            "period": period(version),
            "weekly_hours": f"{german_number(version.weekly_hours)} Stunden",
            "distribution": times_in_words(version),
            "pay": pay_in_words(version),
        },
        "signatures": [{"name": company.contact_name, "role": "für den Betrieb"}],
    }
    return pdf.render("firm_declaration", data, language="de")


def paper_language(placement: Placement) -> str:
    """Give the language printed beside the German: the person's, where the papers have it."""
    code = placement.candidate.locale
    return code if pdf.catalogue(code) else "de"


def card_of(placement: Placement, actor: Actor) -> DisclosedView:
    """Give what this reader's paper may say of the person. Raises: NotFound: not even the name."""
    around = queries.around(placement)
    if actor.company_id is not None:
        card = queries.sight(actor, placement, channel="pdf").card
    else:
        card = candidates.preview(
            actor, placement.candidate, placement.organisation_id, DisclosureLevel.L3_CONTRACT, around
        )
    if card is None or Field.NAME not in card:
        raise NotFound
    return card


def _person_for(placement: Placement, kind: PlacementKind, actor: Actor) -> list[tuple[str, str]]:
    """Name the person on the declaration: for the deciding office by name and date of birth, which is logged."""
    if actor.role is not Role.AUTHORITY:
        return identity(card_of(placement, actor), kind)
    person = placement.candidate
    audit.read(person.id, actor=actor, level="clearance", channel="pdf")
    return [("Name", f"{person.first_name} {person.last_name}"), ("Geburtsdatum", german_day(person.birth_date))]


def identity(card: DisclosedView, kind: PlacementKind) -> list[tuple[str, str]]:
    """Give label and value of what the paper of a kind says of the person, of what the reader may see."""
    wanted = {Field.NAME, *rules.paper_fields(kind)} - {Field.GUARDIAN}
    rows = [(Field.NAME, "Name"), (Field.BIRTH_DATE, "Geburtsdatum"), (Field.ADDRESS, "Anschrift")]
    return [(label, _said(card[key])) for key, label in rows if key in wanted and card.get(key)]


def _said(value: Any) -> str:
    if isinstance(value, tuple):
        return ", ".join(value)
    return value if isinstance(value, str) else german_day(value)


def _people(placement: Placement, card: DisclosedView, kind: PlacementKind, language: str) -> list[dict[str, Any]]:
    rows = [value for _label, value in identity(card, kind)]
    people = [{"role": phrase(ROLES[Party.PERSON], language), "name": rows[0], "lines": rows[1:]}]
    if card.get(Field.GUARDIAN):
        people.append({"role": phrase(ROLES[Party.GUARDIAN], language), "name": card[Field.GUARDIAN], "lines": []})
    return people


def _signers(placement: Placement, card: DisclosedView) -> Iterable[tuple[Party, str]]:
    yield Party.COMPANY, placement.organisation.contact_name
    yield Party.PERSON, card[Field.NAME]
    if card.get(Field.GUARDIAN):
        yield Party.GUARDIAN, card[Field.GUARDIAN]


def _company(placement: Placement, language: str) -> dict[str, Any]:
    company = placement.organisation
    return {
        "role": phrase(ROLES[Party.COMPANY], language),
        "name": company.name,
        "lines": [company.contact_name, company.street, f"{company.postal_code} {company.town}"],
    }


def _terms(version: Agreement, kind: PlacementKind, language: str) -> dict[str, Any]:
    return {
        "occupation": version.placement.title,
        "tasks": version.tasks.splitlines(),
        "tutor": ", ".join(filter(None, (version.tutor_name, version.tutor_phone))),
        "place": version.place,
        "period": period(version),
        "weekly_hours": f"{german_number(version.weekly_hours)} Stunden: {times_in_words(version)}",
        "sum": sum_in_words(version),
        "days": [_day(row) for row in rows(version)],
        "pay": pay_in_words(version),
        "insurance": phrase(rules.insurance(kind), language),
        "conditions": (version.conditions or "").splitlines(),
    }


def _day(row: WorkDay) -> dict[str, str]:
    shift = row.shift
    day = f"{DAYS[shift.weekday]}, {german_day(row.on)}" if row.on else DAYS[shift.weekday]
    if row.holiday:
        return {"day": day, "starts": "frei", "ends": "", "pause": row.holiday, "hours": ""}
    return {
        "day": day,
        "starts": f"{shift.starts:%H:%M}",
        "ends": f"{shift.ends:%H:%M}",
        "pause": f"{shift.break_minutes} Minuten" if shift.break_minutes else "",
        "hours": german_number(shift.hours),
    }


def period(version: Agreement) -> str:
    """Write the span of a version: 5. Januar 2026 bis 30. Januar 2026."""
    end = f" bis {german_day(version.ends_on)}" if version.ends_on else ", ohne Ende"
    return f"{german_day(version.starts_on)}{end}"


def _clearance(clearance: Clearance, language: str) -> dict[str, Any]:
    return {
        "what": phrase(WHAT[clearance.item], language),
        "who": clearance.office.name if clearance.office else "",
        "state": phrase(STATES.get(clearance.state, NOT_YET), language),
    }


def _confirmation(confirmation: Confirmation, language: str) -> dict[str, Any]:
    return {
        "who": f"{confirmation.name_typed} ({ROLES[confirmation.party]})",
        "how": phrase(HOW[confirmation.method], language),
        "when": german_day(confirmation.created_at.date()),
    }


def _complaints(language: str) -> list[dict[str, Any]]:
    ours = phrase(N_("Ihr Team im Integration Point"), language)
    federal = phrase(N_("kostenlos und vertraulich"), language)
    return [
        {"name": ours["de"], "note": ours, "email": current_app.config["PORTAL_REPLY_TO"]},
        {"name": "Antidiskriminierungsstelle des Bundes", "note": federal, "phone": "0800 546 546 5"},
    ]


def sender() -> dict[str, Any]:
    """Give the neutral sender of every paper."""
    settings = current_app.extensions["portal.settings"]
    return {"name": "Integration Point", "area": settings.district, "lines": [settings.reply_to]}


def short(text_hash: str | None) -> str:
    """Write the beginning of the hash so that it can be compared by eye."""
    return " ".join(text_hash[start : start + 4] for start in range(0, 16, 4)) if text_hash else "Entwurf"


def phrase(text: Text, language: str) -> Phrase:
    """Give a sentence with its translation, where there is one."""
    if language not in BY_CODE or language == "de":
        return {"de": str(text), "translation": None}
    with force_locale(language):
        said = _(text.msgid) % text.values if text.values else _(text.msgid)
    return {"de": str(text), "translation": None if said == str(text) else said}
