"""The checklist, the workflow of a file, and the work permission drawn from its residence data."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.candidates import queries, rules, services
from portal.candidates.models import Candidate
from portal.candidates.queries import RECORD_OPTIONS
from portal.candidates.rules import CHECK_LASTS, FOR_SHADOWING, FOR_WORK, CandidateState, Grade, ScreeningItem
from portal.candidates.services.screening import DocumentOver, NothingToCheck
from portal.candidates.workflow import NotReady, TooYoung
from portal.core import audit, clock, db
from portal.core.actor import Actor, ActorKind, Role
from portal.core.errors import NotAllowed, NotFound, ReasonMissing, TransitionNotAllowed
from portal.reference import Housing, Paper, Verdict
from portal.reference.permission_texts import Reason
from tests.candidates.files import own_caseworker
from tests.factories.candidates import CandidateFactory, ResidenceFactory, ScreeningCheckFactory
from tests.factories.organisations import actor_of, office_member

S, Item = CandidateState, ScreeningItem
JOB = "job_unbefristet"
COMPLETE = {"schooling_level": "upper", "weekly_hours": 30, "consents_given": (rules.ConsentPurpose.CARE,)}


def loaded(person: Candidate) -> Candidate:
    query = select(Candidate).where(Candidate.id == person.id).options(*RECORD_OPTIONS)
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def check(person: Candidate, item: Item, **more: object) -> None:
    services.check(person, item, "Original gesehen", actor=own_caseworker(person), **more)


def step(person: Candidate, event: str, reason: str | None = None) -> None:
    services.step(person, event, actor=own_caseworker(person), reason=reason)


def test_a_file_goes_from_entry_to_ready_for_work():
    person = loaded(CandidateFactory(**COMPLETE))
    ResidenceFactory(candidate_id=person.id)

    for item in FOR_SHADOWING:
        check(person, item)
    first = queries.grade(person.id, clock.today())
    for item in FOR_WORK:
        check(person, item)
    step(person, "make_ready")

    assert (first, queries.grade(person.id, clock.today())) == (Grade.SHADOWING, Grade.WORK)
    assert person.state is S.READY
    events = [event.name for event in audit.history("candidate", person.id)]
    assert events[0] == "make_ready"
    assert events[-2:] == ["check", "start_screening"]


@pytest.mark.parametrize("item", [item for item in Item if item is not Item.IDENTITY])
def test_what_the_file_does_not_hold_cannot_be_checked(item):
    person = loaded(CandidateFactory(phone=None, german=None, wish_occupations=[]))

    with pytest.raises(NothingToCheck):
        check(person, item)

    assert queries.checks_of(person.id) == []


def test_nobody_is_ready_without_identity_contact_and_consent():
    person = loaded(CandidateFactory())
    check(person, Item.IDENTITY)

    with pytest.raises(NotReady):
        step(person, "make_ready")


def test_a_check_lapses_with_the_paper_it_rests_on():
    person = loaded(CandidateFactory())
    ends = clock.today() + timedelta(days=30)
    ResidenceFactory(candidate_id=person.id, card_valid_until=ends)

    check(person, Item.RESIDENCE)
    check(person, Item.IDENTITY, document_until=clock.today() + timedelta(days=9999))

    until = {line.item: line.valid_until for line in queries.checks_of(person.id)}
    assert until == {Item.RESIDENCE: ends, Item.IDENTITY: clock.today() + CHECK_LASTS}


def test_nothing_is_checked_on_a_paper_that_has_run_out():
    person = loaded(CandidateFactory())
    ResidenceFactory(candidate_id=person.id, card_valid_until=clock.today() - timedelta(days=1))

    with pytest.raises(DocumentOver):
        check(person, Item.RESIDENCE)


def test_unchanged_renews_a_line_with_its_evidence():
    person = loaded(CandidateFactory())
    long_ago = clock.today() - timedelta(days=200)
    ScreeningCheckFactory(
        candidate_id=person.id,
        checked_by_id=person.caseworker_id,
        checked_on=long_ago,
        valid_until=long_ago + CHECK_LASTS,
        evidence="Pass gesehen",
    )

    services.renew(person, Item.IDENTITY, actor=own_caseworker(person))

    (line,) = queries.checks_of(person.id)
    assert (line.checked_on, line.evidence) == (clock.today(), "Pass gesehen")
    with pytest.raises(NothingToCheck):
        services.renew(person, Item.CONTACT, actor=own_caseworker(person))


def test_new_residence_data_must_be_checked_anew():
    person = loaded(CandidateFactory(ready_for_work=True))

    services.set_residence(person, {"status_key": "gestattung"}, actor=own_caseworker(person))

    assert queries.grade(person.id, clock.today()) is Grade.SHADOWING


def test_whoever_comes_back_with_a_good_checklist_is_ready_at_once():
    person = loaded(CandidateFactory(ready_for_shadowing=True))
    step(person, "pause", "krank")

    step(person, "resume")

    assert person.state is S.READY


def test_whoever_comes_back_after_a_lapse_is_screened_again():
    person = loaded(CandidateFactory(state=S.PAUSED))

    step(person, "resume")

    assert person.state is S.IN_SCREENING


def test_closing_needs_a_reason_and_dates_the_end_until_it_is_reopened():
    person = loaded(CandidateFactory())
    with pytest.raises(ReasonMissing):
        step(person, "close")

    step(person, "close", "weggezogen")
    closed_on = person.closed_on
    step(person, "reopen")

    assert (closed_on, person.closed_on, person.state) == (clock.today(), None, S.IN_SCREENING)


def test_a_closed_file_is_not_edited():
    person = loaded(CandidateFactory(state=S.CLOSED))

    with pytest.raises(TransitionNotAllowed):
        services.edit(person, "notes", {"notes": "neu"}, actor=own_caseworker(person))


def test_a_foreign_caseworker_neither_edits_nor_checks():
    person, stranger = loaded(CandidateFactory()), actor_of(office_member())

    with pytest.raises(NotFound):
        services.edit(person, "notes", {"notes": "neu"}, actor=stranger)
    with pytest.raises(NotFound):
        services.check(person, Item.IDENTITY, "gesehen", actor=stranger)


def test_a_check_is_somebodys_word():
    person = loaded(CandidateFactory())

    with pytest.raises(NotAllowed):
        services.check(person, Item.IDENTITY, "gesehen", actor=Actor(ActorKind.SYSTEM, Role.SYSTEM))


def test_a_child_gets_no_file():
    caseworker = actor_of(office_member())
    values = {"first_name": "Kind", "last_name": "Klein", "birth_date": clock.today() - timedelta(days=14 * 365)}

    with pytest.raises(TooYoung):
        services.register(values, german=None, record_id=db.new_id(), actor=caseworker)


def test_a_double_click_opens_one_file_and_keeps_the_spoken_german():
    caseworker, record_id = actor_of(office_member()), db.new_id()
    values = {"first_name": "Zoë", "last_name": "Müller", "birth_date": clock.today() - timedelta(days=9000)}

    first, second = (services.register(values, german="B1", record_id=record_id, actor=caseworker) for _ in range(2))

    assert first is second
    assert first.search_name == "zoe mueller"
    assert [(row.language, row.speaking) for row in loaded(first).languages] == [("de", "B1")]


@pytest.mark.parametrize("grade", Grade)
def test_the_list_and_the_rules_agree_on_who_is_ready(grade):
    today = clock.today()
    people = [
        CandidateFactory(checked=items) for items in ((), FOR_SHADOWING[1:], FOR_SHADOWING, FOR_WORK[1:], FOR_WORK)
    ]
    lapsed = CandidateFactory()
    for item in FOR_WORK:
        ScreeningCheckFactory(
            candidate_id=lapsed.id,
            checked_by_id=lapsed.caseworker_id,
            item=item,
            valid_until=today - timedelta(days=item is Item.WISHES),
        )
    ids = {person.id for person in (*people, lapsed)}

    found = set(db.session.scalars(select(Candidate.id).where(queries.grade_is(grade, today)))) & ids

    assert found == {one for one in ids if queries.grade(one, today) is grade}


def test_without_residence_data_the_answer_is_to_ask():
    person = CandidateFactory()

    answer = queries.work_permission(person.id, "job_unbefristet", clock.today())

    assert answer.verdict is Verdict.ASK


def test_blank_and_unreadable_facts_are_unknown():
    residence = ResidenceFactory.build(housing="palace", status_key=None, permission_on_paper="")

    facts = queries.residence_facts(residence, clock.today())

    assert (facts.housing, facts.status_key, facts.permission_on_paper) == (Housing.UNKNOWN, "unknown", Paper.UNKNOWN)
    assert facts.months_stay is None


def test_months_of_stay_are_counted_to_the_day_that_is_asked():
    residence = ResidenceFactory.build(stay_since=clock.today())

    later = queries.residence_facts(residence, clock.today() + timedelta(days=95))

    assert later.months_stay == 3


def test_the_data_of_the_file_reach_the_rules_of_law():
    person = CandidateFactory()
    ResidenceFactory(candidate_id=person.id, status_key="gestattung", housing="community", permission_on_paper="none")

    answer = queries.work_permission(person.id, "hospitation", clock.today())

    assert answer.verdict is Verdict.ALLOWED
    assert queries.residence_of(person.id).status_key == "gestattung"


def test_a_paper_that_nobody_has_seen_is_a_question_until_it_is_checked():
    person = CandidateFactory()
    ResidenceFactory(candidate_id=person.id)
    unseen = queries.work_permission(person.id, JOB, clock.today())

    check(person, Item.RESIDENCE)

    assert (unseen.verdict, unseen.reason) == (Verdict.ASK, Reason.PAPER_UNSEEN)
    assert "noch niemand gesehen" in str(unseen.sentence_caseworker)
    assert queries.work_permission(person.id, JOB, clock.today()).verdict is Verdict.ALLOWED


def test_a_check_that_has_lapsed_is_no_check():
    person = CandidateFactory()
    ResidenceFactory(candidate_id=person.id)
    ScreeningCheckFactory(
        candidate_id=person.id,
        checked_by_id=person.caseworker_id,
        item=Item.RESIDENCE,
        checked_on=clock.today() - timedelta(days=200),
        valid_until=clock.today() - timedelta(days=17),
    )

    assert queries.work_permission(person.id, JOB, clock.today()).reason is Reason.PAPER_UNSEEN


def test_a_paper_without_its_date_is_a_question():
    person = CandidateFactory(checked=(Item.RESIDENCE,))
    ResidenceFactory(candidate_id=person.id, card_valid_until=None)

    assert queries.work_permission(person.id, JOB, clock.today()).reason is Reason.CARD_UNDATED
