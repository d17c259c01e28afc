"""The card as a paper to show around in the company: the fields of the ladder and nothing else, always German."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from flask import current_app
from flask.typing import ResponseReturnValue
from flask_babel import force_locale

from portal.candidates.queries import DisclosedView, values
from portal.candidates.queries.values import language_name
from portal.candidates.queries.values import line as said
from portal.candidates.rules import DisclosureLevel, Field, rank
from portal.core import i18n, pdf
from portal.core.errors import NotFound
from portal.core.web import acting_user, requires
from portal.proposals import queries
from portal.proposals.models import Proposal
from portal.proposals.views.blueprint import bp


@bp.route("/<uuid:proposal_id>/card.pdf")
@requires("proposal:view")
def card(proposal_id: UUID) -> ResponseReturnValue:
    """Print what the company may see now: the card, or the profile once the name is open."""
    actor = acting_user()
    proposal = queries.one(actor, proposal_id)
    if actor.company_id is None:
        raise NotFound
    view = queries.card(actor, proposal, at_most=queries.highest_level(actor), channel="sheet")
    if not view:
        raise NotFound
    with force_locale("de"):
        content = _paper(proposal, view)
    return pdf.shown(content, proposal.number)


def _paper(proposal: Proposal, view: DisclosedView) -> bytes:
    settings = current_app.extensions["portal.settings"]
    shared = {
        "reference": proposal.number,
        "sender": {"name": "Integration Point", "area": settings.district, "lines": [settings.reply_to]},
        "occupation": _text(view, Field.WISH),
        "schooling": _text(view, Field.SCHOOLING),
        "skills": _text(view, Field.SKILLS).split(", ") if view.get(Field.SKILLS) else [],
        "german": _skills(view, Field.GERMAN),
        "languages": _skills(view, Field.OTHER_LANGUAGES),
        "start": _availability(view)[0],
        "hours": _availability(view)[1],
        "reach": ", ".join(filter(None, (_text(view, Field.DISTANCE), _text(view, Field.MOBILITY)))),
        "licence": _text(view, Field.LICENCE),
        "permission": _text(view, Field.WORK_PERMISSION),
    }
    team = {"name": "Ihr Team im Integration Point", "email": _text(view, Field.CONTACT)}
    if rank(view.level) <= rank(DisclosureLevel.L1):
        return pdf.render("proposal_card", {**shared, **_of_card(proposal, view), "contact": team}, language="de")
    return pdf.render("profile_sheet", {**shared, **_of_profile(view), "team": team}, language="de")


def _of_card(proposal: Proposal, view: DisclosedView) -> dict[str, Any]:
    return {
        "title": "Bewerbervorschlag",
        "number": _text(view, Field.NUMBER),
        "vacancy": proposal.vacancy.title,
        "answer_by": i18n.day(proposal.answer_due_on),
        "experience": _text(view, Field.EXPERIENCE),
        "age_band": _text(view, Field.AGE_BAND),
    }


def _of_profile(view: DisclosedView) -> dict[str, Any]:
    told = view.get(Field.EXPERIENCE) or values.Experience()
    altogether = {"period": f"{told.years} Jahre" if told.years else "", "title": "", "tasks": told.tasks or ""}
    done = [
        {"period": "", "title": one.place or "", "tasks": values.done_text(replace(one, place=None))}
        for one in told.done
    ]
    return {
        "title": "Profil",
        "name": view.title,
        "contact": _text(view, Field.PHONE_AND_EMAIL),
        "experience": [*([altogether] if told.years or told.tasks else []), *done],
        "recognition": _text(view, Field.RECOGNITION),
        "limits": _text(view, Field.WORK_LIMITS),
    }


def _text(view: DisclosedView, field: Field) -> str:
    return said(field, view[field])[1] if view.get(field) else ""


def _skills(view: DisclosedView, field: Field) -> list[dict[str, str]]:
    """Name each way of using a language with its level; the paper draws German as a ladder."""
    return [
        {"name": f"{language_name(skill.language)} {way}", "level": level}
        for skill in view.get(field) or ()
        for way, level in (
            ("sprechen", skill.speaking),
            ("hören", skill.listening),
            ("lesen", skill.reading),
            ("schreiben", skill.writing),
        )
        if level
    ]


def _availability(view: DisclosedView) -> tuple[str, str]:
    start, *times = view.get(Field.AVAILABILITY) or (None,)
    return i18n.day(start), said(Field.AVAILABILITY, (None, *times))[1] if times else ""
    told = view.get(Field.AVAILABILITY) or values.Availability()
    weekly = f"{i18n.number(told.weekly_hours)} Stunden in der Woche" if told.weekly_hours else ""
    week = values.times_text(told.times, told.holidays)
    return i18n.day(told.start), ", ".join(filter(None, (weekly, week, told.note)))
