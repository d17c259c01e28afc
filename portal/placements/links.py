"""The personal page on which the person, or the guardian, reads the agreement and confirms it."""

from collections.abc import Iterator

from flask import flash, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.candidates.links import after_birth_date, parts
from portal.candidates.models import Candidate
from portal.candidates.queries.values import say
from portal.candidates.rules import own_words
from portal.core import clock, links
from portal.core.actor import Actor
from portal.core.deeds import is_done
from portal.core.errors import NotFound
from portal.core.links import PersonalLink
from portal.core.web import acting_user, done, page
from portal.placements import forms, queries, rules, services
from portal.placements.mails import CONFIRM
from portal.placements.models import Agreement
from portal.placements.rules import AgreementState, Party
from portal.placements.services.papers import full_name
from portal.placements.views.papers import as_pdf
from portal.placements.views.words import schedule, terms


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
