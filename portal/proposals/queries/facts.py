"""What a match is told of people and offers, put together from what is stored."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from portal.candidates.models import Candidate, Residence
from portal.candidates.queries import residence_facts
from portal.candidates.queries.values import label_of_task
from portal.candidates.rules import (
    MINIMUM_AGE,
    CandidateState,
    Grade,
    ScreeningItem,
    age_on,
    grade,
    is_checked,
    is_minor,
)
from portal.core.search.normalise import fold
from portal.proposals.rules.facts import Occupation, OfferFacts, PersonFacts, Said
from portal.proposals.rules.occupations import named_in, occupation
from portal.proposals.rules.terms import together
from portal.proposals.rules.times import needed
from portal.reference import (
    Evidence,
    Level,
    OfferKindCode,
    ResidenceFacts,
    Verdict,
    decide_on_evidence,
    snapshot,
)
from portal.reference.codes import DecisionGroup
from portal.reference.places import middle
from portal.vacancies.models import VacancyVersion
from portal.vacancies.search import analyser, read

GERMAN = "de"
FORKLIFT_WORD = "stapler"
WITHOUT_WORK_CHECK = (DecisionGroup.NOT_EMPLOYMENT, DecisionGroup.MEASURE)
KINDS = tuple(kind for kind in OfferKindCode if kind is not OfferKindCode.STANDING_OFFER)


@dataclass(frozen=True)
class Beside:
    """What stands beside a file and is loaded for itself: the residence document and the companies nobody asks."""

    residence: Residence | None = None
    excluded: frozenset[UUID] = frozenset()


def of_person(person: Candidate, beside: Beside, on: date, *, kinds: Collection[OfferKindCode] = KINDS) -> PersonFacts:
    """Tell a match what is known of a person; load the person with `RECORD_OPTIONS`.

    Args: kinds: kinds of offers for which the work permission is decided.
    """
    skills = [*person.skills, *(label_of_task(task, GERMAN) for task in person.tasks)]
    done = [one.what for one in person.experiences]
    told = [person.experience, person.experience_own_words, person.qualification, *done, *skills]
    german = next((row for row in person.languages if row.language == GERMAN), None)
    residence, seen = residence_facts(beside.residence, on), Evidence(_is_seen(person, on))
    return PersonFacts(
        wishes=named_in(person.wish_occupations, snapshot()),
        wished=_said(person.wish_occupations),
        done=named_in(filter(None, told), snapshot()),
        speaking=Level(german.speaking) if german else None,
        reading=Level(german.reading) if german else None,
        skills=_said(skills),
        licence=person.licence,
        drives_forklift=any(FORKLIFT_WORD in fold(skill) for skill in skills),
        home=middle(person.postal_code, person.ags),
        reach=person.reach,
        radius_km=person.radius_km,
        weekly_hours=person.weekly_hours,
        times=frozenset(person.work_times),
        available_from=person.available_from,
        verdicts={kind: verdict_of(residence, seen, kind, on) for kind in kinds},
        grade=grade(person.checks, on) if person.state is CandidateState.READY else Grade.NONE,
        is_minor=is_minor(person.birth_date, on),
        is_child=age_on(person.birth_date, on) < MINIMUM_AGE,
        excluded=beside.excluded,
    )


def of_offer(version: VacancyVersion) -> OfferFacts:
    """Tell a match what an offer says; load the text with its offer."""
    kind = OfferKindCode(version.offer_kind) if version.offer_kind else None
    named = _occupation(version.occupation)
    title = f"{version.title or ''} {named.name if named else ''}"
    told = " ".join(filter(None, (title, version.tasks, version.needed)))
    return OfferFacts(
        organisation_id=version.vacancy.organisation_id,
        kind=kind,
        occupation=named,
        terms=frozenset(analyser().weigh(title)),
        told=frozenset(analyser().weigh(told)),
        needed=version.needed,
        needs_training=version.needs_training,
        speaking=Level(version.german_speaking) if version.german_speaking else None,
        reading=Level(version.german_reading) if version.german_reading else None,
        german_can_be_learned=version.german_can_be_learned,
        licence=version.licence,
        place=middle(version.postal_code, version.ags),
        weekly_hours=version.weekly_hours,
        has_shifts=version.has_shifts,
        times=needed(version.times, has_shifts=version.has_shifts),
        starts_on=version.starts_on,
        is_standing=version.is_standing,
        grade=_least_grade(kind) if kind else Grade.NONE,
        most_hours_of_minors=Decimal(snapshot().working_time_rule("minor_week").value),
    )


def grade_needed(legal_kind: str) -> Grade:
    """Give the grade of readiness a legal kind asks for: shadowing and measures ask less than work."""
    group = snapshot().placement_kind(legal_kind).decision_group
    return Grade.SHADOWING if group in WITHOUT_WORK_CHECK else Grade.WORK


def _said(texts: Iterable[str]) -> frozenset[Said]:
    return frozenset(Said(text, read(text)) for text in texts)


def verdict_of(residence: ResidenceFacts, seen: Evidence, kind: OfferKindCode, on: date) -> Verdict:
    """Decide for every legal kind an offer can become, together; the proposal decides on one of them anew."""
    kinds, tables = snapshot().placement_kinds_of(kind), snapshot()
    return together({decide_on_evidence(residence, one.kind_key, on, seen, tables=tables).verdict for one in kinds})


def _is_seen(person: Candidate, on: date) -> bool:
    return is_checked(ScreeningItem.RESIDENCE, person.checks, on)


def _least_grade(kind: OfferKindCode) -> Grade:
    needed = {grade_needed(one.kind_key) for one in snapshot().placement_kinds_of(kind)}
    return next((one for one in Grade if one in needed), Grade.WORK)


def _occupation(group_id: str | None) -> Occupation | None:
    return occupation(snapshot().occupation_group(group_id)) if group_id else None
