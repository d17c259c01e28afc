"""Guards and effects of the versions of an agreement."""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select
from sqlalchemy.orm.attributes import set_committed_value

from portal.candidates import queries as people
from portal.candidates import services as candidates
from portal.candidates.rules import DisclosureLevel, age_on, is_minor
from portal.core import clock, db, links
from portal.core.actor import COMPANY_ROLES, Actor, Role
from portal.core.audit import Change
from portal.core.errors import GuardRefused
from portal.placements import mails, rules
from portal.placements.models import Agreement, Confirmation
from portal.placements.rules import AgreementState, ConfirmationMethod, Missing, Party, PlacementState
from portal.placements.workflow import effects
from portal.placements.workflow.guards import IS_MISSING
from portal.proposals.workflow.guards import IS_ELSEWHERE, NOT_POSSIBLE, is_busy
from portal.reference import pay, snapshot, youth
from portal.reference.codes import PlacementKindCode, Severity
from portal.reference.findings import Finding
from portal.reference.schedule import check_days
from portal.reference.snapshots import Snapshot
from portal.reference.working_time import UNCHECKED_DAYS, check_length, check_weekly_hours, check_working_time
from portal.vacancies.rules import PayUnit

Params = dict[str, Any]


def no_other_version_is_open(agreement: Agreement, _actor: Actor, _params: Params) -> None:
    """Refuse a second version while one is written or confirmed."""
    open_states = (AgreementState.DRAFT, AgreementState.CONFIRMING)
    query = select(Agreement.id).where(
        Agreement.placement_id == agreement.placement_id, Agreement.state.in_(open_states)
    )
    if db.session.scalar(query.limit(1)) is not None:
        raise GuardRefused(_l("Es gibt schon eine Fassung in Arbeit. Bitte bearbeiten Sie diese."))


def starts_ahead(agreement: Agreement, _actor: Actor, _params: Params) -> None:
    """Refuse an agreement dated back: insurance and permission never reach into the past.

    A change during the placement keeps its first day.
    """
    if _is_dated_back(agreement):
        raise GuardRefused(_l("Der Beginn liegt in der Vergangenheit. Bitte ändern Sie das Datum."))


def person_is_free(agreement: Agreement, actor: Actor, _params: Params) -> None:
    """Refuse agreed days on which the person is in another placement or in a full course."""
    if is_busy(agreement.placement.candidate_id, agreement.starts_on, agreement.ends_on, agreement.placement_id):
        raise GuardRefused(NOT_POSSIBLE if actor.company_id else IS_ELSEWHERE)


def is_in_time(agreement: Agreement, _actor: Actor, _params: Params) -> None:
    """Refuse a yes after the first day has passed: the text lapses, though its link may still open it."""
    if _is_dated_back(agreement):
        raise GuardRefused(_l("Der erste Tag ist schon vorbei. Bitte rufen Sie den Integration Point an."))


def _is_dated_back(agreement: Agreement) -> bool:
    placement = agreement.placement
    goes_on = placement.state is PlacementState.RUNNING and agreement.starts_on == placement.starts_on
    return agreement.starts_on < clock.today() and not goes_on


def findings(agreement: Agreement, *, tells_age: bool = True) -> tuple[Finding, ...]:
    """Check pay, hours and length of what the agreement says, by the person's age on its days.

    Args: tells_age: whether the reader may know when the person was born.
    """
    placement, tables = agreement.placement, snapshot()
    kind = PlacementKindCode(placement.legal_kind)
    born = placement.candidate.birth_date
    age = age_on(born, agreement.starts_on)
    unit = pay.PayUnit.MONTH if agreement.pay_unit is PayUnit.MONTH else pay.PayUnit.HOUR
    agreed = pay.Pay(agreement.pay_eur, unit, weekly_hours=agreement.weekly_hours)
    span, adult_from = pay.Span(agreement.starts_on, agreement.ends_on), youth.of_age_from(born)
    later = pay.check_pay_of_age(agreed, kind, span, adult_from=adult_from, tables=tables)
    return (
        *pay.check_pay(agreed, kind, starts_on=agreement.starts_on, ends_on=agreement.ends_on, age=age, tables=tables),
        *(later if tells_age else map(pay.without_birthday, later)),
        *_check_times(agreement, kind, age, tables),
        *check_length(kind, starts_on=agreement.starts_on, ends_on=agreement.ends_on, tables=tables),
        *youth.check_first_exam(
            kind,
            birth_date=born,
            starts_on=agreement.starts_on,
            ends_on=agreement.ends_on,
            examined_on=placement.examined_on,
            tables=tables,
        ),
        *youth.check_school_duty(
            kind, birth_date=born, starts_on=agreement.starts_on, tables=tables, tells_age=tells_age
        ),
    )


def _check_times(agreement: Agreement, kind: PlacementKindCode, age: int | None, tables: Snapshot) -> Iterable[Finding]:
    """Check each day where the days are known; of changing times only the hours of a week are, and that is said."""
    if agreement.week:
        found = check_working_time(agreement.shifts, kind, age=age, tables=tables)
        return (*dict.fromkeys(found), *check_days(agreement.shifts, agreement.starts_on, agreement.ends_on))
    return (*check_weekly_hours(agreement.weekly_hours, age=age, tables=tables), UNCHECKED_DAYS)


def rules_hold(agreement: Agreement, _actor: Actor, _params: Params) -> None:
    """Refuse what the law forbids; warnings are shown on the page and do not stop it."""
    for finding in findings(agreement):
        if finding.severity is Severity.ERROR:
            raise GuardRefused(f"{finding.message} {finding.fix}")


def guardian_is_known(agreement: Agreement, _actor: Actor, _params: Params) -> None:
    """Ask for a guardian of a minor before anybody is asked to confirm."""
    person = agreement.placement.candidate
    if is_minor(person.birth_date, clock.today()) and not person.guardian_name:
        raise GuardRefused(_l("Bitte tragen Sie zuerst die gesetzliche Vertretung ein."))


def person_wants_it(agreement: Agreement, actor: Actor, _params: Params) -> None:
    """Refuse to open the fields of the paper to a company the person has closed out since."""
    placement = agreement.placement
    if people.is_closed_to(placement.candidate_id, placement.organisation_id):
        raise GuardRefused(NOT_POSSIBLE if actor.company_id else IS_MISSING[Missing.CONSENT])


def seal(agreement: Agreement, _actor: Actor, _change: Change, params: Params) -> None:
    """Fix the text that is confirmed and its hash; links to an earlier text end before those to this one go out."""
    agreement.text = params["text"]
    agreement.text_hash = rules.fingerprint(params["text"])
    links.end(purpose=mails.CONFIRM, record_id=agreement.id)


def show_contract(agreement: Agreement, _actor: Actor, change: Change, _params: Params) -> None:
    """Let the company see what the paper of this kind needs."""
    effects.grant(agreement.placement, DisclosureLevel.L3_CONTRACT, change, cause=("agreement", agreement.id))


def unseal(agreement: Agreement, _actor: Actor, change: Change, _params: Params) -> None:
    """Open the version again: what was confirmed was another text; links say meanwhile that it is being changed."""
    db.session.execute(delete(Confirmation).where(Confirmation.agreement_id == agreement.id))
    set_committed_value(agreement, "confirmations", [])
    agreement.text = agreement.text_hash = None
    candidates.end_grants(agreement.id, change.at)


def same_text(agreement: Agreement, _actor: Actor, params: Params) -> None:
    """Refuse a confirmation of anything but the text that is out."""
    if params["confirmation"].text_hash != agreement.text_hash:
        raise GuardRefused(_l("Die Vereinbarung wurde inzwischen geändert. Bitte lesen Sie die neue Fassung."))


def right_party(agreement: Agreement, actor: Actor, params: Params) -> None:
    """Refuse somebody who confirms for another; on behalf of a company nobody signs."""
    confirmation: Confirmation = params["confirmation"]
    minor = is_minor(agreement.placement.candidate.birth_date, clock.today())
    by_paper = confirmation.method is ConfirmationMethod.PAPER and confirmation.file_key is not None
    allowed = {
        Party.COMPANY: actor.role in COMPANY_ROLES or by_paper,
        Party.PERSON: actor.role is Role.CANDIDATE or by_paper,
        Party.GUARDIAN: (actor.role is Role.CANDIDATE or by_paper) and minor,
    }
    if actor.on_behalf_of is not None or not allowed[confirmation.party]:
        raise GuardRefused(_l("Das kann nur die Person selbst bestätigen, oder mit Unterschrift auf Papier."))
    person = agreement.placement.candidate
    if confirmation.party is Party.GUARDIAN and not people.is_person_in_charge(person, confirmation.name_typed):
        raise GuardRefused(
            _l("Das bestätigt nur, wer beim Jugendamt für die Person zuständig ist. Wer das ist, steht im Profil.")
        )


def confirm(agreement: Agreement, _actor: Actor, _change: Change, params: Params) -> None:
    """Keep the evidence; a second confirmation of the same party changes nothing."""
    confirmation: Confirmation = params["confirmation"]
    known = select(Confirmation.id).where(
        Confirmation.agreement_id == agreement.id, Confirmation.party == confirmation.party
    )
    if db.session.scalar(known) is None:
        confirmation.agreement = agreement
        db.session.add(confirmation)
        db.session.flush()


def all_have_confirmed(agreement: Agreement, _actor: Actor, _params: Params) -> None:
    """Refuse while somebody's yes is missing."""
    if not is_confirmed_by_all(agreement):
        raise GuardRefused


def is_confirmed_by_all(agreement: Agreement) -> bool:
    """Tell whether every party has confirmed this text."""
    confirmed = db.session.scalars(select(Confirmation.party).where(Confirmation.agreement_id == agreement.id))
    minor = is_minor(agreement.placement.candidate.birth_date, clock.today())
    return rules.is_complete(confirmed, is_minor=minor)


def fix_dates(agreement: Agreement, _actor: Actor, _change: Change, _params: Params) -> None:
    """Carry the agreed span to the placement; the links live on, so that everybody can read what was agreed."""
    agreement.placement.starts_on, agreement.placement.ends_on = agreement.starts_on, agreement.ends_on


def close(agreement: Agreement, _actor: Actor, change: Change, _params: Params) -> None:
    """End the links to a version that counts no more, and what the company saw because of it."""
    links.end(purpose=mails.CONFIRM, record_id=agreement.id)
    candidates.end_grants(agreement.id, change.at)
