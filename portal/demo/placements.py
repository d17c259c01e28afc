"""What becomes of the placements of the demo, deed by deed."""

from collections.abc import Callable, Mapping
from datetime import datetime, time, timedelta
from decimal import Decimal
from math import ceil
from typing import Any

from sqlalchemy import select

from portal.core import clock, db
from portal.core.links import PersonalLink
from portal.demo.proposals import Case
from portal.placements import services
from portal.placements.mails import CONFIRM
from portal.placements.models import Agreement, Assessment, Clearance, Placement
from portal.placements.rules import RATED, Agreed, BreakOffBy, GoOn, Hire, Party, Rating, needs_dossier
from portal.placements.services import agreements
from portal.reference import PlacementKindCode
from portal.reference.schedule import read_week, weekly_total, write_week
from portal.reference.working_time import Shift
from portal.vacancies.models import VacancyVersion
from portal.vacancies.rules import PayUnit

UNPAID = (PlacementKindCode.HOSPITATION, PlacementKindCode.MAG, PlacementKindCode.ORIENTIERUNGSPRAKTIKUM)
DECISION_DAYS = 14
WORK_DAYS, PART_TIME, PAUSE, PAUSE_AFTER = 5, 25, 60, 6 * 60
"""Days of a usual week, hours below which it has fewer, a break for every age (the half of it up to six hours)."""


def opened(case: Case) -> None:
    """Take note of the placement that the acceptance of a proposal has opened."""
    made = select(Placement).where(Placement.proposal_id == case.proposal.id)
    case.made.append(db.session.scalars(made).one())


def _direct(case: Case, title: str, reason: str) -> None:
    plan = services.Plan(case.told["kind"], title, case.day("starts"), case.day("ends"))
    placement = services.open_direct(case.person, case.company, plan, actor=case.caseworker, reason=reason)
    case.made.append(placement)


def _next(case: Case) -> None:
    plan = services.Plan(case.told["kind"], case.placement.title, case.day("starts"), case.day("ends"))
    case.made.append(services.open_next(case.placement, plan, actor=case.caseworker))


def _draft(case: Case, times: str | None = None) -> None:
    text = case.offer.text
    pay, unit = _pay(case, text)
    starts_on = case.stage.workday(case.told["starts"])
    content = services.Content(
        starts_on=starts_on,
        ends_on=case.day("ends"),
        **_times(text, times, starts_on.weekday()),
        place=f"{case.company.street}, {case.company.town}",
        tutor_name=case.company.contact_name,
        tutor_phone=case.company.contact_phone,
        tasks=text.tasks or "",
        pay_eur=pay,
        pay_unit=unit,
    )
    services.new_version(case.placement, content, actor=case.voice)


def _times(text: VacancyVersion, told: str | None, first: int) -> dict[str, Any]:
    """Give days alike from the first one on, with the break the law wants; where times change, the story's words."""
    hours = text.weekly_hours or Decimal(30)
    if told is not None:
        return {"weekly_hours": hours, "times": told}
    days = WORK_DAYS if hours >= PART_TIME else ceil(hours / WORK_DAYS)
    minutes = round(hours * 60 / days)
    pause = PAUSE if minutes > PAUSE_AFTER else PAUSE // 2
    begins = datetime.combine(clock.today(), time(8))
    ends = (begins + timedelta(minutes=minutes + pause)).time()
    week = write_week(
        Shift(day, begins.time(), ends, pause) for day in sorted((first + one) % WORK_DAYS for one in range(days))
    )
    return {"week": week, "weekly_hours": weekly_total(read_week(week)), "times": ""}


def _pay(case: Case, text: VacancyVersion) -> tuple[Decimal | None, PayUnit]:
    """Give what is paid: what the story says, else what the offer says, nothing where the kind is unpaid."""
    if "pay" in case.told:
        return Decimal(case.told["pay"]), PayUnit.MONTH
    if case.told["kind"] in UNPAID or text.pay_eur is None:
        return None, PayUnit.NONE
    return text.pay_eur, text.pay_unit or PayUnit.NONE


def _version(case: Case) -> Agreement:
    """Give the version people work on."""
    return case.placement.agreements[-1]


def _send(case: Case) -> None:
    services.send(_version(case), actor=case.voice)


def _company(case: Case) -> None:
    version = _version(case)
    name = case.company.contact_name
    agreements.confirm_on_page(version, actor=case.voice, name=name, text_hash=version.text_hash or "")


def _person(case: Case) -> None:
    version = _version(case)
    mine = (
        PersonalLink.purpose == CONFIRM,
        PersonalLink.record_id == version.id,
        PersonalLink.party == Party.PERSON,
        PersonalLink.ended_at.is_(None),
    )
    link = db.session.scalars(select(PersonalLink).where(*mine)).one()
    name = f"{case.person.first_name} {case.person.last_name}"
    agreements.confirm_by_link(version, link, actor=case.itself, name=name, text_hash=version.text_hash or "")


def _clearance(case: Case) -> Clearance:
    """Give what must be allowed; no placement of the demo is sent to two offices."""
    return case.placement.clearances[0]


def _request(case: Case, office: str) -> None:
    due_on = clock.today() + timedelta(days=DECISION_DAYS)
    office_id = case.stage.offices[office].id
    if needs_dossier(_clearance(case).item):
        today = clock.today()
        services.sign_dossier(_clearance(case), actor=case.caseworker, request_signed_on=today, proxy_signed_on=today)
    services.request(_clearance(case), actor=case.caseworker, office_id=office_id, due_on=due_on)


def _grant(case: Case) -> None:
    clearance = _clearance(case)
    reference = f"50-{case.told['person'].upper()}-1"
    decision = services.Decision(clock.today(), reference, valid_until=case.day("ends"))
    services.grant(clearance, decision, actor=case.stage.member_of(clearance.office_id))


def _refuse(case: Case, reason: str) -> None:
    clearance = _clearance(case)
    decision = services.Decision(clock.today(), "33-2-117")
    services.refuse(clearance, decision, actor=case.stage.member_of(clearance.office_id), reason=reason)


def _waive(case: Case, reason: str) -> None:
    services.waive(_clearance(case), actor=case.caseworker, reason=reason)


def _approve(case: Case) -> None:
    services.approve(case.placement, actor=case.stage.actors["kerstin"])


def _sign(case: Case) -> None:
    services.sign(case.placement, actor=case.voice, signed_on=clock.today())


def _start(case: Case) -> None:
    services.start(case.placement, actor=case.voice, started_on=clock.today())


def _check_in(case: Case, text: str) -> None:
    services.check_in(case.placement, actor=case.voice, reason=text)


def _complete(case: Case) -> None:
    services.complete(case.placement, actor=case.voice, ended_on=clock.today())


def _break_off(case: Case, reason: str) -> None:
    services.break_off(case.placement, actor=case.voice, ended_on=clock.today(), by=BreakOffBy.COMPANY, reason=reason)


def _no_show(case: Case, reason: str) -> None:
    services.no_show(case.placement, actor=case.voice, reason=reason)


def _cancel(case: Case, reason: str) -> None:
    services.cancel(case.placement, actor=case.caseworker, reason=reason)


def _assess(case: Case, hire: str, text: str) -> None:
    rated = dict.fromkeys(RATED, Rating.WELL) | {"talks": Rating.MOSTLY}
    needs = "Mehr Deutsch am Telefon." if hire == Hire.YES_IF else None
    part = services.FirmPart(**rated, hire=Hire(hire), strengths=text, in_certificate=True, hire_needs=needs)
    services.assess(case.placement, part, actor=case.voice, check=_as_it_is)


def _assess_own(case: Case, text: str) -> None:
    part = services.OwnPart(Agreed.YES, GoOn.YES, own_good=text)
    services.assess_own(case.placement, part, actor=case.itself, check=_as_it_is)


def _as_it_is(_known: Assessment) -> None:
    """Nobody else writes in the demo."""


def _outcome(case: Case, code: str) -> None:
    services.record_outcome(case.placement, actor=case.caseworker, outcome_code=code)


def _close(case: Case) -> None:
    services.close(case.placement, actor=case.caseworker)


DEEDS: Mapping[str, Callable[..., None]] = {
    "direct": _direct,
    "next": _next,
    "draft": _draft,
    "send": _send,
    "company": _company,
    "person": _person,
    "request": _request,
    "grant": _grant,
    "refuse": _refuse,
    "waive": _waive,
    "approve": _approve,
    "sign": _sign,
    "start": _start,
    "check_in": _check_in,
    "complete": _complete,
    "break_off": _break_off,
    "no_show": _no_show,
    "cancel": _cancel,
    "assess": _assess,
    "assess_own": _assess_own,
    "outcome": _outcome,
    "close": _close,
}
