"""Who needs the caseworker today: every pile, one line a person, urgent first, in few statements."""

import time
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert

from portal.accounts.models import User
from portal.candidates.models import Candidate
from portal.candidates.queries import listing
from portal.candidates.queries.listing import ANY, URGENCY, Filters
from portal.candidates.queries.reasons import reasons
from portal.candidates.rules import CandidateState, ScreeningItem
from portal.candidates.rules.transfers import TransferState
from portal.core import audit, clock, db
from portal.core.actor import SYSTEM
from portal.core.audit import Change
from portal.insight import queries
from portal.placements.models import Clearance
from portal.placements.rules import ClearanceItem, ClearanceState, PlacementState
from portal.proposals.rules import Side
from portal.reference.calendar import add_working_days
from tests.factories.candidates import CandidateFactory, ResidenceFactory, ScreeningCheckFactory, TransferFactory
from tests.factories.organisations import actor_of, office_member
from tests.factories.placements import PlacementFactory
from tests.factories.proposals import ProposalFactory
from tests.signing import sign_in
from tests.statements import statements

Make = Callable[[Candidate], Any]


def ago(days: int) -> Any:
    return clock.now() - timedelta(days=days)


def ahead(days: int) -> Any:
    return clock.today() + timedelta(days=days)


def changed(person: Candidate, **values: Any) -> None:
    for name, value in values.items():
        setattr(person, name, value)


def asked_authority(person: Candidate, state: ClearanceState, **dates: Any) -> None:
    placement = PlacementFactory(candidate=person, starts_on=ahead(40))
    item = ClearanceItem.WORK_PERMISSION
    db.session.add(Clearance(placement_id=placement.id, item=item, state=state, **dates))


PILES: dict[str, Make] = {
    "call": lambda person: changed(person, call_asked_at=clock.now()),
    "starts": lambda person: PlacementFactory(candidate=person, state=PlacementState.READY, starts_on=ahead(7)),
    "incident": lambda person: audit.record(
        "placement",
        PlacementFactory(candidate=person, state=PlacementState.RUNNING, starts_on=ahead(-5), started_on=ahead(-5)),
        Change("incident", "running", "running", clock.now()),
        SYSTEM,
    ),
    "first_day": lambda person: (
        changed(person, email=None),
        PlacementFactory(candidate=person, state=PlacementState.READY, starts_on=add_working_days(clock.today(), 1)),
    ),
    "question": lambda person: ProposalFactory(candidate=person, interested=True, waiting_for=Side.OFFICE),
    "name": lambda person: ProposalFactory(candidate=person, interested=True, name_agreed=False),
    "interest": lambda person: ProposalFactory(candidate=person, interested=True),
    "refusal": lambda person: ProposalFactory(candidate=person, declined=True),
    "silent": lambda person: ProposalFactory(candidate=person, answer_due_on=clock.today()),
    "asked": lambda person: ProposalFactory(candidate=person, asked=True),
    "untold": lambda person: TransferFactory(person=person, state=TransferState.ACCEPTED, is_untold=True),
    "step": lambda person: changed(person, next_step="Zeugnis", next_step_on=clock.today()),
    "paper": lambda person: ResidenceFactory(candidate_id=person.id, card_valid_until=ahead(56)),
    "check": lambda person: ScreeningCheckFactory(
        candidate_id=person.id, checked_by_id=person.caseworker_id, item=ScreeningItem.WISHES, valid_until=ahead(14)
    ),
    "no_contact": lambda person: changed(person, last_contact_on=ahead(-43)),
    "quiet": lambda person: changed(person, created_at=ago(31)),
    "overdue": lambda person: asked_authority(
        person, ClearanceState.REQUESTED, requested_on=ahead(-30), due_on=ahead(-1)
    ),
    "outcome": lambda person: PlacementFactory(
        candidate=person, state=PlacementState.COMPLETED, starts_on=ahead(-60), ended_on=ahead(-2)
    ),
}


def piles_of(caseworker: User) -> set[str]:
    (line,), _total = listing.people(actor_of(caseworker), Filters())
    return {need.reason.code for need in line.needs}


@pytest.mark.parametrize("code", PILES)
def test_each_pile_holds_who_belongs_there(app: Flask, client: FlaskClient, code: str) -> None:
    caseworker = office_member()
    person = CandidateFactory(caseworker=caseworker, state=CandidateState.READY, last_name="Betroffen")
    CandidateFactory(caseworker=caseworker, state=CandidateState.READY, last_name="Ruhig")
    PILES[code](person)
    PILES[code](CandidateFactory(state=CandidateState.READY, last_name="Fremdeakte"))
    db.session.commit()
    sign_in(client, caseworker)

    desk, filtered = client.get("/desk").text, client.get(f"/candidates/?pile={code}").text

    assert str(reasons()[code].title) in desk
    assert f'href="/candidates/?pile={code}"' in desk
    assert ("Betroffen" in desk, "Betroffen" in filtered) == (True, True)
    assert "Ruhig" not in desk + filtered
    assert "Fremdeakte" not in desk + filtered


def test_who_needs_nothing_is_in_no_pile(app: Flask) -> None:
    caseworker = office_member()
    person = CandidateFactory(caseworker=caseworker, state=CandidateState.READY, next_step_on=ahead(1))
    ProposalFactory(candidate=person)

    assert piles_of(caseworker) == set()


def test_a_person_with_several_reasons_is_one_line_and_the_most_urgent_come_first(
    app: Flask, client: FlaskClient
) -> None:
    caseworker = office_member()
    paper = CandidateFactory(caseworker=caseworker, last_name="Aapapier", created_at=ago(60))
    CandidateFactory(caseworker=caseworker, last_name="Zzanruf", call_asked_at=clock.now(), next_step_on=ahead(-1))
    ResidenceFactory(candidate_id=paper.id, card_valid_until=clock.today())
    sign_in(client, caseworker)

    page = client.get("/desk").text

    assert page.count("Zzanruf") == 1
    assert page.index("Zzanruf") < page.index("Aapapier")
    assert "2 Personen brauchen Sie heute" in page


def test_what_does_not_press_stands_below_everybody_who_is_needed_today(app: Flask, client: FlaskClient) -> None:
    caseworker = office_member()
    CandidateFactory(caseworker=caseworker, last_name="Zzanruf", call_asked_at=clock.now(), last_contact_on=ahead(-90))
    CandidateFactory(caseworker=caseworker, last_name="Aastill", last_contact_on=ahead(-90))
    TransferFactory(to_user_id=caseworker.id)
    sign_in(client, caseworker)

    page = client.get("/desk").text
    order = ("Person braucht Sie heute", "Profile, die Sie", "bittet um Anruf", "Zzanruf", "Eilt nicht", "kein Kontakt")

    line = page.split("Zzanruf")[1].split("</tr>")[0]
    assert "und 1 Punkt, der nicht eilt" in line
    assert "kein Kontakt" not in line
    chips = page.split("</table>")
    assert [part in chips[0] for part in order[:4]] == [True] * 4
    assert [part in chips[1] for part in order[4:]] == [True] * 2
    assert "Aastill" in page


def test_what_does_not_press_is_counted_even_where_everybody_is_needed_today(app: Flask, client: FlaskClient) -> None:
    caseworker = office_member()
    CandidateFactory(caseworker=caseworker, call_asked_at=clock.now(), last_contact_on=ahead(-90))
    sign_in(client, caseworker)
    both = client.get("/desk").text
    calm = office_member()
    CandidateFactory(caseworker=calm, last_contact_on=ahead(-90))
    sign_in(client, calm)
    quiet = client.get("/desk").text

    assert 'href="/candidates/?pile=no_contact"' in both.split("<h3>")[1]
    assert "weiteren Person" not in both
    assert quiet.count('<ul class="ip-chips"') == 1
    assert "Heute eilt nichts" in quiet
    assert "&lt;li" not in both + quiet


def test_within_a_pile_the_nearest_day_comes_first(app: Flask) -> None:
    caseworker = office_member()
    late, soon = (CandidateFactory(caseworker=caseworker, last_name=name) for name in ("Anfang", "Ende"))
    changed(late, next_step_on=ahead(-1))
    changed(soon, next_step_on=ahead(-9))
    db.session.commit()

    lines, total = listing.people(actor_of(caseworker), Filters(pile="step", sort=URGENCY))

    assert ([line.person.last_name for line in lines], total) == (["Ende", "Anfang"], 2)


def test_a_refusal_is_over_once_the_person_was_spoken_with_or_proposed_again(app: Flask, client: FlaskClient) -> None:
    caseworker = office_member()
    told = CandidateFactory(caseworker=caseworker, ready_for_work=True)
    ProposalFactory(candidate=told, declined=True)
    sign_in(client, caseworker)

    before = piles_of(caseworker)
    data = {"on": clock.today().isoformat(), "channel": "phone", "line": "Absage besprochen, sucht weiter."}
    answer = client.post(f"/candidates/{told.id}/contact", data=data)

    assert (answer.status_code, "refusal" in before, "refusal" in piles_of(caseworker)) == (303, True, False)
    assert "Absage besprochen" in client.get(f"/candidates/{told.id}/history").text
    assert "Kontakt: Telefon" in client.get(f"/candidates/{told.id}/history").text


@pytest.mark.parametrize(
    "bad", [{"on": "2999-01-01"}, {"on": ""}, {"channel": "dream"}, {"line": ""}, {"line": "x" * 301}]
)
def test_a_contact_without_a_day_a_way_or_a_line_is_refused(client: FlaskClient, bad: dict[str, str]) -> None:
    caseworker = office_member()
    person = CandidateFactory(caseworker=caseworker)
    sign_in(client, caseworker)

    good = {"on": clock.today().isoformat(), "channel": "phone", "line": "Gut."}
    answer = client.post(f"/candidates/{person.id}/contact", data={**good, **bad})

    assert answer.status_code == 422
    assert audit.latest("candidate", person.id) is None


def test_nobody_notes_a_contact_in_another_file(client: FlaskClient) -> None:
    stranger = CandidateFactory()
    sign_in(client, office_member())

    assert client.get(f"/candidates/{stranger.id}/contact").status_code == 404


def test_the_bell_counts_who_is_urgent(app: Flask) -> None:
    caseworker = office_member()
    CandidateFactory(caseworker=caseworker, call_asked_at=clock.now(), next_step_on=clock.today())
    CandidateFactory(caseworker=caseworker, last_contact_on=ahead(-90))
    CandidateFactory(call_asked_at=clock.now())

    assert queries.waiting(actor_of(caseworker)) == 1


def fill(caseworker: User, people: int) -> None:
    """Give a caseworker people of every kind."""
    made = [
        CandidateFactory(caseworker=caseworker, state=CandidateState.READY, created_at=ago(60)) for _ in range(people)
    ]
    for index, person in enumerate(made):
        if index % 3:
            list(PILES.values())[index % len(PILES)](person)
    db.session.commit()


def test_desk_and_list_ask_at_most_four_statements_with_a_hundred_and_twenty_people(app: Flask) -> None:
    caseworker = office_member()
    actor = actor_of(caseworker)
    fill(caseworker, 120)
    db.session.expire_all()

    with statements(app) as desk:
        queries.own_people(actor)
        queries.desk(actor)
    with statements(app) as listed:
        _lines, total = listing.people(actor, Filters(pile=ANY, sort=URGENCY))

    assert (len(desk), len(listed)) <= (4, 4)
    assert total > 80


@pytest.mark.long
def test_desk_and_list_stay_quick_in_an_office_of_fifty_thousand(app: Flask) -> None:
    caseworker, colleague = office_member(), office_member()
    fill(caseworker, 30)
    home = actor_of(caseworker)
    crowd = (_stranger(number, colleague.id, home.office_id) for number in range(50_000))
    db.session.execute(insert(Candidate), list(crowd))
    db.session.commit()

    started = time.perf_counter()
    with statements(app) as said:
        queries.own_people(home)
        queries.desk(home)
    seconds = time.perf_counter() - started

    assert len(said) <= 4
    assert seconds < 2


def _stranger(number: int, caseworker_id: UUID, office_id: UUID | None) -> dict[str, Any]:
    return {
        "number": f"K-X{number:05}",
        "state": CandidateState.READY,
        "caseworker_id": caseworker_id,
        "office_id": office_id,
        "first_name": "Wer",
        "last_name": f"{number}",
        "search_name": f"wer {number}",
        "birth_date": date(1990, 1, 1),
        "version": 1,
        "last_contact_on": clock.today() - timedelta(days=90),
    }
