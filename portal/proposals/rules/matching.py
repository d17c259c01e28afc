"""What fits, what is near, what is missing and what is not known between a person and an offer: one table of parts.

The score and the words come from the same terms. A term that is not known counts nothing; a stop is shown first and
hides nothing. Whatever is learned of a person can raise a score that was not known, and never lowers it.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from portal.proposals.rules import terms
from portal.proposals.rules.facts import OfferFacts, PersonFacts
from portal.proposals.rules.terms import Outcome, Term

Rule = Callable[[PersonFacts, OfferFacts], Term | None]


class Part(StrEnum):
    """A part of a match, in the order in which they are told."""

    EXCLUDED = "excluded"
    AGE = "age"
    READINESS = "readiness"
    PERMISSION = "permission"
    WISH = "wish"
    OCCUPATION = "occupation"
    SPEAKING = "speaking"
    READING = "reading"
    LICENCE = "licence"
    SKILLS = "skills"
    DISTANCE = "distance"
    HOURS = "hours"
    TIMES = "times"
    START = "start"


@dataclass(frozen=True)
class Weighed:
    """A rule and what it counts of a hundred."""

    weight: int
    rule: Rule


PARTS: Mapping[Part, Weighed] = MappingProxyType(
    {
        Part.EXCLUDED: Weighed(0, terms.excluded),
        Part.AGE: Weighed(0, terms.age),
        Part.READINESS: Weighed(0, terms.readiness),
        Part.PERMISSION: Weighed(0, terms.permission),
        Part.WISH: Weighed(25, terms.wish),
        Part.OCCUPATION: Weighed(20, terms.occupation),
        Part.SPEAKING: Weighed(15, terms.speaking),
        Part.READING: Weighed(10, terms.reading),
        Part.LICENCE: Weighed(6, terms.licence),
        Part.SKILLS: Weighed(4, terms.skills),
        Part.DISTANCE: Weighed(10, terms.distance),
        Part.HOURS: Weighed(3, terms.hours),
        Part.TIMES: Weighed(3, terms.times),
        Part.START: Weighed(4, terms.start),
    }
)
"""What the law says counts nothing: it stops or it does not, and nobody ranks lower for a paper."""


@dataclass(frozen=True)
class Match:
    """How a person and an offer fit, part by part."""

    terms: Mapping[Part, Term]

    @property
    def score(self) -> int:
        """Give what fits, of a hundred; what is not known counts nothing."""
        return round(sum(PARTS[part].weight * term.share for part, term in self.terms.items()))

    @property
    def at_best(self) -> int:
        """Give the score if everything that is not known turned out to fit."""
        still_open = sum(PARTS[part].weight for part, term in self.terms.items() if term.outcome is Outcome.UNKNOWN)
        return min(100, self.score + still_open)

    @property
    def stops(self) -> tuple[Term, ...]:
        """List what stands against it altogether; a person decides, nothing is refused by itself."""
        return self.having(Outcome.STOP)

    @property
    def rank(self) -> tuple[bool, int, int]:
        """Give what lists are sorted by: what is stopped last, then the best first."""
        return bool(self.stops), -self.score, -self.at_best

    def outcome(self, part: Part) -> Outcome | None:
        """Give how one part came out; nothing where it does not concern this pair."""
        term = self.terms.get(part)
        return term.outcome if term else None

    def having(self, outcome: Outcome) -> tuple[Term, ...]:
        """List the terms that came out so."""
        return tuple(term for term in self.terms.values() if term.outcome is outcome)


def match(person: PersonFacts, offer: OfferFacts) -> Match:
    """Compare a person with an offer; total, and the same whatever the order of the facts."""
    return Match(MappingProxyType(dict(_terms(person, offer))))


def _terms(person: PersonFacts, offer: OfferFacts) -> Iterator[tuple[Part, Term]]:
    for part, weighed in PARTS.items():
        term = weighed.rule(person, offer)
        if term is not None:
            yield part, term
