"""Personal pages: the agreement is read and confirmed, company and person say afterwards how it was."""

from collections.abc import Iterator
from uuid import UUID

from flask import flash, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.candidates.links import after_birth_date, here, parts
from portal.candidates.models import Candidate
from portal.candidates.queries.values import say
from portal.candidates.rules import own_words
from portal.core import clock, links
from portal.core.actor import Actor
from portal.core.deeds import is_done
from portal.core.errors import LinkOver, NotFound
from portal.core.forms import BY_LINK
from portal.core.links import PersonalLink
from portal.core.permissions import may
from portal.core.web import act_as, acting_user, done, page
from portal.organisations.queries import company_actor
from portal.placements import forms, queries, rules, services
from portal.placements.mails import ASSESS, CONFIRM
from portal.placements.models import Agreement, Assessment, Placement
from portal.placements.rules import AgreementState, Party
from portal.placements.services import assessments
from portal.placements.services.papers import full_name
from portal.placements.views.assessments import (
    as_certificate,
    firm_form,
    firm_lines,
    keep_firm,
    keep_own,
    own_form,
)
from portal.placements.views.papers import as_pdf
from portal.placements.views.words import schedule, terms
from portal.placements.workflow import PLACEMENT


@links.page(CONFIRM, for_visitors=True)
@after_birth_date
def confirm(link: PersonalLink, _token: str, candidate: Candidate) -> ResponseReturnValue:
    """Show the text in German with labels in the person's language; a POST says yes to exactly this text."""
    version = _version(link)
    if version.state is AgreementState.DRAFT:  # given back, perhaps by this very click
        return page("placements/returned_by_link.html")
    if "paper" in request.args:
        return as_pdf(services.agreement_paper(version, actor=acting_user()), version.placement.number)
    form, wrong = forms.ConfirmForm(text_hash=version.text_hash), forms.WrongForm()
    if request.method == "POST" and _answer(link, version, form, wrong):
        return done(request.path)
    version = _version(link)
    return page(
        "placements/confirm_by_link.html",
        status=422 if form.errors or wrong.errors else 200,
        version=version,
        placement=version.placement,
        form=form,
        wrong=wrong,
        lines=terms(services.lines(version, full_name(version))),
        rows=schedule(version),
        has_confirmed=any(one.party == link.party for one in version.confirmations),
        is_guardian=link.party == Party.GUARDIAN,
        no_contract=say(rules.NO_CONTRACT),
        own=own_words(candidate.locale),
    )


@parts.listing
def lines_of(candidate: Candidate) -> Iterator[parts.Entry]:
    """Say on the person's own page which work is being prepared or goes on, and which day is the first."""
    for placement in queries.ahead_of_person(candidate.id):
        version = queries.agreement_in_force(placement)
        yield parts.Entry(
            placement.title,
            placement.organisation.name,
            forms.STATES_FOR_PERSON[placement.state],
            day=placement.starts_on,
            where=version.place if version else "",
        )


@parts.listing
def assessed_of(candidate: Candidate) -> Iterator[parts.Entry]:
    """Say on the person's own page which work is over, or was assessed, and where an answer is awaited."""
    for placement, known in queries.told_to_person(candidate.id):
        yield parts.Entry(
            placement.title,
            placement.organisation.name,
            _stand(known),
            query=f"placement={placement.id}",
            is_waiting=_is_waiting(known),
        )


def _is_waiting(known: Assessment | None) -> bool:
    return known is not None and known.hire is not None and known.agrees is None


def _stand(known: Assessment | None) -> str:
    if _is_waiting(known):
        return str(_("Der Betrieb hat geantwortet. Bitte lesen."))
    return str(_("Bitte sagen Sie, wie es war") if known is None or known.would_go_on is None else _("Beantwortet"))


@parts.part("placement")
def own_assessment(link: PersonalLink, candidate: Candidate, placement_id: UUID) -> ResponseReturnValue:
    """Show the person what the company said of the work, and take the person's word; a guardian only reads."""
    placement, actor = queries.assessable_by_person(candidate.id, placement_id), acting_user()
    if "paper" in request.args:
        return as_certificate(placement, actor)
    form = None if link.party == Party.GUARDIAN else own_form(placement, by_itself=True, meta=BY_LINK)
    if request.method == "POST" and form is None:
        raise NotFound
    if form is not None and form.validate_on_submit() and is_done(form, lambda: keep_own(placement, form, actor)):
        flash(_("Danke. Ihre Beratung liest das. Der Betrieb liest es nicht."), "success")
        return done(here())
    placement, known = queries.assessable_by_person(candidate.id, placement_id), queries.assessment_of(placement_id)
    return page(
        "placements/own_assessment.html",
        placement=placement,
        form=form,
        lines=firm_lines(known) if known else [],
        has_answered=known is not None and known.would_go_on is not None,
        has_certificate=services.has_certificate(placement),
        here=here(),
        own=own_words(candidate.locale),
    )


@links.page(ASSESS)
def assess(link: PersonalLink, _token: str) -> ResponseReturnValue:
    """Ask the company how it was, on the telephone and without an account; nobody is named here."""
    actor = company_actor(link)
    act_as(actor)
    placement = _assessable(link, actor)
    form = firm_form(placement, by_itself=True, meta=BY_LINK)
    if form.validate_on_submit() and is_done(form, lambda: keep_firm(placement, form, actor)):
        flash(_("Danke. Die Person kann jetzt lesen, was Sie geantwortet haben."), "success")
        return done(request.path)
    placement, known = _assessable(link, actor), queries.assessment_of(link.record_id)
    return page(
        "placements/assess_by_link.html",
        placement=placement,
        form=form,
        has_answered=known is not None and known.hire is not None,
        is_settled=known is not None and known.agrees is not None,
    )


@links.again(ASSESS)
def send_questions_again(link: PersonalLink) -> None:
    """Send the questions once more to whoever reads the company's mail now."""
    placement = queries.unscoped(link.record_id)
    if placement is not None:
        assessments.send_link_again(placement, at=clock.now())


def _assessable(link: PersonalLink, actor: Actor) -> Placement:
    placement = queries.unscoped(link.record_id)
    if placement is None or not may(actor, "placement:assess", placement):
        raise LinkOver
    if PLACEMENT.find("assess", placement.state) is None:
        raise LinkOver
    return placement


def _version(link: PersonalLink) -> Agreement:
    version = queries.unscoped_agreement(link.record_id)
    open_states = (AgreementState.DRAFT, AgreementState.CONFIRMING, AgreementState.IN_FORCE)
    if version is None or version.state not in open_states or version.placement.candidate_id != link.candidate_id:
        raise NotFound
    return version


def _answer(link: PersonalLink, version: Agreement, form: forms.ConfirmForm, wrong: forms.WrongForm) -> bool:
    actor = acting_user()
    if request.form.get("deed") == "return":
        return wrong.validate() and is_done(wrong, lambda: _return(version, actor, wrong.reason.data))
    return form.validate() and is_done(
        form,
        lambda: services.confirm_by_link(
            version, link, actor=actor, name=form.name.data or "", text_hash=form.text_hash.data or ""
        ),
    )


def _return(version: Agreement, actor: Actor, reason: str | None) -> None:
    services.return_version(version, actor=actor, reason=reason)
    flash(_("Danke, wir wissen Bescheid."), "success")


@links.again(CONFIRM)
def send_again(link: PersonalLink) -> None:
    """Send a new link to the address on file to whoever holds a dead one."""
    version = queries.unscoped_agreement(link.record_id)
    if version is not None:
        services.send_links_again(version, at=clock.now())
