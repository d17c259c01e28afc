"""What is true of companies and offices whatever the database: states, proofs, towns, which office is which."""

import re
from datetime import timedelta
from enum import StrEnum
from typing import NamedTuple

from portal.reference import Snapshot
from portal.reference.places import fold


class CompanyState(StrEnum):
    """Where a company stands."""

    REGISTERED = "registered"
    VERIFIED = "verified"
    SUSPENDED = "suspended"
    CLOSED = "closed"


class InstructionState(StrEnum):
    """What a company says of a deed that was done for it."""

    OPEN = "open"
    CONFIRMED = "confirmed"
    OBJECTED = "objected"
    SETTLED = "settled"


class TipState(StrEnum):
    """What became of a company that somebody named."""

    NEW = "new"
    INVITED = "invited"
    JOINED = "joined"
    DECLINED = "declined"


class JoinState(StrEnum):
    """What became of somebody who asked to belong to a company."""

    ASKED = "asked"
    INVITED = "invited"
    REFUSED = "refused"


class Topic(StrEnum):
    """What a member of a company may choose to get no mails about; agreements, copies and locks always come."""

    PROPOSALS = "proposals"
    OFFERS = "offers"
    DIGEST = "digest"


class Proof(StrEnum):
    """How a company shows that it exists."""

    COMMERCIAL_REGISTER = "commercial_register"
    EMPLOYER_NUMBER = "employer_number"
    CRAFTS_CARD = "crafts_card"
    TRADE_LICENCE = "trade_licence"
    CALL = "call"


PURPOSE_VERSION = "2026-11"
"""Version of the purpose limitation (section 78 SGB X) a user accepts before the first name is shown."""

TIP_ALIVE = (TipState.NEW, TipState.INVITED)

TIP_KEPT = timedelta(days=183)
"""How long a tip is kept: after half a year whoever was named has come, or will not."""

TIP_AGAIN = 10
"""Working days after which a company that was invited is reminded, once."""

JOIN_KEPT = timedelta(days=92)
"""How long it is kept who asked to join: the invitation is over by then, whatever the company said."""

REVIEW_EVERY_MONTHS = 6
"""How often the admins of a company are asked who still belongs to it."""

IP_OFFICE = "ip_office"
"""The kind of body whose members are caseworkers and their leads; the members of all others are `authority`."""

SAYS_NOTHING = re.compile("ag|co|eg|ek|ev|fa|firma|gbr|ggmbh|gmbh|haftungsbeschraenkt|inh|kg|kgaa|mbh|ohg|se|ug|und")
"""Legal forms and other words that say nothing of which company it is; folded as names are."""

_NO_SIGN = re.compile(r"[\W_]")
_WORD = re.compile(r"\w+")
_INITIALS = re.compile(r"(?<=\b\w)\.\s?(?=\w\b)")
"""The dot inside "e. K.", which is a word like "eK"."""


def sort_name(name: str) -> str:
    """Fold a name as a German index sorts it, since neither database does."""
    return fold(name)[:200]


def core_name(name: str) -> str:
    """Give what two spellings of a company's name have in common: no signs, no legal form, whatever the order.

    A name of such words alone is itself.
    """
    folded = sort_name(name)
    words = _WORD.findall(_INITIALS.sub("", folded))
    return " ".join(sorted(word for word in words if not SAYS_NOTHING.fullmatch(word))) or folded


def register_key(proof: Proof, number: str) -> str:
    """Give what two spellings of the same register number have in common."""
    return f"{proof.value}:{_NO_SIGN.sub('', number).upper()}"


def register_keys(key: str) -> list[str]:
    """Give the keys one register number has under every kind of proof: a card and a register may name the same."""
    number = key.partition(":")[2]
    return [f"{proof.value}:{number}" for proof in Proof] if number else []


class Look(NamedTuple):
    """What gives a double away, in one spelling; `places` are postal code and town, `number` is without its kind."""

    name: str
    places: frozenset[str]
    phone: str
    email: str
    number: str


def look(*, name: str, postal_code: str, town: str, phone: str, email: str | None, key: str | None) -> Look:
    """Bring what an entry says of itself into one spelling; `key` is of its register number."""
    places = frozenset({postal_code, fold(town)})
    return Look(core_name(name), places, phone, (email or "").lower(), (key or "").partition(":")[2])


def looks_like(one: Look, other: Look) -> bool:
    """Tell whether two entries may be one company: same number or mailbox, or in one place same name or telephone."""
    if (one.number and one.number == other.number) or (one.email and one.email == other.email):
        return True
    is_near = bool(one.places & other.places)
    return is_near and (one.phone == other.phone or one.name == other.name)


def is_plausible(proof: Proof, number: str) -> bool:
    """Tell whether a number can be one of its kind: an employer number has eight digits, all have some sign.

    Source: DEÜV, Anlage 1: the Betriebsnummer of the Bundesagentur has eight digits.
    """
    signs = _NO_SIGN.sub("", number)
    if proof is Proof.EMPLOYER_NUMBER:
        return len(signs) == 8 and signs.isdigit()
    return len(signs) >= 3


def towns_of(postal_code: str, tables: Snapshot) -> dict[str, str]:
    """Give the towns of a postal code, name to AGS; some share one, and those outside the region have none here."""
    return {row.place: row.ags for row in tables.postal_codes if row.plz == postal_code}
