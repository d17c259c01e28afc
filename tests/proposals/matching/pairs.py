"""A person and an offer that fit in everything, from which the tests take away."""

from datetime import date
from decimal import Decimal
from types import MappingProxyType
from uuid import UUID

from portal.candidates.rules import Reach
from portal.candidates.rules.times import SLOTS, Day, PartOfDay
from portal.proposals.rules.facts import OfferFacts, PersonFacts, Said
from portal.proposals.rules.occupations import occupation
from portal.proposals.rules.times import Needed
from portal.reference import Level, OfferKindCode, Verdict, snapshot
from portal.vacancies.search import analyser

TABLES = snapshot()
ALL = [occupation(group) for group in TABLES.occupation_groups]
BY_ID = {one.group_id: one for one in ALL}
TOWNS = TABLES.municipalities
COMPANY, OTHER = UUID(int=1), UUID(int=2)
START = date(2027, 1, 11)


def said(text: str) -> Said:
    """Understand words of a profile as the search does."""
    return Said(text, analyser().read(text))


def terms(text: str) -> frozenset[str]:
    """Give the index terms of a text."""
    return frozenset(analyser().weigh(text))


PERSON = PersonFacts(
    wishes=frozenset({BY_ID["lagerhelfer"]}),
    wished=frozenset({said("Lagerhelfer")}),
    done=frozenset({BY_ID["kommissionierer"]}),
    speaking=Level.A2,
    reading=Level.A1,
    skills=frozenset({said("Scanner")}),
    licence="none",
    home=TOWNS[0],
    reach=Reach.TRANSIT,
    radius_km=20,
    weekly_hours=Decimal(39),
    times=frozenset(SLOTS),
    available_from=START,
    verdicts=MappingProxyType({OfferKindCode.FULL_TIME_JOB: Verdict.ALLOWED}),
)
OFFER = OfferFacts(
    organisation_id=COMPANY,
    most_hours_of_minors=Decimal(40),
    kind=OfferKindCode.FULL_TIME_JOB,
    occupation=BY_ID["lagerhelfer"],
    terms=terms("Lagerhelfer im Versand"),
    told=terms("Sie arbeiten mit dem Scanner."),
    speaking=Level.A2,
    reading=Level.A1,
    place=TOWNS[0],
    weekly_hours=Decimal(39),
    times=Needed(frozenset({Day.MONDAY}), frozenset({PartOfDay.MORNING})),
    starts_on=START,
)
EMPTY = PersonFacts()
