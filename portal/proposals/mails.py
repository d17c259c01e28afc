"""The mails of a proposal: who gets them and what their text needs."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _

from portal.candidates.mails import locale_of
from portal.candidates.models import Candidate
from portal.candidates.rules import ConsentProof, is_minor, own_words
from portal.core import calendar_file, clock, links, nudging
from portal.core.actor import Actor, Role
from portal.core.audit import Change
from portal.core.links import LinkFor
from portal.core.outbox import Context, MailKind, Recipient, nobody
from portal.organisations.queries import recipients_of_company, recipients_of_file
from portal.organisations.rules import Topic
from portal.proposals.models import InterviewSlot, Proposal, SearchOrder
from portal.proposals.queries import interviews
from portal.proposals.queries.asked import asked
from portal.proposals.rules import INTERVIEW_LASTS, ProposalState, Side, side_of

ANSWER = "proposal_answer"
CONSENT = "proposal_consent"
"""Purposes of the personal links in these mails."""
IN_PERSON = "in_person"
"""Detail of a question: who has answered it at the desk or by telephone."""
LINK_DAYS = 14


def _company(proposal: Proposal, _actor: Actor, _change: Change) -> Iterable[Recipient]:
    return recipients_of_company(proposal.organisation_id, topic=Topic.PROPOSALS) if proposal.proposed_at else ()


def _caseworker(proposal: Proposal, _actor: Actor, _change: Change) -> Iterable[Recipient]:
    return recipients_of_file(proposal.caseworker_id, proposal.office_id)


def _person(proposal: Proposal, _actor: Actor, _change: Change) -> Iterable[Recipient]:
    person = proposal.candidate
    parties = {"candidate": person.email, "guardian": person.guardian_email if _has_guardian(person) else None}
    for party, address in parties.items():
        if address:
            yield Recipient(address, locale_of(person), context={"party": party, "own": own_words(person.locale)})


def party_of(proof: ConsentProof) -> str:
    """Name who has said a yes as links and mails do."""
    return "guardian" if proof.by_guardian else "candidate"


def _asked(proposal: Proposal, actor: Actor, change: Change) -> Iterable[Recipient]:
    """Ask whoever has not answered."""
    in_person = (change.details or {}).get(IN_PERSON, ())
    said_yes = {"candidate": proposal.own_yes_at, "guardian": proposal.guardian_yes_at}
    if not _has_guardian(proposal.candidate):
        said_yes["candidate"] = None  # half a yes of somebody who came of age since: only a whole one goes on
    for one in _person(proposal, actor, change):
        party = one.context["party"]
        if party not in in_person and said_yes[party] is None:
            yield one


def _person_before_name(proposal: Proposal, actor: Actor, change: Change) -> Iterable[Recipient]:
    """Ask for the name where the card went out on a standing consent: it needs a yes of its own."""
    return () if proposal.name_agreed_at else _asked(proposal, actor, change)


def _has_guardian(person: Candidate) -> bool:
    """Tell whether the question goes to the guardian too: the yes of a minor alone does not count."""
    return is_minor(person.birth_date, clock.today())


def _unless(role: Role, chosen: Callable[..., Iterable[Recipient]]) -> Callable[..., Iterable[Recipient]]:
    """Nobody is told by mail what they have just done themselves."""
    return lambda proposal, actor, change: () if actor.role is role else chosen(proposal, actor, change)


def _if_wrote(side: Side, chosen: Callable[..., Iterable[Recipient]]) -> Callable[..., Iterable[Recipient]]:
    """Tell one side what the other has written."""
    return lambda proposal, actor, change: chosen(proposal, actor, change) if side_of(actor) is side else ()


def _if_asked(side: Side, chosen: Callable[..., Iterable[Recipient]]) -> Callable[..., Iterable[Recipient]]:
    """Remind only whose answer is awaited."""
    return lambda proposal, actor, change: chosen(proposal, actor, change) if asked(proposal) is side else ()


def _asked_in(kind: MailKind, state: ProposalState) -> MailKind:
    """Put the person's question of one state once more, while it is the person who is asked."""

    def recipients(proposal: Proposal, actor: Actor, change: Change) -> Iterable[Recipient]:
        is_asked = proposal.state is state and asked(proposal) is Side.PERSON
        return kind.recipients(proposal, actor, change) if is_asked else ()

    return replace(kind, recipients=recipients)


def _own_link(proposal: Proposal, recipient: Recipient) -> dict[str, Any]:
    """Let this member of the company see the card and answer from the mail."""
    token, _code = links.issue(
        LinkFor(
            ANSWER,
            proposal.id,
            party="company",
            expires_at=_until_answered(proposal),
            organisation_id=proposal.organisation_id,
            user_id=recipient.user_id,
            address=recipient.address,
        )
    )
    return {"proposal": proposal, "link": f"/l/{token}"}


def _consent_link(proposal: Proposal, recipient: Recipient) -> dict[str, Any]:
    token, _code = links.issue(consent_link_for(proposal, recipient.context["party"], recipient.address))
    return {"proposal": proposal, "link": f"/l/{token}"}


def consent_link_for(proposal: Proposal, party: str = "candidate", address: str | None = None) -> LinkFor:
    """Describe the link to the question and the times, for the person or the guardian, by mail or on a letter."""
    return LinkFor(
        CONSENT,
        proposal.id,
        party=party,
        expires_at=_until_answered(proposal),
        candidate_id=proposal.candidate_id,
        address=address,
    )


def _until_answered(proposal: Proposal) -> datetime:
    due = proposal.answer_due_on
    if due is None or proposal.state is ProposalState.ON_HOLD:
        return links.days(LINK_DAYS)
    return clock.end_of(due)


def _page(proposal: Proposal, _recipient: Recipient) -> dict[str, Any]:
    return {"proposal": proposal, "link": f"/proposals/{proposal.id}"}


def _where_it_is_read(proposal: Proposal, recipient: Recipient) -> dict[str, Any]:
    """Lead to the card, or behind the sign-in once messages may hold the name."""
    return (_page if proposal.interested_at and recipient.user_id else _own_link)(proposal, recipient)


def _both_but_me(proposal: Proposal, actor: Actor, change: Change) -> Iterable[Recipient]:
    yield from _company(proposal, actor, change)
    yield from _unless(Role.CASEWORKER, _caseworker)(proposal, actor, change)


def _who_waits(proposal: Proposal, actor: Actor, change: Change) -> Iterable[Recipient]:
    """Tell both sides whose calendars hold an interview that is off."""
    slot = interviews.called_off(proposal, change.at)
    if slot is not None:
        told = [*_company(proposal, actor, change), *_person(proposal, actor, change)]
        yield from (replace(one, context={**one.context, "slot": slot}) for one in told)


def _with_calendar(context: Context) -> Context:
    """Let the interview go along as a file for the calendar."""

    def with_file(proposal: Proposal, recipient: Recipient) -> dict[str, Any]:
        off: InterviewSlot | None = recipient.context.get("slot")
        slot = off or interviews.fixed(proposal)
        with force_locale(recipient.locale):
            file = slot and interview_file(proposal, slot, attendee=recipient.address)
        return {**context(proposal, recipient), "when": slot and slot.starts_at, "calendar": file}

    return with_file


def interview_file(proposal: Proposal, slot: InterviewSlot, *, attendee: str | None = None) -> str:
    """Write an interview for a calendar; it names nobody, since others look into calendars too."""
    appointment = calendar_file.Appointment(
        record_id=proposal.id,
        sequence=proposal.interview_sequence,
        starts_at=slot.starts_at,
        lasts=INTERVIEW_LASTS,
        title=_("Gespräch %(number)s", number=proposal.number),
        place=slot.place,
        text=_("Fragen beantwortet der Integration Point: %(address)s", address=current_app.config["PORTAL_REPLY_TO"]),
        is_off=slot.cancelled_at is not None,
    )
    return calendar_file.written(appointment, attendee=attendee)


def _interview_soon(proposal: Proposal, recipient: Recipient) -> dict[str, Any]:
    """Say where and when it is, and how one gets to the company."""
    slot, offer = interviews.fixed(proposal), proposal.vacancy.text
    return {**_with_calendar(_consent_link)(proposal, recipient), "place": slot and slot.place, "way": offer.reach}


ASKED = MailKind("proposals/asked", _asked, _consent_link, secret=True)
PROPOSED = MailKind("proposals/proposed", _company, _own_link, secret=True)
REMINDER = MailKind("proposals/reminder", _company, _own_link, secret=True)
HOLD_OVER = MailKind("proposals/hold_over", _company, _own_link, secret=True)
REFUSED = MailKind("proposals/refused", _unless(Role.CASEWORKER, _caseworker), _page)
AGREED = MailKind("proposals/agreed", _unless(Role.CASEWORKER, _caseworker), _page)
NAME_GIVEN = MailKind("proposals/name_given", _company, _page)
INTERESTED = MailKind("proposals/interested", _caseworker, _page)
NAME_WANTED = MailKind("proposals/name_wanted", _person_before_name, _consent_link, secret=True)
ON_HOLD = MailKind("proposals/on_hold", _caseworker, _page)
MESSAGE = MailKind("proposals/message", _if_wrote(Side.COMPANY, _caseworker), _page)
REPLY = MailKind("proposals/reply", _if_wrote(Side.OFFICE, _company), _where_it_is_read, secret=True)
INVITED = MailKind("proposals/invited", _caseworker, _page)
INVITED_PERSON = MailKind("proposals/invited_person", _person, _consent_link, secret=True)
SLOT_CHOSEN = MailKind("proposals/slot_chosen", _company, _with_calendar(_page))
APPOINTMENT = MailKind("proposals/appointment", _person, _with_calendar(_consent_link), secret=True)
INTERVIEW_SOON = MailKind("proposals/interview_soon", _person, _interview_soon, secret=True)
INTERVIEW_CALL = MailKind("proposals/interview_call", _caseworker, _page)
INTERVIEW_OFF = MailKind("proposals/interview_off", _who_waits, _with_calendar(_page))
CANNOT_COME = MailKind("proposals/cannot_come", _both_but_me, _page)
OTHER_TIME = MailKind("proposals/other_time", _both_but_me, _page)
INTERVIEW_CANCELLED = MailKind("proposals/interview_cancelled", _caseworker, _page)
INTERVIEW_OVER = MailKind("proposals/interview_over", _company, _own_link, secret=True)
INTERVIEW_TOLD = MailKind("proposals/interview_told", _caseworker, _page)
ACCEPTED = MailKind("proposals/accepted", _caseworker, _page)
DECLINED = MailKind("proposals/declined", _caseworker, _page)
WITHDRAWN = MailKind("proposals/withdrawn", _company, _page)
WITHDRAWN_BY_PERSON = MailKind("proposals/withdrawn_by_person", _unless(Role.CASEWORKER, _caseworker), _page)
LAPSED = MailKind("proposals/lapsed", _company, _page)
LAPSED_OFFICE = MailKind("proposals/lapsed_office", _caseworker, _page)
SUPERSEDED = MailKind("proposals/superseded", _company, _page)
CALL = MailKind("proposals/call", _caseworker, _page)
_NUDGES_OF_PERSON = (
    _asked_in(ASKED, ProposalState.ASKED),
    _asked_in(NAME_WANTED, ProposalState.INTERESTED),
    _asked_in(INVITED_PERSON, ProposalState.INTERVIEW),
)
_to_caseworker_instead = nudging.to_office_instead(
    _NUDGES_OF_PERSON, _caseworker, of_person=lambda proposal: asked(proposal) is Side.PERSON
)
NUDGES = (
    MailKind("proposals/nudge_company", _if_asked(Side.COMPANY, _company), _where_it_is_read, secret=True),
    MailKind("proposals/nudge_office", _if_asked(Side.OFFICE, _caseworker), _page),
    MailKind("proposals/nudge_call", _to_caseworker_instead, _page),
    *_NUDGES_OF_PERSON,
)
"""What a reminder by hand sends: to one side, whichever is asked."""
QUESTIONS = (PROPOSED, REMINDER, HOLD_OVER, MESSAGE, REPLY, INTERVIEW_OVER)
"""What asks a company or the office by itself; a reminder by hand on the same day would be too much."""
ASKING = ("ask", "show_interest", "invite", "offer_times")
"""The events that ask the person, by mail or not."""


def order_link(order: SearchOrder) -> str:
    """Give the page that puts a search order's question; the question itself stands in no mail."""
    return f"/proposals/orders/{order.id}"


def orders_link(candidate: Candidate) -> str:
    """Give the page with all search orders of a person."""
    return f"/proposals/people/{candidate.id}/orders"


NEWS = MailKind("proposals/news", nobody)
STILL_WANTED = MailKind("proposals/still_wanted", nobody)
WITH_QUESTION = {ProposalState.ASKED: ASKED, ProposalState.INTERVIEW: INVITED_PERSON}
"""The mail to the person by which the question of a state can be put once more."""
