"""What fits, is near, is missing or not known: each part by itself."""

import re
from dataclasses import fields, replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from portal.candidates.rules import Grade, Reach
from portal.proposals.queries.facts import verdict_of
from portal.proposals.rules.facts import PersonFacts
from portal.proposals.rules.matching import PARTS, Part, match
from portal.proposals.rules.occupations import named_in
from portal.proposals.rules.terms import Outcome, together
from portal.reference import Evidence, Level, OfferKindCode, Verdict, decide_on_evidence, snapshot
from portal.reference.loading import read_table
from portal.reference.vectors import Vector
from tests.conventions.source import ROOT
from tests.proposals.matching.pairs import ALL, BY_ID, COMPANY, EMPTY, OFFER, PERSON, START, TABLES, TOWNS, said, terms


def outcome(part: Part, person: PersonFacts = PERSON, **offered: Any) -> Outcome | None:
    """Say how one part comes out for an offer that differs from the usual one."""
    return match(person, replace(OFFER, **offered)).outcome(part)


def test_who_fits_in_everything_scores_a_hundred_and_nothing_is_near_missing_or_unknown() -> None:
    found = match(replace(PERSON, done=PERSON.wishes), OFFER)

    assert found.score == found.at_best == 100
    others = set(Outcome) - {Outcome.FITS}
    assert [found.having(outcome) for outcome in others] == [()] * 4
    assert len(found.having(Outcome.FITS)) == 11


def test_of_whom_nothing_is_known_nothing_is_missing_and_nothing_fits_that_needs_something() -> None:
    found = match(EMPTY, replace(OFFER, licence="B", needed="Erfahrung"))

    assert found.score == 0
    assert found.at_best == 100
    others = set(Outcome) - {Outcome.UNKNOWN}
    assert [found.having(outcome) for outcome in others] == [()] * 4


@pytest.mark.parametrize(
    ("mine", "offered", "expected"),
    [
        ("lagerhelfer", "lagerhelfer", Outcome.FITS),
        ("verpacker", "lagerhelfer", Outcome.NEAR),
        ("fachlagerist", "lagerhelfer", Outcome.NEAR),
        ("koch", "lagerhelfer", Outcome.MISSING),
    ],
)
def test_occupations_are_compared_after_the_kldb(mine: str, offered: str, expected: Outcome) -> None:
    person = replace(PERSON, wishes=frozenset({BY_ID[mine]}), wished=frozenset())

    assert outcome(Part.WISH, person, occupation=BY_ID[offered]) is expected


def test_a_wish_is_found_by_a_synonym_in_the_title_where_the_offer_names_no_occupation() -> None:
    person = replace(PERSON, wishes=frozenset(), wished=frozenset({said("Staplerfahrer")}))

    assert outcome(Part.WISH, person, occupation=None, terms=terms("Gabelstaplerfahrer (m/w/d)")) is Outcome.FITS
    assert outcome(Part.WISH, person, occupation=None, terms=terms("Koch")) is Outcome.UNKNOWN


def test_helpers_work_is_near_to_whoever_has_done_something_else() -> None:
    person = replace(PERSON, done=frozenset({BY_ID["koch"]}))

    assert outcome(Part.OCCUPATION, person) is Outcome.NEAR
    assert outcome(Part.OCCUPATION, person, needs_training=True) is Outcome.MISSING
    assert outcome(Part.OCCUPATION, person, occupation=BY_ID["elektriker"]) is Outcome.MISSING
    assert outcome(Part.OCCUPATION, person, occupation=BY_ID["elektriker"], needs_training=False) is Outcome.NEAR


@pytest.mark.parametrize(
    ("has", "needed", "learned", "expected"),
    [
        (Level.A1, Level.A0, False, Outcome.FITS),
        (None, Level.A0, False, Outcome.FITS),
        (None, Level.A1, False, Outcome.UNKNOWN),
        (Level.A1, None, False, Outcome.UNKNOWN),
        (Level.B1, Level.A2, False, Outcome.FITS),
        (Level.A2, Level.A2, False, Outcome.FITS),
        (Level.A1, Level.A2, False, Outcome.NEAR),
        (Level.A0, Level.A2, False, Outcome.MISSING),
        (Level.A0, Level.A2, True, Outcome.NEAR),
        (Level.A0, Level.B1, True, Outcome.MISSING),
    ],
)
@pytest.mark.parametrize("skill", ["speaking", "reading"])
def test_german_is_compared_skill_by_skill(
    skill: str, has: Level | None, needed: Level | None, learned: bool, expected: Outcome
) -> None:
    offered = {skill: needed, "german_can_be_learned": learned}

    assert outcome(Part(skill), replace(PERSON, **{skill: has}), **offered) is expected


@pytest.mark.parametrize(
    ("has", "asked", "expected"),
    [
        ("none", None, Outcome.FITS),
        (None, None, Outcome.FITS),
        (None, "B", Outcome.UNKNOWN),
        ("none", "B", Outcome.STOP),
        ("AM", "B", Outcome.STOP),
        ("T", "B", Outcome.STOP),
        ("CE", "B", Outcome.FITS),
        ("B", "C", Outcome.STOP),
        ("C", "C", Outcome.FITS),
        ("B", "forklift", Outcome.UNKNOWN),
    ],
)
def test_a_licence_that_is_known_to_be_lacking_stops(has: str | None, asked: str | None, expected: Outcome) -> None:
    assert outcome(Part.LICENCE, replace(PERSON, licence=has), licence=asked) is expected


def test_whoever_may_drive_a_forklift_may_drive_it_here() -> None:
    assert outcome(Part.LICENCE, replace(PERSON, drives_forklift=True), licence="forklift") is Outcome.FITS


def test_what_else_is_asked_for_is_quoted_and_left_to_a_talk() -> None:
    person = replace(PERSON, skills=frozenset())
    long = "Sie heben Kisten. " * 20

    assert outcome(Part.SKILLS, person, needed=None) is Outcome.FITS
    found = match(person, replace(OFFER, needed=long))
    assert found.outcome(Part.SKILLS) is Outcome.UNKNOWN
    assert "Sie heben Kisten." in found.having(Outcome.UNKNOWN)[0].text
    assert len(found.having(Outcome.UNKNOWN)[0].text) < 160


@pytest.mark.parametrize(
    ("most", "reach", "expected"),
    [
        (20, None, Outcome.FITS),
        (9, None, Outcome.NEAR),
        (5, None, Outcome.MISSING),
        (None, Reach.CAR, Outcome.FITS),
        (None, Reach.BIKE, Outcome.NEAR),
        (None, Reach.WALK, Outcome.MISSING),
        (None, None, Outcome.UNKNOWN),
    ],
)
def test_the_way_is_compared_with_how_far_somebody_goes(
    most: int | None, reach: Reach | None, expected: Outcome
) -> None:
    heinsberg, hueckelhoven = (next(one for one in TOWNS if one.name == name) for name in ("Heinsberg", "Hückelhoven"))
    person = replace(PERSON, home=heinsberg, radius_km=most, reach=reach)

    assert outcome(Part.DISTANCE, person, place=hueckelhoven) is expected
    assert outcome(Part.DISTANCE, replace(person, home=None), place=hueckelhoven) is Outcome.UNKNOWN
    if expected is not Outcome.UNKNOWN:
        assert outcome(Part.DISTANCE, person, place=None) is Outcome.UNKNOWN


@pytest.mark.parametrize(
    ("wanted", "given_", "expected"),
    [
        (39, 39, Outcome.FITS),
        (39, 30, Outcome.FITS),
        (39, 12, Outcome.NEAR),
        (20, 25, Outcome.NEAR),
        (20, 26, Outcome.MISSING),
        (None, 26, Outcome.UNKNOWN),
        (20, None, Outcome.UNKNOWN),
    ],
)
def test_hours_are_compared(wanted: int | None, given_: int | None, expected: Outcome) -> None:
    person = replace(PERSON, weekly_hours=Decimal(wanted) if wanted else None)

    assert outcome(Part.HOURS, person, weekly_hours=Decimal(given_) if given_ else None) is expected


@pytest.mark.parametrize(
    ("days", "offered", "expected"),
    [
        (0, {}, Outcome.FITS),
        (30, {}, Outcome.NEAR),
        (31, {}, Outcome.MISSING),
        (31, {"is_standing": True}, Outcome.FITS),
        (0, {"starts_on": None}, Outcome.UNKNOWN),
        (None, {}, Outcome.UNKNOWN),
        (None, {"is_standing": True}, Outcome.UNKNOWN),
    ],
)
def test_first_days_are_compared(days: int | None, offered: dict[str, Any], expected: Outcome) -> None:
    able = None if days is None else START + timedelta(days=days)

    assert outcome(Part.START, replace(PERSON, available_from=able), **offered) is expected


@pytest.mark.parametrize(
    ("verdict", "expected"),
    [
        (Verdict.ALLOWED, Outcome.FITS),
        (Verdict.ALLOWED_WITH_PERMISSION, Outcome.NEAR),
        (Verdict.ASK, Outcome.UNKNOWN),
        (Verdict.FORBIDDEN, Outcome.STOP),
    ],
)
def test_the_law_stops_asks_or_lets_pass_and_ranks_nobody(verdict: Verdict, expected: Outcome) -> None:
    person = replace(PERSON, verdicts={OfferKindCode.FULL_TIME_JOB: verdict})

    assert outcome(Part.PERMISSION, person) is expected
    assert match(person, OFFER).score == match(PERSON, OFFER).score


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [
        ((), Verdict.ASK),
        (("allowed",), Verdict.ALLOWED),
        (("forbidden",), Verdict.FORBIDDEN),
        (("allowed", "allowed_with_permission"), Verdict.ALLOWED_WITH_PERMISSION),
        (("allowed", "ask"), Verdict.ASK),
        (("allowed", "forbidden"), Verdict.ASK),
        (("allowed", "allowed_with_permission", "forbidden"), Verdict.ASK),
        (("ask", "forbidden"), Verdict.ASK),
    ],
)
def test_a_yes_for_one_legal_kind_is_no_yes_to_the_offer(verdicts: tuple[str, ...], expected: Verdict) -> None:
    assert together({Verdict(one) for one in verdicts}) is expected


@pytest.mark.parametrize("kind", [kind for kind in OfferKindCode if kind is not OfferKindCode.STANDING_OFFER])
def test_no_person_of_the_vectors_may_take_an_offer_of_which_one_legal_kind_is_not_allowed(kind: OfferKindCode) -> None:
    for vector in read_table(Vector):
        facts, on, seen, tables = vector.facts, vector.date, Evidence(is_seen=True), snapshot()
        decided = verdict_of(facts, seen, kind, on)
        kinds = tables.placement_kinds_of(kind)
        each = [decide_on_evidence(facts, one.kind_key, on, seen, tables=tables).verdict for one in kinds]

        assert (decided is Verdict.ALLOWED) == all(one is Verdict.ALLOWED for one in each)
        assert (decided is Verdict.FORBIDDEN) == all(one is Verdict.FORBIDDEN for one in each)


def test_a_kind_that_nobody_decided_on_is_a_question() -> None:
    assert outcome(Part.PERMISSION, kind=None) is Outcome.UNKNOWN
    assert outcome(Part.PERMISSION, kind=OfferKindCode.MINI_JOB) is Outcome.UNKNOWN


@pytest.mark.parametrize(
    ("age", "offered", "expected"),
    [
        ({}, {"weekly_hours": Decimal(48), "has_shifts": True}, None),
        ({"is_minor": True}, {"weekly_hours": Decimal(40)}, None),
        ({"is_minor": True}, {"weekly_hours": Decimal("40.5")}, Outcome.STOP),
        ({"is_minor": True}, {"has_shifts": True}, Outcome.UNKNOWN),
        ({"is_minor": True, "is_child": True}, {}, Outcome.STOP),
    ],
)
def test_age_stops_what_is_forbidden_to_the_young_and_says_nothing_else(
    age: dict[str, bool], offered: dict[str, Any], expected: Outcome | None
) -> None:
    assert outcome(Part.AGE, replace(PERSON, **age), **offered) is expected


def test_a_company_the_person_does_not_want_and_a_check_that_is_not_enough_stop() -> None:
    assert outcome(Part.EXCLUDED) is None
    assert outcome(Part.EXCLUDED, replace(PERSON, excluded=frozenset({COMPANY}))) is Outcome.STOP
    assert outcome(Part.READINESS) is None
    assert outcome(Part.READINESS, replace(PERSON, grade=Grade.SHADOWING)) is Outcome.STOP


def test_what_is_stopped_is_ranked_last_and_keeps_its_score() -> None:
    stopped = match(replace(PERSON, excluded=frozenset({COMPANY})), OFFER)

    assert stopped.score == match(PERSON, OFFER).score
    assert stopped.rank > match(EMPTY, OFFER).rank


def test_the_weights_are_a_hundred_and_the_page_of_the_documentation_lists_them() -> None:
    page = (ROOT / "docs/matching.md").read_text(encoding="utf-8")
    listed = {name: int(weight) for name, weight in re.findall(r"^\| `(\w+)` \| (\d+) \|", page, re.MULTILINE)}

    assert sum(one.weight for one in PARTS.values()) == 100
    assert listed == {part.value: one.weight for part, one in PARTS.items()}


def test_a_match_can_see_neither_origin_nor_sex_nor_religion_nor_the_age_itself() -> None:
    seen = {one.name for one in fields(PersonFacts)}

    assert seen == {
        *("wishes", "wished", "done", "speaking", "reading", "skills", "licence", "drives_forklift", "home", "reach"),
        *(
            "radius_km",
            "weekly_hours",
            "times",
            "available_from",
            "verdicts",
            "grade",
            "is_minor",
            "is_child",
            "excluded",
        ),
    }
    assert PARTS.keys() == set(Part)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Lagerhelfer/in", {"lagerhelfer"}),
        ("Lagerhelferin", {"lagerhelfer"}),
        ("Koch/Köchin", {"koch"}),
        ("zwei Jahre als Staplerfahrer bei einer Spedition", {"staplerfahrer"}),
        ("Fachkraft für Lagerlogistik", {"fachlagerist"}),
        ("Astronaut", set()),
        ("", set()),
    ],
)
def test_occupations_are_found_in_what_people_write(text: str, expected: set[str]) -> None:
    assert {one.group_id for one in named_in([text], TABLES)} == expected


def test_every_occupation_of_the_table_is_found_by_its_own_name() -> None:
    lost = [one.group_id for one in ALL if one not in named_in([one.name], TABLES)]

    assert lost == []
