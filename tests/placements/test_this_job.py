"""A paper for one job and the placement it was read for: the word goes with the terms, and never to the next one."""

from datetime import timedelta

from portal.core import audit, clock, db
from portal.placements import services
from portal.placements.models import Placement
from portal.reference import Verdict
from tests.factories.placements import Case
from tests.placements.browsing import here
from tests.signing import sign_in

PAPER = {"status_key": "qualifiziert_19d", "permission_on_paper": "this_job"}
TICK = "Das Papier nennt genau diesen Betrieb und diese Arbeit"


def test_a_direct_placement_is_allowed_on_the_word_of_the_caseworker():
    said, unsaid = Case(residence=PAPER, names_this_job=True), Case(residence=PAPER)

    assert (said.placement.verdict, unsaid.placement.verdict) == (Verdict.ALLOWED, Verdict.ASK)
    assert (said.placement.names_this_job, unsaid.placement.names_this_job) == (True, False)
    assert audit.history("placement", said.placement.id)[0].details == {"names_this_job": True}


def test_the_next_placement_asks_anew(client):
    case = Case(residence=PAPER, names_this_job=True)
    case.run()
    sign_in(client, case.caseworker)
    start = (case.placement.ends_on or clock.today()) + timedelta(days=3)
    values = {
        "record_id": str(db.new_id()),
        "legal_kind": "orientierungspraktikum",
        "title": "Noch einmal",
        "starts_on": start.isoformat(),
    }

    asked = TICK in client.get(here(case, "/next")).text
    client.post(here(case, "/next"), data=values)

    assert asked
    made = db.session.query(Placement).filter_by(previous_id=case.placement.id).one()
    assert (made.names_this_job, made.verdict) == (False, Verdict.ASK)


def test_the_tick_of_a_direct_placement_is_not_shown_for_a_paper_for_all_work(client):
    free, bound = Case(), Case(residence=PAPER)
    sign_in(client, free.caseworker)
    is_asked_of_free = TICK in client.get(f"/placements/direct?candidate={free.person.id}").text
    sign_in(client, bound.caseworker)

    assert not is_asked_of_free
    assert TICK in client.get(f"/placements/direct?candidate={bound.person.id}").text


def test_other_terms_are_another_job():
    case = Case(residence=PAPER, names_this_job=True)
    case.make_ready()

    version = case.write(tasks="Am Gabelstapler arbeiten")
    services.send(version, actor=case.staff)

    assert (case.placement.names_this_job, case.placement.verdict) == (False, Verdict.ASK)
