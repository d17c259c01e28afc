"""What a person agreed to and whom the person does not want."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import aliased

from portal.candidates.models import Candidate, Consent, ExcludedOrganisation
from portal.candidates.queries.traces import shared_with
from portal.candidates.rules import (
    CandidateState,
    ConsentPurpose,
    Words,
    agreed_to,
    is_last_word_no,
    is_live,
    is_standing,
)
from portal.core import clock, db
from portal.core.errors import NotFound
from portal.organisations.models import Organisation

TO_COMPANY = (ConsentPurpose.CARD, ConsentPurpose.NAME)
"""What lets a named company know of a person at all."""


@dataclass(frozen=True)
class ConsentLine:
    """A consent with the name of its recipient, for a list."""

    consent: Consent
    recipient: str | None
    is_live: bool
    is_half: bool
    """It stands, and counts as soon as the second yes is there."""

    @property
    def words(self) -> tuple[Words, ...]:
        """Give the very words the person said yes to."""
        return agreed_to(self.consent.purpose.value, self.consent.language, self.consent.text_version)


def consents_of(candidate_id: UUID) -> list[ConsentLine]:
    """List everything a person agreed to, newest first, withdrawn and lapsed ones too."""
    query = (
        select(Consent, Organisation.name)
        .outerjoin(Organisation, Organisation.id == Consent.organisation_id)
        .where(Consent.candidate_id == candidate_id)
        .order_by(Consent.given_at.desc(), Consent.id)
    )
    today = clock.today()
    return [
        ConsentLine(
            consent,
            name or consent.work_field,
            is_live(consent, today),
            is_half=consent.counts_from is None and is_standing(consent, today),
        )
        for consent, name in db.session.execute(query)
    ]


def one_consent(candidate_id: UUID, consent_id: UUID) -> Consent:
    """Give a yes of a person, whatever became of it. Raises: NotFound: it is another person's, or none."""
    own = (Consent.id == consent_id) & (Consent.candidate_id == candidate_id)
    found = db.session.scalars(select(Consent).where(own)).one_or_none()
    if found is None:
        raise NotFound
    return found


def live_on(on: date) -> ColumnElement[bool]:
    """Give the condition under which a consent counts; the same as `rules.is_live`."""
    counts = Consent.counts_from.is_not(None) & Consent.withdrawn_at.is_(None)
    return counts & or_(Consent.valid_until.is_(None), Consent.valid_until >= on)


def has_care_consent(candidate_id: UUID, on: date) -> bool:
    """Tell whether the person wants to be looked after by the Integration Point."""
    return _stands(candidate_id, ConsentPurpose.CARE, on)


def took_care_back(on: date) -> ColumnElement[bool]:
    """Give the condition under which a `Candidate` has taken back that the Integration Point looks for work."""
    care = (Consent.candidate_id == Candidate.id) & (Consent.purpose == ConsentPurpose.CARE)
    return exists().where(care, Consent.withdrawn_at.is_not(None)) & ~exists().where(care, live_on(on))


def has_card_consent(candidate_id: UUID, work_field: str, on: date) -> bool:
    """Tell whether the person agreed to cards for companies of a field of work."""
    return _stands(candidate_id, ConsentPurpose.CARD, on, Consent.work_field == work_field)


def _stands(candidate_id: UUID, purpose: ConsentPurpose, on: date, *more: ColumnElement[bool]) -> bool:
    query = select(Consent.id).where(
        Consent.candidate_id == candidate_id, Consent.purpose == purpose, live_on(on), *more
    )
    return db.session.scalar(query.limit(1)) is not None


def companies_named(candidate_id: UUID, on: date) -> set[UUID]:
    """Give the companies for which a yes to card or name stands by itself, whatever field they work in."""
    query = select(Consent.organisation_id).where(
        Consent.candidate_id == candidate_id,
        Consent.purpose.in_(TO_COMPANY),
        Consent.organisation_id.is_not(None),
        live_on(on),
    )
    return {found for found in db.session.scalars(query) if found}


def is_excluded(candidate_id: UUID, organisation_id: UUID) -> bool:
    """Tell whether the person does not want to be proposed to this company."""
    query = select(ExcludedOrganisation.id).where(
        ExcludedOrganisation.candidate_id == candidate_id, ExcludedOrganisation.organisation_id == organisation_id
    )
    return db.session.scalar(query) is not None


def is_closed_to(candidate_id: UUID, organisation_id: UUID) -> bool:
    """Tell whether a company is to learn nothing more of a person, whoever would tell it.

    The person's last word to it, or to the Integration Point, was no, and no agreement in force lets it know anything.
    """
    to_it = Consent.purpose.in_(TO_COMPANY) & (Consent.organisation_id == organisation_id)
    said = (_words(candidate_id, group) for group in (Consent.purpose == ConsentPurpose.CARE, to_it))
    is_no = is_excluded(candidate_id, organisation_id) or any(is_last_word_no(one, clock.today()) for one in said)
    return is_no and organisation_id not in {shared.organisation_id for shared in shared_with(candidate_id)}


def _words(candidate_id: UUID, which: ColumnElement[bool]) -> Sequence[Consent]:
    return db.session.scalars(select(Consent).where(Consent.candidate_id == candidate_id, which)).all()


def exclusions_of(candidate_id: UUID) -> Sequence[Organisation]:
    """List the companies a person does not want, by name."""
    query = (
        select(Organisation)
        .join(ExcludedOrganisation, ExcludedOrganisation.organisation_id == Organisation.id)
        .where(ExcludedOrganisation.candidate_id == candidate_id)
    )
    return db.session.scalars(query.order_by(Organisation.sort_name, Organisation.id)).all()


def who_exclude(organisation_id: UUID) -> Sequence[Candidate]:
    """List the people with an open file who do not want a company."""
    query = (
        select(Candidate)
        .join(ExcludedOrganisation, ExcludedOrganisation.candidate_id == Candidate.id)
        .where(ExcludedOrganisation.organisation_id == organisation_id, Candidate.state != CandidateState.CLOSED)
    )
    return db.session.scalars(query.order_by(Candidate.id)).all()


def taken_back_since(organisation_id: UUID) -> list[tuple[Candidate, Consent]]:
    """List the live yeses to a company that the same person took back after giving them, in other words to it."""
    other = aliased(Consent)
    same = (other.candidate_id == Consent.candidate_id) & (other.purpose == Consent.purpose)
    later = same & (other.organisation_id == organisation_id) & (other.withdrawn_at > Consent.given_at)
    query = (
        select(Candidate, Consent)
        .join(Candidate, Candidate.id == Consent.candidate_id)
        .where(
            Consent.organisation_id == organisation_id,
            live_on(clock.today()),
            Candidate.state != CandidateState.CLOSED,
            exists().where(later),
        )
    )
    return [(candidate, consent) for candidate, consent in db.session.execute(query.order_by(Consent.id))]
