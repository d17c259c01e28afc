"""What a person agrees to, for how long, and when such a yes counts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from portal.candidates.rules.consent_words import TEXT_VERSION
from portal.core.actor import Channel


class ConsentPurpose(StrEnum):
    """What a person agrees to, each by itself and for one recipient; "all companies" does not exist."""

    CARE = "care"
    CARD = "card"
    NAME = "name"
    WORK_LIMITS = "work_limits"
    CONTACT_PHONE = "contact_phone"
    HOME_TOWN = "home_town"
    DOCUMENTS = "documents"


CARD_CONSENT_LASTS = timedelta(days=92)
"""How long a standing yes to cards for a field of work holds: at most three months."""

LEGAL_BASIS = "Art. 6 Abs. 1 Buchst. a DSGVO, § 67b Abs. 2 SGB X"


@dataclass(frozen=True)
class ConsentProof:
    """How a yes was given: what later shows that it was informed and free.

    Args: language: what the person was asked in. interpreter: who translated; never a child or a relative.
    """

    channel: Channel
    language: str
    interpreter: str | None = None
    by_guardian: bool = False
    text_version: str = TEXT_VERSION
    legal_basis: str = LEGAL_BASIS


BASIS_OF_PROPOSALS = frozenset({ConsentPurpose.CARE, ConsentPurpose.CARD, ConsentPurpose.NAME})
"""Without these there is no proposal; the other purposes open single fields."""


class Yes(Protocol):
    """A consent as far as its validity goes."""

    counts_from: datetime | None
    valid_until: date | None
    withdrawn_at: datetime | None


def is_standing(consent: Yes, on: date) -> bool:
    """Tell whether a yes is neither taken back nor over, whether or not a second one is missing for it to count."""
    return consent.withdrawn_at is None and (consent.valid_until is None or on <= consent.valid_until)


def is_live(consent: Yes, on: date) -> bool:
    """Tell whether a consent counts on a day; a withdrawn one never does again."""
    return consent.counts_from is not None and is_standing(consent, on)


def is_last_word_no(consents: Iterable[Yes], on: date) -> bool:
    """Tell whether a yes among these was taken back and none was given since; of two words at once the no counts."""
    given = list(consents)
    taken_back = [one.withdrawn_at for one in given if one.withdrawn_at is not None]
    since = [one.counts_from for one in given if one.counts_from is not None and is_live(one, on)]
    return bool(taken_back) and not any(moment > max(taken_back) for moment in since)


def is_for_one_recipient(purpose: ConsentPurpose, organisation_id: UUID | None, work_field: str | None) -> bool:
    """Tell whether a yes names who gets to know: one company, for cards also a field of work, for care nobody."""
    is_named, is_for_field = organisation_id is not None, work_field is not None
    if purpose is ConsentPurpose.CARE:
        return not is_named and not is_for_field
    if purpose is ConsentPurpose.CARD:
        return is_named != is_for_field
    return is_named and not is_for_field


def valid_until(purpose: ConsentPurpose, work_field: str | None, given_on: date) -> date | None:
    """Give the last day of a consent: a standing yes to cards ends, one for a named company lasts until withdrawn."""
    standing = purpose is ConsentPurpose.CARD and work_field is not None
    return given_on + CARD_CONSENT_LASTS if standing else None
