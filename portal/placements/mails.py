"""The mails of placements, agreements and clearances: who gets them and what their text needs."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _

from portal.candidates import queries as candidates
from portal.candidates.mails import locale_of, people, person_link
from portal.candidates.models import Candidate
from portal.candidates.rules import is_minor, own_words
from portal.core import calendar_file, clock, links, nudging
from portal.core.actor import Actor, Role
from portal.core.audit import Change
from portal.core.links import LinkFor
from portal.core.outbox import MailKind, Recipient
from portal.organisations.queries import recipients_of_company, recipients_of_file, recipients_of_office
from portal.placements.models import Agreement, Clearance, Placement
from portal.placements.queries import assessment_of, duties, first_day, waiting_for
from portal.placements.queries.papers import permission_ends_on
from portal.placements.rules import COPY_READ, ClearanceItem, Party, PlacementState
from portal.reference.codes import Duty, DutyOf
from portal.reference.duties import AT_EARLY_END, caveat, sentence
from portal.vacancies.rules import PayUnit

CONFIRM = "agreement_confirm"
"""Purpose of the personal link by which a party confirms an agreement."""
ASSESS = "placement_assess"
"""Purpose of the personal link by which a company says how a placement was."""
ASSESS_DAYS = 60
"""How long such a link lives: whoever comes back from a holiday still finds it."""


def _company(placement: Placement, _actor: Actor, _change: Change) -> Iterable[Recipient]:
    return recipients_of_company(placement.organisation_id)


def _caseworker(placement: Placement, _actor: Actor, _change: Change) -> Iterable[Recipient]:
    return recipients_of_file(placement.caseworker_id, placement.office_id)


def _both(placement: Placement, actor: Actor, change: Change) -> Iterable[Recipient]:
    return [*_company(placement, actor, change), *_caseworker(placement, actor, change)]


def _unless_caseworker(chosen: Callable[..., Iterable[Recipient]]) -> Callable[..., Iterable[Recipient]]:
    """Nobody is told by mail what they have just noted themselves."""
    return lambda record, actor, change: () if actor.role is Role.CASEWORKER else chosen(record, actor, change)


def _of_placement(chosen: Callable[..., Iterable[Recipient]]) -> Callable[..., Iterable[Recipient]]:
    return lambda record, actor, change: chosen(record.placement, actor, change)


def _of_permission(chosen: Callable[..., Iterable[Recipient]]) -> Callable[..., Iterable[Recipient]]:
    """Tell those whom a refused permission stops; a refused subsidy stops nobody."""
    whom = _of_placement(chosen)
    return lambda record, *more: () if record.item is ClearanceItem.SUBSIDY else whom(record, *more)


def _other_side(agreement: Agreement, actor: Actor, change: Change) -> Iterable[Recipient]:
    chosen = _company if actor.role in (Role.CASEWORKER, Role.CANDIDATE) else _caseworker
    return chosen(agreement.placement, actor, change)


def _person(agreement: Agreement, _actor: Actor, _change: Change) -> Iterable[Recipient]:
    person = agreement.placement.candidate
    return [_to(person, person.email, Party.PERSON)] if person.email else ()


def _guardian(agreement: Agreement, _actor: Actor, _change: Change) -> Iterable[Recipient]:
    person = agreement.placement.candidate
    address, is_young = person.guardian_email, is_minor(person.birth_date, clock.today())
    return [_to(person, address, Party.GUARDIAN)] if address and is_young else ()


def _person_and_guardian(agreement: Agreement, actor: Actor, change: Change) -> Iterable[Recipient]:
    return [*_person(agreement, actor, change), *_guardian(agreement, actor, change)]


def _to(person: Candidate, address: str, party: Party) -> Recipient:
    return Recipient(address, locale_of(person), context={"party": party, "own": own_words(person.locale)})


def _office(clearance: Clearance, _actor: Actor, _change: Change) -> Iterable[Recipient]:
    return recipients_of_office(clearance.office_id) if clearance.office_id else ()


def _confirm_link(agreement: Agreement, recipient: Recipient) -> dict[str, Any]:
    token, _ = links.issue(confirm_link_for(agreement, recipient.context["party"], recipient.address))
    return {"agreement": agreement, "placement": agreement.placement, "link": f"/l/{token}"}


def confirm_link_for(agreement: Agreement, party: Party, address: str | None = None) -> LinkFor:
    """Describe a party's own link to exactly this version, by mail or on a letter.

    It dies when the version changes, or the address it was sent to.
    """
    return LinkFor(
        CONFIRM,
        agreement.id,
        party=party,
        expires_at=_readable_until(agreement),
        candidate_id=agreement.placement.candidate_id,
        address=address,
    )


def _readable_until(agreement: Agreement) -> datetime:
    """Let the link outlive the first day: a change is confirmed while the work goes on, the copy is proof afterwards.

    A version that counts no more ends its links at once, whatever stands here.
    """
    return clock.end_of(max(agreement.ends_on or agreement.starts_on, clock.today()) + COPY_READ)


def _page(placement: Placement, _recipient: Recipient) -> dict[str, Any]:
    return {"placement": placement, "link": f"/placements/{placement.id}"}


def _agreement_page(agreement: Agreement, _recipient: Recipient) -> dict[str, Any]:
    return {"agreement": agreement, "placement": agreement.placement, "link": f"/placements/{agreement.placement_id}"}


def _clearance_page(clearance: Clearance, _recipient: Recipient) -> dict[str, Any]:
    return {"clearance": clearance, "link": f"/clearances/{clearance.id}"}


def _clearance_case(clearance: Clearance, _recipient: Recipient) -> dict[str, Any]:
    return {"clearance": clearance, "link": f"/placements/{clearance.placement_id}"}


def _people(placement: Placement, actor: Actor, change: Change) -> Iterable[Recipient]:
    return people(placement.candidate, actor, change)


def _permission(placement: Placement, _recipient: Recipient) -> dict[str, Any]:
    """Say until when the person may work there, and who must then tell whom what."""
    paper = candidates.paper_files([placement.candidate_id])[placement.candidate_id]
    come = duties.duties_while(placement, clock.today(), AT_EARLY_END | {Duty.CHECK_PAPER})
    own = (one for one in come if one.who is DutyOf.PERSON and one.what is Duty.REPORT_EARLY_END)
    return {
        "placement": placement,
        "day": permission_ends_on(placement, paper),
        "duties": [(sentence(one), one.legal_basis, caveat(one)) for one in come],
        "own_weeks": [one.within_days // 7 for one in own if one.within_days],
        "link": f"/placements/{placement.id}",
    }


def _ended(placement: Placement, recipient: Recipient) -> dict[str, Any]:
    """Say who must report the end. A company reads it of papers at large: what this one is stays closed to it."""
    is_company = recipient.home_id == placement.organisation_id
    return {
        **_page(placement, recipient),
        "owed": [] if is_company else duties.owed_at_end(placement),
        "asks_company": is_company and duties.asks_company(placement),
    }


def _first_day(placement: Placement, recipient: Recipient) -> dict[str, Any]:
    """Say where the person goes on the first day, when, to whom and with what; the calendar gets it too."""
    version = first_day.agreed(placement)
    token, _code = links.issue(person_link(placement.candidate, recipient.context["party"], recipient.address))
    return {
        "placement": placement,
        "version": version,
        "times": _times_on(version, placement.starts_on or version.starts_on),
        "way": first_day.way_there(placement, version),
        "is_paid": version.pay_unit is not PayUnit.NONE,
        "is_employment": duties.is_employment(placement),
        "calendar": _first_day_file(placement, version, recipient),
        "link": f"/l/{token}",
    }


def _times_on(version: Agreement, day: date) -> str:
    """Give the hours of a day in figures, which every language reads, and what is agreed in words."""
    hours = (f"{one.starts:%H:%M} - {one.ends:%H:%M}" for one in version.shifts if one.weekday == day.weekday())
    return "; ".join(filter(None, (*hours, version.times)))


def _first_day_off(placement: Placement, recipient: Recipient) -> dict[str, Any]:
    return {"placement": placement, "calendar": _first_day_file(placement, first_day.agreed(placement), recipient)}


def _first_day_file(placement: Placement, version: Agreement, recipient: Recipient) -> str:
    """Write the first day for a calendar; it names nobody, since others look into calendars too."""
    with force_locale(recipient.locale):
        title = _("Erster Tag %(number)s", number=placement.number)
        text = _("Fragen beantwortet der Integration Point: %(address)s", address=current_app.config["PORTAL_REPLY_TO"])
    appointment = calendar_file.Appointment(
        record_id=placement.id,
        sequence=placement.version + version.number,
        starts_at=placement.starts_on or version.starts_on,
        lasts=timedelta(days=1),
        title=title,
        place=version.place,
        text=text,
        is_off=placement.state is PlacementState.CANCELLED,
    )
    return calendar_file.written(appointment, attendee=recipient.address)


def _who_was_told(placement: Placement, actor: Actor, change: Change) -> Iterable[Recipient]:
    """Tell who has the first day in a calendar that it falls through, while it lies ahead."""
    is_ahead = placement.starts_on is not None and placement.starts_on >= clock.local(change.at).date()
    return _people(placement, actor, change) if is_ahead and first_day.was_told(placement) else ()


def _own_page(placement: Placement, recipient: Recipient) -> dict[str, Any]:
    token, _ = links.issue(person_link(placement.candidate, recipient.context["party"], recipient.address))
    return {"link": f"/l/{token}"}


def _assess_link(placement: Placement, recipient: Recipient) -> dict[str, Any]:
    """Let this reader of the company's mail answer on the telephone, without signing in."""
    token, _code = links.issue(
        LinkFor(
            ASSESS,
            placement.id,
            party=Party.COMPANY,
            expires_at=links.days(ASSESS_DAYS),
            organisation_id=placement.organisation_id,
            user_id=recipient.user_id,
            address=recipient.address,
        )
    )
    return {"placement": placement, "link": f"/l/{token}"}


def _at_the_end(placement: Placement, recipient: Recipient) -> dict[str, Any]:
    """Lead to the placement; the company, which has not said how it was, also to the questions about that."""
    known = assessment_of(placement.id)
    asks = recipient.home_id == placement.organisation_id and (known is None or known.hire is None)
    assess = _assess_link(placement, recipient)["link"] if asks else None
    return {**_page(placement, recipient), "assess": assess}


def _caseworker_if_told(placement: Placement, actor: Actor, change: Change) -> Iterable[Recipient]:
    """Tell the caseworker, unless it is the office that has just written it down."""
    is_own = actor.role is Role.CASEWORKER and actor.company_id is None
    return () if is_own else _caseworker(placement, actor, change)


OPENED = MailKind("placements/opened", _company, _page)
READY = MailKind("placements/ready", _both, _page)
STARTED = MailKind("placements/started", _caseworker, _page)
STARTS_LATER = MailKind("placements/starts_later", _both, _page)
NO_SHOW = MailKind("placements/no_show", _caseworker, _page)
ABSENT = MailKind("placements/absent", _unless_caseworker(_caseworker), _page)
INCIDENT = MailKind("placements/incident", _caseworker, _page)
BROKEN_OFF = MailKind("placements/broken_off", _both, _ended)
COMPLETED = MailKind("placements/completed", _both, _ended)
CANCELLED = MailKind("placements/cancelled", _both, _page)
DID_IT_START = MailKind("placements/did_it_start", _both, _page)
ASSESSED = MailKind("placements/assessed", _caseworker_if_told, _page)
ASSESSED_PERSON = MailKind("placements/assessed_person", _people, _own_page, secret=True)
ASSESSED_OWN = MailKind("placements/assessed_own", _caseworker_if_told, _page)
ASSESSMENT_MISSING = MailKind("placements/assessment_missing", _company, _assess_link, secret=True)
HOW_DID_IT_END = MailKind("placements/how_did_it_end", _both, _at_the_end, secret=True)
ENDS_SOON = MailKind("placements/ends_soon", _both, _page)
OUTCOME_MISSING = MailKind("placements/outcome_missing", _caseworker, _page)
HALF_WAY = MailKind("placements/half_way", _both, _page)
STILL_THERE = MailKind("placements/still_there", _caseworker, _page)
OUTCOME_OF_JOB = MailKind("placements/outcome_of_job", _caseworker, _page)
COMPANY_STOPPED = MailKind("placements/company_stopped", _caseworker, _page)
STILL_OPEN = MailKind("placements/still_open", _both, _page)
FIRST_DAY = MailKind("placements/first_day", _people, _first_day, secret=True)
FIRST_DAY_SOON = MailKind("placements/first_day_soon", _people, _first_day, secret=True)
FIRST_DAY_OFF = MailKind("placements/first_day_off", _who_was_told, _first_day_off, secret=True)
FIRST_DAY_CALL = MailKind("placements/first_day_call", _caseworker, _page)
PERMISSION_ENDS = MailKind("placements/permission_ends", _caseworker, _permission)
PERMISSION_ENDS_PERSON = MailKind("placements/permission_ends_person", _people, _permission)

CONFIRM_COMPANY = MailKind("placements/confirm_company", _of_placement(_company), _agreement_page)
CONFIRM_PERSON = MailKind("placements/confirm_person", _person, _confirm_link, secret=True)
CONFIRM_GUARDIAN = MailKind("placements/confirm_guardian", _guardian, _confirm_link, secret=True)
COPY = MailKind("placements/copy", _person_and_guardian, _confirm_link, secret=True)
RETURNED = MailKind("placements/returned", _other_side, _agreement_page)
IN_FORCE = MailKind("placements/in_force", _of_placement(_both), _agreement_page)


def _still_asked(kind: MailKind, party: Party) -> MailKind:
    """Ask those once more who have not confirmed; nobody is reminded by a mail to oneself."""

    def recipients(agreement: Agreement, actor: Actor, change: Change) -> Iterable[Recipient]:
        is_own = party is Party.COMPANY and actor.company_id is not None
        is_asked = party in waiting_for(agreement) and not is_own
        return kind.recipients(agreement, actor, change) if is_asked else ()

    return replace(kind, recipients=recipients)


_NUDGES_OF_PERSON = (_still_asked(CONFIRM_PERSON, Party.PERSON), _still_asked(CONFIRM_GUARDIAN, Party.GUARDIAN))
_to_caseworker_instead = nudging.to_office_instead(
    _NUDGES_OF_PERSON, _of_placement(_caseworker), of_person=lambda agreement: waiting_for(agreement) != [Party.COMPANY]
)
NUDGES = (
    _still_asked(CONFIRM_COMPANY, Party.COMPANY),
    MailKind("placements/nudge_call", _to_caseworker_instead, _agreement_page),
    *_NUDGES_OF_PERSON,
)
NUDGE_OFFICE = MailKind("placements/nudge_office", _caseworker, _page)
REQUESTED = MailKind("placements/clearance_requested", _office, _clearance_page)
DECIDED = MailKind("placements/clearance_decided", _of_placement(_caseworker), _clearance_case)
NOT_GRANTED = MailKind("placements/not_granted", _of_permission(_company), _clearance_case)
REFUSED_PERSON = MailKind("placements/refused_person", _of_permission(_people), lambda _clearance, _recipient: {})
