"""What holds for any person and any offer."""

from dataclasses import fields, replace
from datetime import timedelta
from itertools import permutations
from typing import Any

from hypothesis import given
from hypothesis import strategies as some

from portal.candidates.rules import Grade, Reach
from portal.candidates.rules.times import SLOTS
from portal.proposals.rules.facts import OfferFacts, PersonFacts
from portal.proposals.rules.matching import PARTS, Match, match
from portal.proposals.rules.occupations import nearness
from portal.proposals.rules.terms import Outcome
from portal.proposals.rules.times import needed
from portal.reference import Level, OfferKindCode, Verdict
from tests.proposals.matching.pairs import ALL, COMPANY, EMPTY, OFFER, OTHER, START, TOWNS, said, terms

FACTS = [one.name for one in fields(PersonFacts) if one.name not in ("verdicts", "grade", "is_minor", "is_child")]
people = some.builds(
    PersonFacts,
    wishes=some.frozensets(some.sampled_from(ALL), max_size=3),
    wished=some.frozensets(some.sampled_from([said("Koch"), said("Lagerhelfer"), said("Gärtnerin")]), max_size=2),
    done=some.frozensets(some.sampled_from(ALL), max_size=3),
    speaking=some.none() | some.sampled_from(Level),
    reading=some.none() | some.sampled_from(Level),
    skills=some.frozensets(some.sampled_from([said("Scanner"), said("Schweißen"), said("Kochen")]), max_size=3),
    licence=some.none() | some.sampled_from(["none", "AM", "B", "BE", "C1", "C", "CE", "D", "T"]),
    drives_forklift=some.booleans(),
    home=some.none() | some.sampled_from(TOWNS),
    reach=some.none() | some.sampled_from(Reach),
    radius_km=some.none() | some.integers(1, 60),
    weekly_hours=some.none() | some.decimals(1, 48, places=1),
    times=some.frozensets(some.sampled_from(SLOTS)),
    available_from=some.none() | some.dates(START - timedelta(days=90), START + timedelta(days=90)),
    verdicts=some.dictionaries(some.sampled_from(OfferKindCode), some.sampled_from(Verdict), max_size=4),
    grade=some.sampled_from(Grade),
    is_minor=some.booleans(),
    is_child=some.booleans(),
    excluded=some.frozensets(some.sampled_from([COMPANY, OTHER])),
)
offers = some.builds(
    OfferFacts,
    organisation_id=some.sampled_from([COMPANY, OTHER]),
    most_hours_of_minors=some.just(OFFER.most_hours_of_minors),
    kind=some.none() | some.sampled_from(OfferKindCode),
    occupation=some.none() | some.sampled_from(ALL),
    terms=some.sampled_from([frozenset(), terms("Koch/Köchin"), terms("Lagerhelfer (m/w/d)")]),
    told=some.sampled_from([frozenset(), terms("Arbeit mit dem Scanner"), terms("Sie schweißen und kochen")]),
    needed=some.none() | some.text(max_size=300),
    needs_training=some.none() | some.booleans(),
    speaking=some.none() | some.sampled_from(Level),
    reading=some.none() | some.sampled_from(Level),
    german_can_be_learned=some.booleans(),
    licence=some.none() | some.sampled_from(["B", "C", "forklift", "something new"]),
    place=some.none() | some.sampled_from(TOWNS),
    weekly_hours=some.none() | some.decimals(1, 48, places=1),
    has_shifts=some.booleans(),
    times=some.none() | some.builds(needed, some.text(max_size=80), has_shifts=some.booleans()),
    starts_on=some.none() | some.dates(START - timedelta(days=30), START + timedelta(days=60)),
    is_standing=some.booleans(),
    grade=some.sampled_from(Grade),
)


@given(people, offers)
def test_any_person_and_any_offer_can_be_compared(person: PersonFacts, offer: OfferFacts) -> None:
    found = match(person, offer)

    assert 0 <= found.score <= found.at_best <= 100
    assert all(0 <= term.share <= 1 for term in found.terms.values())
    buckets = [found.having(outcome) for outcome in Outcome]
    assert sum(map(len, buckets)) == len(found.terms)
    assert {part for part, one in PARTS.items() if one.weight} <= set(found.terms)


@given(people, offers, some.sampled_from(FACTS))
def test_what_is_not_known_never_fits_and_to_learn_of_it_never_lowers(
    person: PersonFacts, offer: OfferFacts, name: str
) -> None:
    before = match(replace(person, **{name: getattr(EMPTY, name)}), offer)
    after = match(person, offer)

    assert all(term.share == 0 for term in before.having(Outcome.UNKNOWN))
    if name not in ("excluded", "radius_km", "reach", "wishes", "wished", "done", "skills"):
        learned = [part for part in after.terms if before.outcome(part) is Outcome.UNKNOWN]
        assert all(after.terms[part].share >= before.terms[part].share for part in learned)
        assert before.score <= after.score
    if name in ("wishes", "wished", "done", "skills"):
        assert before.score <= after.score


@given(people, offers, some.sampled_from(ALL))
def test_one_more_wish_experience_or_skill_never_lowers(person: PersonFacts, offer: OfferFacts, more: Any) -> None:
    score = match(person, offer).score

    for name, one in (("wishes", more), ("done", more), ("wished", said("Koch")), ("skills", said("Scanner"))):
        assert match(replace(person, **{name: getattr(person, name) | {one}}), offer).score >= score


@given(people, offers, some.sampled_from(["speaking", "reading"]))
def test_more_german_never_lowers(person: PersonFacts, offer: OfferFacts, skill: str) -> None:
    scores = [match(replace(person, **{skill: level}), offer).score for level in Level]

    assert scores == sorted(scores)


@given(people, offers)
def test_nobody_scores_lower_for_age_paper_or_readiness(person: PersonFacts, offer: OfferFacts) -> None:
    other = replace(person, is_minor=not person.is_minor, is_child=False, verdicts={}, grade=Grade.NONE)

    assert match(other, offer).score == match(person, offer).score


@given(people, offers)
def test_the_order_of_facts_and_parts_means_nothing(person: PersonFacts, offer: OfferFacts) -> None:
    first = match(person, offer)

    for wishes in permutations(person.wishes):
        assert match(replace(person, wishes=frozenset(wishes)), offer).terms == first.terms
    turned = Match(dict(reversed(first.terms.items())))
    assert (turned.score, turned.at_best, turned.rank) == (first.score, first.at_best, first.rank)


@given(some.sampled_from(ALL), some.sampled_from(ALL))
def test_nearness_is_the_same_from_both_sides(one: Any, other: Any) -> None:
    assert nearness(one, other) == nearness(other, one)
    assert nearness(one, one) == 1
