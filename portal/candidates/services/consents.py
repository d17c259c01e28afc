"""Consents: given with proof, for one purpose and one recipient; taken back at once, with all that hung on them."""

from dataclasses import replace
from operator import attrgetter
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, delete, select

from portal.candidates import queries
from portal.candidates.models import Candidate, Consent, DisclosureGrant, ExcludedOrganisation
from portal.candidates.queries.consents import companies_named
from portal.candidates.rules import (
    BASIS_OF_PROPOSALS,
    ConsentProof,
    ConsentPurpose,
    ScreeningItem,
    is_for_one_recipient,
    is_minor,
    is_standing,
    valid_until,
)
from portal.candidates.services.files import forget_check
from portal.candidates.services.grants import end_what_consent_opened
from portal.candidates.workflow import WORKFLOW
from portal.core import attachments, clock, db
from portal.core.actor import SYSTEM, Actor
from portal.core.attachments import Attachment
from portal.core.audit import Change
from portal.core.errors import GuardRefused
from portal.core.permissions import require
from portal.organisations import queries as organisations
from portal.organisations.models import Organisation


class SaysItAlone(GuardRefused):
    """Nobody agrees for a grown-up."""

    message = _l("Die Person ist volljährig und sagt selbst Ja oder Nein.")


class OneRecipient(GuardRefused):
    """A yes is for one recipient: "all companies" does not exist."""

    message = _l("Eine Einwilligung gilt für genau einen Betrieb, bei Kurzprofilen auch für ein Berufsfeld.")


def record_consent(
    candidate: Candidate,
    *,
    purpose: ConsentPurpose,
    proof: ConsentProof,
    actor: Actor,
    organisation_id: UUID | None = None,
    work_field: str | None = None,
) -> Consent:
    """Keep a yes with what proves it; the same yes on the same day is one.

    Of somebody under 18 the own yes and the guardian's are kept apart, and count once both are there.
    Raises: OneRecipient; SaysItAlone: a guardian speaks for somebody of age.
    """
    if not is_for_one_recipient(purpose, organisation_id, work_field):
        raise OneRecipient
    is_young = is_minor(candidate.birth_date, clock.today())
    if proof.by_guardian and not is_young:
        raise SaysItAlone
    queries.hold_file(candidate.id)
    consent = _proven(candidate, proof, actor)
    consent.purpose, consent.organisation_id, consent.work_field = purpose, organisation_id, work_field
    consent.valid_until = valid_until(purpose, work_field, clock.today())
    same = _same(consent)
    own = (one for one in same if one.by_guardian == consent.by_guardian and (is_young or one.counts_from))
    known = next((one for one in own if clock.local(one.given_at).date() == clock.today()), None)
    if known is not None:
        return known
    _count(candidate, consent, [one for one in same if one.by_guardian != consent.by_guardian])
    db.session.add(consent)
    db.session.flush()
    WORKFLOW.apply("give_consent", candidate, actor=replace(actor, channel=proof.channel), details=_details(consent))
    return consent


def _proven(candidate: Candidate, proof: ConsentProof, actor: Actor) -> Consent:
    return Consent(
        candidate_id=candidate.id,
        given_at=clock.now(),
        channel=proof.channel,
        language=proof.language,
        text_version=proof.text_version,
        interpreter=proof.interpreter,
        by_guardian=proof.by_guardian,
        guardian_kind=candidate.guardian_kind if proof.by_guardian else None,
        guardian_name=candidate.guardian_name if proof.by_guardian else None,
        recorded_by_id=actor.id if actor.id != candidate.id else None,
        legal_basis=proof.legal_basis,
    )


def _count(candidate: Candidate, consent: Consent, of_other: list[Consent]) -> None:
    """Let a yes count from now on; that of somebody under 18 together with the other one, and no longer than it."""
    if not is_minor(candidate.birth_date, clock.today()):
        consent.counts_from = consent.given_at
    elif of_other:
        both = (consent, max(of_other, key=attrgetter("given_at")))
        ends = [valid_until(one.purpose, one.work_field, clock.local(one.given_at).date()) for one in both]
        for one in both:
            one.counts_from = one.counts_from or consent.given_at
            one.valid_until = min(filter(None, ends), default=None)


def keep_scan(consent: Consent, scan: Attachment) -> None:
    """Keep the signed page of a yes given on paper; the one that is there already stays."""
    if consent.scan_key is None:
        with attachments.kept(scan) as key:
            consent.scan_key = key
            db.session.flush()


def withdraw_consent(candidate: Candidate, consent: Consent, *, actor: Actor) -> None:
    """Take a yes back, at once and everywhere: grants, and through reactions proposals; never needs a reason."""
    queries.hold_file(candidate.id)
    taken_back = _standing(candidate.id) if consent.purpose is ConsentPurpose.CARE else _same(consent)
    if not taken_back:
        return  # the second half of a double click
    for one in taken_back:
        one.withdrawn_at = clock.now()
    db.session.flush()
    companies = _companies_concerned(candidate.id, consent)
    if consent.purpose is ConsentPurpose.CARE:
        forget_check(candidate, ScreeningItem.CONSENT)
    if consent.purpose in BASIS_OF_PROPOSALS:
        end_what_consent_opened(candidate.id, companies)
    details = {**_details(consent), "companies": None if companies is None else [str(one) for one in companies]}
    WORKFLOW.apply("withdraw_consent", candidate, actor=actor, details=details)


def forget_half_yes(candidate_id: UUID, organisation_id: UUID) -> None:
    """Forget the yes of one of the two to whom a company is put, once the question is over: it came to nothing."""
    half = Consent.counts_from.is_(None) & Consent.withdrawn_at.is_(None) & Consent.scan_key.is_(None)
    asked = (Consent.purpose == ConsentPurpose.NAME) & (Consent.organisation_id == organisation_id)
    db.session.execute(delete(Consent).where(Consent.candidate_id == candidate_id, asked, half))


def exclude(candidate: Candidate, organisation_id: UUID, *, actor: Actor) -> None:
    """Keep a company away from a person from now on; nobody but the own file learns of it."""
    queries.hold_file(candidate.id)
    if not queries.is_excluded(candidate.id, organisation_id):
        db.session.add(ExcludedOrganisation(candidate_id=candidate.id, organisation_id=organisation_id))
    end_what_consent_opened(candidate.id, [organisation_id])
    WORKFLOW.apply("exclude", candidate, actor=actor, details={"companies": [str(organisation_id)]})


def include(candidate: Candidate, organisation_id: UUID, *, actor: Actor) -> None:
    """Let a company be proposed to again; the second half of a double click does nothing."""
    require(actor, "candidate:include", candidate)
    if not queries.is_excluded(candidate.id, organisation_id):
        return
    db.session.execute(
        delete(ExcludedOrganisation).where(
            ExcludedOrganisation.candidate_id == candidate.id, ExcludedOrganisation.organisation_id == organisation_id
        )
    )
    WORKFLOW.apply("include", candidate, actor=actor, details={"companies": [str(organisation_id)]})


def company_merged(double: Organisation, _actor: Actor, _change: Change) -> None:
    """Let a no to either of two entries of a company count for the one that stays, at once."""
    kept = organisations.kept_of(double)
    for candidate in queries.who_exclude(kept.id):
        exclude(candidate, kept.id, actor=SYSTEM)
    for candidate, consent in queries.taken_back_since(kept.id):
        withdraw_consent(candidate, consent, actor=SYSTEM)
    db.session.execute(delete(ExcludedOrganisation).where(ExcludedOrganisation.organisation_id == double.id))


def _standing(candidate_id: UUID, *same: ColumnElement[bool]) -> list[Consent]:
    query = select(Consent).where(Consent.candidate_id == candidate_id, Consent.withdrawn_at.is_(None), *same)
    return [one for one in db.session.scalars(query) if is_standing(one, clock.today())]


def _same(consent: Consent) -> list[Consent]:
    return _standing(
        consent.candidate_id,
        Consent.purpose == consent.purpose,
        Consent.organisation_id.is_not_distinct_from(consent.organisation_id),
        Consent.work_field.is_not_distinct_from(consent.work_field),
    )


def _companies_concerned(candidate_id: UUID, consent: Consent) -> list[UUID] | None:
    """Give the companies that lose sight of the person, None for all of them."""
    if consent.purpose not in BASIS_OF_PROPOSALS:
        return []
    if consent.purpose is ConsentPurpose.CARE:
        return None
    if consent.organisation_id is not None:
        return [consent.organisation_id]
    # a field of work: whoever was let in without a yes of its own came in by this one
    kept = companies_named(candidate_id, clock.today())
    query = select(DisclosureGrant.organisation_id).where(DisclosureGrant.candidate_id == candidate_id).distinct()
    return [found for found in db.session.scalars(query) if found not in kept]


def _details(consent: Consent) -> dict[str, str | bool | None]:
    return {
        "consent_id": str(consent.id),
        "purpose": consent.purpose.value,
        "organisation_id": str(consent.organisation_id) if consent.organisation_id else None,
        "work_field": consent.work_field,
        "by_guardian": consent.by_guardian,
    }
