"""Answering from a mail: the company sees the card and answers, the person says yes or no and picks a time."""

from collections.abc import Iterator
from uuid import UUID

from flask import flash, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.candidates.links import after_birth_date, here, parts, read_in
from portal.candidates.links.again import ONCE_IN
from portal.candidates.models import Candidate
from portal.candidates.rules import (
    TEXT_VERSION,
    ConsentProof,
    ConsentPurpose,
    DisclosureLevel,
    agreed_to,
    is_minor,
    own_words,
)
from portal.core import calendar_file, clock, links, outbox
from portal.core.actor import Actor, Channel
from portal.core.deeds import Deeds, has_acted, left_by, status_of
from portal.core.errors import LinkOver
from portal.core.forms import BY_LINK, BaseForm
from portal.core.links import PersonalLink
from portal.core.permissions import may
from portal.core.web import act_as, acting_user, done, page
from portal.organisations.queries import company_actor, owes_purpose
from portal.proposals import forms, mails, queries, services
from portal.proposals.forms import STATES_FOR_COMPANY, STATES_FOR_PERSON
from portal.proposals.models import Proposal
from portal.proposals.queries import interviews
from portal.proposals.queries.asked import is_overdue
from portal.proposals.rules import KEEPS_INTERVIEW, WITH_COMPANY, ProposalState
from portal.proposals.views.sheets import line
from portal.proposals.views.steps import ask_other_time, decline, later, pointless, show_interest, with_slots, write
from portal.proposals.workflow import WORKFLOW

SAID = {"write": _l("Danke. Wir antworten Ihnen. So lange läuft Ihre Frist nicht.")}


@links.page(mails.ANSWER)
def answer(link: PersonalLink, _token: str) -> ResponseReturnValue:
    """Show a member of the company the card and take the answer; GET changes nothing."""
    proposal = queries.by_id(link.record_id)
    actor = company_actor(link)
    act_as(actor)
    if proposal is None or not may(actor, "proposal:view", proposal):
        raise LinkOver
    deeds = _company_deeds(proposal, actor)
    if has_acted(deeds):
        flash(SAID.get(request.form["deed"], _l("Danke für Ihre Antwort. Die Beratung weiß Bescheid.")), "success")
        return done(request.path)
    if request.method == "POST":  # what was refused has left it stale
        proposal = queries.loaded(proposal)
    is_open = proposal.state in WITH_COMPANY
    return page(
        "proposals/answer.html",
        status=status_of(deeds),
        line=line(actor, proposal),
        note=proposal.note_to_company if is_open else None,
        card=queries.card(actor, proposal, at_most=DisclosureLevel.L1, channel="mail") if is_open else None,
        thread=queries.thread_with_card(proposal) if is_open else [],
        state=STATES_FOR_COMPANY[proposal.state],
        forms={event: form for event, (form, _deed) in deeds.items()},
    )


def _company_deeds(proposal: Proposal, actor: Actor) -> Deeds:
    interest = forms.InterestForm if actor.id is None or owes_purpose(actor) else BaseForm
    deeds: Deeds = {
        "show_interest": (
            interest(prefix="interest-", meta=BY_LINK),
            lambda form: show_interest(proposal, form, actor),
        ),
        "later": (
            forms.LaterForm(prefix="later-", meta=BY_LINK),
            lambda form: later(proposal, form, actor),
        ),
        "write": (
            forms.QuestionForm(prefix="question-", meta=BY_LINK),
            lambda form: write(proposal, form, actor),
        ),
        "report_interview": (
            forms.OutcomeForm(prefix="interview-", meta=BY_LINK),
            lambda form: services.report_interview(proposal, form.outcome.data, actor=actor),
        ),
        "decline": (
            forms.DeclineForm(prefix="decline-", meta=BY_LINK),
            lambda form: decline(proposal, form, actor),
        ),
    }
    return _possible(deeds, proposal)


def _possible(deeds: Deeds, proposal: Proposal) -> Deeds:
    """Leave what the state allows and somebody needs now, and what was just sent."""
    useless = pointless(proposal) - {request.form.get("deed")}
    return left_by(WORKFLOW, proposal.state, {event: deed for event, deed in deeds.items() if event not in useless})


@links.again(mails.CONSENT)
def send_again(link: PersonalLink) -> None:
    """Ask once more by a new link, as long as the question stands."""
    proposal = queries.by_id(link.record_id)
    kind = mails.WITH_QUESTION.get(proposal.state) if proposal else None
    if proposal and kind and not outbox.was_put(kind, proposal.candidate_id, since=clock.now() - ONCE_IN):
        services.ask_again(kind, proposal)


@links.page(mails.CONSENT, for_visitors=True)
@after_birth_date
def consent(link: PersonalLink, _token: str, candidate: Candidate) -> ResponseReturnValue:
    """Ask the person: what it is about in six lines, then yes or no; later the time of the interview."""
    return _question(link, candidate, queries.by_id(link.record_id))


@parts.part("proposal")
def on_own_page(link: PersonalLink, candidate: Candidate, proposal_id: UUID) -> ResponseReturnValue:
    """Ask the same on the person's own page."""
    return _question(link, candidate, queries.by_id(proposal_id))


@parts.listing
def lines_of(candidate: Candidate) -> Iterator[parts.Entry]:
    """Say on the person's own page where each proposal stands, and when a talk is."""
    for proposal in queries.told_to_person(candidate.id):
        slot = interviews.fixed(proposal) if proposal.state in KEEPS_INTERVIEW else None
        yield parts.Entry(
            proposal.vacancy.text.title or proposal.number,
            proposal.organisation.name,
            STATES_FOR_PERSON[proposal.state],
            when=slot.starts_at if slot else None,
            where=slot.place if slot else "",
            query=f"proposal={proposal.id}",
            is_waiting=proposal.state is ProposalState.ASKED,
        )


def _question(link: PersonalLink, candidate: Candidate, proposal: Proposal | None) -> ResponseReturnValue:
    actor = acting_user()
    if proposal is None or not may(actor, "proposal:view", proposal):
        raise LinkOver
    if "calendar" in request.args and (slot := interviews.fixed(proposal)):
        return calendar_file.download(mails.interview_file(proposal, slot))
    by_guardian, is_young = link.party == "guardian", is_minor(candidate.birth_date, clock.today())
    language = read_in(candidate)
    deeds = _person_deeds(proposal, actor, by_guardian=by_guardian, language=language)
    if has_acted(deeds):
        flash(_("Danke. Ihre Antwort ist angekommen."), "success")
        return done(here())
    if request.method == "POST":  # what was refused has left it stale
        proposal = queries.loaded(proposal)
    return page(
        "proposals/consent.html",
        status=status_of(deeds),
        proposal=proposal,
        offer=proposal.vacancy.text,
        by_guardian=by_guardian,
        is_young=is_young,
        has_said_yes=is_young and bool(proposal.guardian_yes_at if by_guardian else proposal.own_yes_at),
        states=ProposalState,
        slots=interviews.ahead(proposal) if proposal.state is ProposalState.INTERVIEW else [],
        fixed=interviews.fixed(proposal) if proposal.state in KEEPS_INTERVIEW else None,
        forms={event: form for event, (form, _deed) in deeds.items()},
        here=here(),
        is_part="proposal" in request.args,
        own=own_words(candidate.locale),
        words=agreed_to(ConsentPurpose.NAME, language, TEXT_VERSION),
    )


def _person_deeds(proposal: Proposal, actor: Actor, *, by_guardian: bool, language: str) -> Deeds:
    proof = ConsentProof(Channel.LINK, language, by_guardian=by_guardian)
    choice = forms.SlotChoiceForm(prefix="slot-", meta=BY_LINK)
    deeds: Deeds = {
        "agree": (_plain("yes-"), lambda _form: services.agree(proposal, actor=actor, proof=proof)),
        "refuse": (_plain("no-"), lambda _form: services.refuse(proposal, actor=actor)),
        "choose_slot": (
            with_slots(choice, proposal),
            lambda form: services.choose_slot(proposal, actor=actor, slot_id=form.slot_id.data),
        ),
        "cannot_come": (_plain("cannot-"), lambda _form: services.cannot_come(proposal, actor=actor)),
        "ask_other_time": (
            forms.OtherTimeForm(prefix="other-", meta=BY_LINK),
            lambda form: ask_other_time(proposal, form, actor),
        ),
        "give_name": (_plain("name-"), lambda _form: services.give_name(proposal, actor=actor, proof=proof)),
        "withdraw": (_plain("withdraw-"), lambda _form: services.withdraw(proposal, actor=actor)),
        **_reminder(proposal, actor),
    }
    return _possible(deeds, proposal)


def _reminder(proposal: Proposal, actor: Actor) -> Deeds:
    """Let the person remind whoever has been silent for days; a reminder just sent finds its answer."""
    if not is_overdue(proposal, clock.today()) and request.form.get("deed") != "nudge":
        return {}
    return {"nudge": (_plain("nudge-"), lambda _form: services.nudge(proposal, actor=actor))}


def _plain(prefix: str) -> BaseForm:
    return BaseForm(prefix=prefix, meta=BY_LINK)
