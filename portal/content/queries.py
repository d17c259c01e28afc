"""Offices as the public pages name them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from portal.organisations import queries as organisations
from portal.organisations.models import Office
from portal.organisations.rules import IP_OFFICE
from portal.reference import UnknownCode, snapshot
from portal.reference.codes import Confidence
from portal.reference.tables.places import Municipality

ADVICE = "referral:counselling"
"""What an office says of itself that advises people."""


def ip_offices() -> Sequence[Office]:
    """List the open offices of the Integration Point."""
    return _of_ip(organisations.offices())


def _of_ip(offices: Sequence[Office]) -> list[Office]:
    return [office for office in offices if office.body_kind == IP_OFFICE]


def offices_by_kind() -> dict[str, list[Office]]:
    """Group the open offices by the kind of body."""
    groups: defaultdict[str, list[Office]] = defaultdict(list)
    for office in organisations.offices():
        groups[office.body_kind].append(office)
    return groups


def advisers() -> Sequence[Office]:
    """List the open offices that advise people and are not the Integration Point's own."""
    return [
        office for office in organisations.offices() if office.body_kind != IP_OFFICE and ADVICE in office.can_receive
    ]


@dataclass(frozen=True)
class Local:
    """Who is there for a municipality: the office of the Integration Point, and the bodies in its own town."""

    of_ip: Office | None
    others: Sequence[Office]


def offices_of(town: Municipality) -> Local:
    """Give the offices of a municipality."""
    found = organisations.offices()
    others = [office for office in found if office.town == town.name and office.body_kind != IP_OFFICE]
    return Local(_looking_after(_of_ip(found), town.ags), others)


def office_for(ags: str | None) -> Office | None:
    """Give the office that looks after a municipality, else the first there is."""
    return _looking_after(ip_offices(), ags)


def _looking_after(offices: Sequence[Office], ags: str | None) -> Office | None:
    try:
        seat = snapshot().municipality(ags).jobcenter_office if ags else ""
    except UnknownCode:
        seat = ""
    return next((office for office in offices if office.town == seat), offices[0] if offices else None)


def is_unchecked(office: Office) -> bool:
    """Tell whether what is shown of an office still stands as the unverified reference data has it."""
    try:
        row = snapshot().office(office.key)
    except UnknownCode:
        return False
    is_same = (office.street or "", office.phone or "") == (row.street, row.phone)
    return is_same and row.confidence is Confidence.VERIFY
