"""The person's own page: proposals and appointments, who sees what, and all the person may do about it."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from flask import flash, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.candidates import queries, services
from portal.candidates.forms import CONSENT_PURPOSES, ITEMS, WithdrawForm
from portal.candidates.forms.messages import TO_DO
from portal.candidates.links import parts
from portal.candidates.links.door import after_birth_date
from portal.candidates.links.saying import PAGES as SAYING
from portal.candidates.links.sending import papers as send_papers
from portal.candidates.mails import PERSON
from portal.candidates.models import Candidate
from portal.candidates.queries import Informed
from portal.candidates.queries.consents import ConsentLine
from portal.candidates.queries.messages import told_of
from portal.candidates.queries.traces import Shared
from portal.candidates.queries.values import say
from portal.candidates.rules import LABELS, CandidateState, Field, own_words
from portal.candidates.rules.messages import TO_SAY
from portal.candidates.services import papers
from portal.core import clock, links, pdf
from portal.core.actor import Actor
from portal.core.errors import NotFound
from portal.core.links import PersonalLink
from portal.core.web import acting_user, done, page
from portal.reference.texts import N_, Text

PAGES = {**SAYING, "papers": send_papers}
"""The pages beside the own page, by what stands in the address: `?page=papers`."""
OF_THE_OFFICE = (Field.CONTACT, Field.DOCUMENT_CHECKLIST)
"""Lines of a card that say nothing of the person."""
TO_BODIES: Mapping[Field, Text] = {Field.FIRST_LANGUAGE: N_("Sprache")}
"""What no company ever sees, and another body may."""
WHY: Mapping[str, Any] = {
    "clearance": _l("Sie entscheidet, ob Sie arbeiten dürfen."),
    "referral": _l("Sie soll Ihnen helfen."),
    "course": _l("Sie gibt Ihren Kurs."),
}
"""Why a body sees something of a person, by its cause."""


@links.page(PERSON, for_visitors=True)
@after_birth_date
def person(link: PersonalLink, _token: str, candidate: Candidate) -> ResponseReturnValue:
    """Show the person what is shared with whom and who looked; let a yes be taken back, and a call be asked for."""
    part = parts.opened(link, candidate)
    if part is not None:
        return part
    if request.args.get("page") in PAGES:
        return PAGES[request.args["page"]](candidate)
    if request.method == "POST":
        return _change(candidate, acting_user())
    if request.args.get("part") == "profile":
        loaded = queries.one(acting_user(), candidate.id)
        return pdf.shown(papers.own_profile(loaded), candidate.number)
    consents = _to_take_back(candidate)
    chosen = request.args.get("withdraw", "")
    return page(
        "candidates/person.html",
        candidate=candidate,
        form=WithdrawForm(),
        consents=consents,
        asked=next((line for line in consents if str(line.consent.id) == chosen), None),
        shared=[(one, _seen(candidate, one)) for one in queries.shared_with(candidate.id)],
        bodies=[
            (one.body, WHY[one.cause], _said(one.fields), _since(one)) for one in queries.bodies_informed(candidate)
        ],
        reads=queries.reads_of(candidate.id),
        deletions=queries.deletions_of(candidate.id),
        missing=_missing(candidate),
        purposes=CONSENT_PURPOSES,
        entries=parts.entries(candidate),
        own=own_words(candidate.locale),
    )


def _missing(candidate: Candidate) -> list[tuple[Any, Any, str, bool]]:
    """List what is still missing: its name, what to do about it, the page for that, whether it lies with the office."""
    if candidate.state is CandidateState.CLOSED:
        return []
    loaded, told = queries.one(acting_user(), candidate.id), told_of(candidate.id)
    return [
        (
            ITEMS[item],
            TO_DO[item],
            TO_SAY.get(item, ""),
            item in told or (item in TO_SAY and queries.is_known(loaded, item)),
        )
        for item in queries.missing(candidate.id, clock.today())
    ]


def _to_take_back(candidate: Candidate) -> list[ConsentLine]:
    """List what the person, and of somebody under 18 the guardian, agreed to: two yeses to one thing are one line."""
    standing = [line for line in queries.consents_of(candidate.id) if line.is_live or line.is_half]
    return list({(one.consent.purpose, one.recipient): one for one in reversed(standing)}.values())[::-1]


def _seen(candidate: Candidate, shared: Shared) -> str:
    fields = queries.fields_open(candidate, shared.organisation_id, shared.level)
    return _said(field for field in fields if field not in OF_THE_OFFICE)


def _since(one: Informed) -> date | None:
    return clock.local(one.since).date() if one.since else None


def _said(fields: Iterable[Field]) -> str:
    return ", ".join(say(LABELS.get(field) or TO_BODIES[field]) for field in fields)


def _change(candidate: Candidate, actor: Actor) -> ResponseReturnValue:
    form = WithdrawForm()
    consent_id, organisation_id = _id(form.consent_id.data), _id(form.organisation_id.data)
    if form.call.data:
        services.ask_for_call(candidate, actor=actor)
        flash(_("Danke. Wir rufen Sie an."), "success")
    elif form.own_data.data:
        services.ask_for_data(candidate, actor=actor)
        flash(_("Danke. Sie bekommen Ihre Daten von Ihrer Beratung, spätestens in einem Monat."), "success")
    elif consent_id is not None:
        services.withdraw_consent(candidate, queries.one_consent(candidate.id, consent_id), actor=actor)
        flash(_("Ihre Zustimmung ist zurückgenommen. Das gilt ab sofort."), "success")
    elif organisation_id in {one.organisation_id for one in queries.shared_with(candidate.id)}:
        services.exclude(candidate, organisation_id, actor=actor)
        flash(_what_is_left(candidate, organisation_id), "success")
    else:
        raise NotFound
    return done(request.path)


def _what_is_left(candidate: Candidate, organisation_id: UUID) -> str:
    """Say what became of a no: what an employer must know is not for the person to end."""
    if organisation_id in {one.organisation_id for one in queries.shared_with(candidate.id)}:
        return str(
            _("Dieser Betrieb bekommt keine Vorschläge mehr. Was er für Ihren Einsatz braucht, sieht er weiter.")
        )
    return str(_("Dieser Betrieb sieht Ihre Daten nicht mehr."))


def _id(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None
