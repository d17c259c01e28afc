"""What a company answers from a mail about its offer: still current, taken, shown again, how it came out."""

from typing import Any

from flask import flash, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.core import links
from portal.core.actor import Actor
from portal.core.deeds import Deeds, has_acted, left_by, status_of
from portal.core.errors import LinkOver
from portal.core.forms import BY_LINK, BaseForm
from portal.core.links import PersonalLink
from portal.core.permissions import may
from portal.core.web import act_as, done, page
from portal.organisations.queries import company_actor
from portal.vacancies import queries, services
from portal.vacancies.forms import choices
from portal.vacancies.forms.deeds import OutcomeForm
from portal.vacancies.mails import OFFER
from portal.vacancies.models import Vacancy
from portal.vacancies.views.deeds import CLICKS
from portal.vacancies.views.parts import BUTTONS, hidden_by_text
from portal.vacancies.workflow import WORKFLOW

_CLICKS = {click.event: click for click in CLICKS}


@links.page(OFFER)
def offer(link: PersonalLink, _token: str) -> ResponseReturnValue:
    """Show a member of the company how its offer stands and take the answer; GET changes nothing."""
    actor = company_actor(link)
    act_as(actor)
    vacancy = queries.by_id(link.record_id)
    if vacancy is None or not may(actor, "vacancy:view", vacancy):
        raise LinkOver
    deeds = _deeds(vacancy, actor)
    if has_acted(deeds):
        flash(_said(request.form["deed"]), "success")
        return done(request.path)
    vacancy = queries.by_id(vacancy.id) or vacancy  # what was refused has left it stale
    return page(
        "vacancies/answer.html",
        status=status_of(deeds),
        vacancy=vacancy,
        version=vacancy.text,
        forms={event: form for event, (form, _deed) in deeds.items()},
        buttons=BUTTONS,
        words=choices,
    )


def _deeds(vacancy: Vacancy, actor: Actor) -> Deeds:
    deeds: Deeds = {event: _click(event, vacancy, actor) for event in _CLICKS}
    deeds["tell_outcome"] = (
        OutcomeForm(prefix="outcome-", meta=BY_LINK),
        lambda form: services.tell_outcome(vacancy, actor=actor, code=form.reason_code.data, note=form.reason.data),
    )
    shown = [event for event in BUTTONS if event in deeds and event not in hidden_by_text(vacancy)]
    return left_by(WORKFLOW, vacancy.state, {event: deeds[event] for event in shown})


def _click(event: str, vacancy: Vacancy, actor: Actor) -> tuple[Any, Any]:
    return BaseForm(prefix=f"{event}-", meta=BY_LINK), lambda _form: _CLICKS[event].deed(vacancy, actor=actor)


def _said(event: str) -> str:
    return str(_CLICKS[event].said) if event in _CLICKS else _("Danke für Ihre Antwort.")
