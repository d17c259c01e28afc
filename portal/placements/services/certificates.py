"""The certificate of an internship: who did what, where and how long, and a word of praise if the company wants it."""

import re
from typing import Any

from portal.candidates.queries.values import say
from portal.core import pdf
from portal.core.actor import Actor
from portal.core.errors import NotFound
from portal.core.permissions import require
from portal.placements import queries, rules
from portal.placements.models import Agreement, Placement
from portal.placements.rules import Agreed
from portal.placements.services.papers import full_name
from portal.placements.services.printing import paper_language
from portal.placements.services.schedule import worked_in_words
from portal.placements.services.wording import german_day, german_number
from portal.reference.texts import N_

INTERNSHIP, PARTICIPATION = N_("Praktikumsbescheinigung"), N_("Teilnahmebescheinigung")
ROLE = N_("für den Betrieb")


def has_certificate(placement: Placement) -> bool:
    """Tell whether there is one: an internship, or what is like one, that began and is over."""
    is_over = placement.state in rules.OVER and bool(placement.started_on and placement.ended_on)
    return is_over and placement.legal_kind in rules.CERTIFIED and queries.agreement_in_force(placement) is not None


def certificate(placement: Placement, *, actor: Actor) -> bytes:
    """Print it for whoever may have it.

    It says nothing of residence, of who paid or of how the work was rated; a company's copy is German alone.
    Raises: NotFound: there is none, or the company may not know the name.
    """
    require(actor, "placement:certificate", placement)
    version, first, last = queries.agreement_in_force(placement), placement.started_on, placement.ended_on
    if version is None or first is None or last is None or not has_certificate(placement):
        raise NotFound
    language = "de" if actor.company_id else paper_language(placement)
    company = placement.organisation
    title = INTERNSHIP if placement.legal_kind in rules.INTERNSHIPS else PARTICIPATION
    data: dict[str, Any] = {
        "reference": placement.number,
        "title": pdf.phrase(title, language, say),
        "sender": {"name": company.name, "lines": [company.street, f"{company.postal_code} {company.town}"]},
        "name": _name(version, actor),
        "occupation": _occupation(placement.title),
        "place": version.place,
        "period": f"{german_day(first)} bis {german_day(last)}",
        "weekly_hours": german_number(version.weekly_hours),
        "sum": worked_in_words(version) if (first, last) == (version.starts_on, version.ends_on) else "",
        "tasks": version.tasks.splitlines(),
        "strengths": _strengths(placement),
        "signatures": [{"name": company.contact_name, "role": pdf.phrase(ROLE, language, say)}],
    }
    return pdf.render("certificate", data, language=language)


def _occupation(title: str) -> str:
    """Leave out of a title what only an advertisement says: "(m/w/d)", and who pays beforehand."""
    return re.split(r",?\s*\([mwdfx](?:/|\|)|,\s*MAG\b", title)[0].strip() or title


def _name(version: Agreement, actor: Actor) -> str:
    if actor.company_id is None:
        return full_name(version)
    sight = queries.sight(actor, version.placement, channel="pdf")
    if not sight.knows_contract:
        raise NotFound
    return sight.name


def _strengths(placement: Placement) -> list[str]:
    """Give the company's praise where it wants it here, unless the person says that it is not true."""
    known = queries.assessment_of(placement.id)
    if known is None or not known.in_certificate or known.agrees in (Agreed.PARTLY, Agreed.NO):
        return []
    return (known.strengths or "").splitlines()
