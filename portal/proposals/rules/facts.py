"""What a match may look at of a person and an offer: no origin, sex or religion, and of the age the law alone.

Whatever is None or empty is not known.
"""

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from uuid import UUID

from portal.candidates.rules import Grade, Reach
from portal.core.search.query import Words
from portal.proposals.rules.times import Needed
from portal.reference import Level, OfferKindCode, Verdict
from portal.reference.places import Point


@dataclass(frozen=True)
class Occupation:
    """An everyday occupation (group of the synonyms) with its KldB 2010 codes."""

    group_id: str
    kldb5: frozenset[str]
    name: str = field(compare=False)


@dataclass(frozen=True)
class Said:
    """Words of a profile, and how the search understands them."""

    text: str
    words: Words

    def is_in(self, terms: Set[str]) -> bool:
        """Tell whether a text with these index terms says the same, by itself or by a synonym."""
        groups = self.words.groups
        return bool(groups) and all(
            any(terms >= set(alternative.terms) for alternative in group.alternatives) for group in groups
        )


@dataclass(frozen=True)
class PersonFacts:
    """What is known of a person.

    Args: wishes, wished: occupations that are wished for, and the wishes as they were written. done: what was
        learned or done at work. times: cells of the week that are possible. licence: code of the profile, "none"
        for nobody's. verdicts: what holds today for every legal kind an offer can become, by kind of offer.
        is_child: under fifteen, is_minor: under eighteen.
    """

    wishes: frozenset[Occupation] = frozenset()
    wished: frozenset[Said] = frozenset()
    done: frozenset[Occupation] = frozenset()
    speaking: Level | None = None
    reading: Level | None = None
    skills: frozenset[Said] = frozenset()
    licence: str | None = None
    drives_forklift: bool = False
    home: Point | None = None
    reach: Reach | None = None
    radius_km: int | None = None
    weekly_hours: Decimal | None = None
    times: frozenset[str] = frozenset()
    available_from: date | None = None
    verdicts: Mapping[OfferKindCode, Verdict] = field(default_factory=dict)
    grade: Grade = Grade.WORK
    is_minor: bool = False
    is_child: bool = False
    excluded: frozenset[UUID] = frozenset()


@dataclass(frozen=True)
class OfferFacts:
    """What an offer says.

    Args: terms: index terms of its title and occupation; told: of its tasks and of what it asks for as well.
        needs_training: as the company said. times: when somebody is wanted, as far as its words say so.
        grade: the least a person must be ready for.
        most_hours_of_minors: hours a week (JArbSchG section 8, from the table of working time).
    """

    organisation_id: UUID
    most_hours_of_minors: Decimal
    kind: OfferKindCode | None = None
    occupation: Occupation | None = None
    terms: frozenset[str] = frozenset()
    told: frozenset[str] = frozenset()
    needed: str | None = None
    needs_training: bool | None = None
    speaking: Level | None = None
    reading: Level | None = None
    german_can_be_learned: bool = False
    licence: str | None = None
    place: Point | None = None
    weekly_hours: Decimal | None = None
    has_shifts: bool = False
    times: Needed | None = None
    starts_on: date | None = None
    is_standing: bool = False
    grade: Grade = Grade.WORK
