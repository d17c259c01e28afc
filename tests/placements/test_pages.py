"""The pages of placements, as each role walks through them."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.core import audit, clock, db
from portal.core.actor import Role
from portal.organisations.models import Membership
from portal.placements import services
from portal.placements.models import Placement
from portal.placements.rules import AgreementState, PlacementState
from tests.factories.organisations import OfficeFactory, OrganisationFactory, company_member, office_member
from tests.factories.placements import Case, PlacementFactory
from tests.placements.browsing import WORDS, body, here, purpose, words
from tests.signing import INSIDE, sign_in
from tests.statements import statements


def test_the_whole_way_through_the_browser(client: FlaskClient):
    case = Case()
    purpose(case)
    sign_in(client, case.caseworker)
    start = clock.today()
    made = client.post(here(case, "/agreements/new"), data=words(starts_on=start.isoformat()))
    assert made.status_code == 303
    assert client.post(here(case, "/agreements/1/send")).status_code == 303

    sign_in(client, case.member)
    text_hash = re.search(r'name="text_hash"[^>]*value="(\w+)"', body(client, here(case, "/agreements/1/confirm")))
    assert text_hash
    yes = {"text_hash": text_hash[1], "has_read": "y", "name": "Kim Beispiel"}
    assert client.post(here(case, "/agreements/1/confirm"), data=yes).status_code == 303
    case.person_confirms(case.version)
    assert "Kann beginnen" in body(client, here(case))
    assert client.post(here(case, "/start"), data={"started_on": start.isoformat()}).status_code == 303
    assert (
        client.post(here(case, "/check_in"), data={"record_id": str(db.new_id()), "reason": "Gut"}).status_code == 303
    )
    assert client.post(here(case, "/complete"), data={"ended_on": start.isoformat()}).status_code == 303

    sign_in(client, case.caseworker)
    assert client.post(here(case, "/outcome"), data={"outcome_code": "ausb"}).status_code == 303
    assert client.post(here(case, "/close")).status_code == 303
    db.session.refresh(case.placement)
    assert case.placement.state is PlacementState.CLOSED
    assert case.placement.outcome_code == "ausb"


def test_the_page_says_what_is_missing_and_who_has_it(client: FlaskClient):
    case = Case(residence={"unknown": True})
    sign_in(client, case.caseworker)

    before = body(client, here(case))
    case.send()
    after = body(client, here(case))

    assert "Bitte schreiben Sie die Vereinbarung" in before
    assert "Bitte nicht vor der Erlaubnis beginnen" in before
    assert "Beschäftigungserlaubnis" in before
    assert "Die Vereinbarung wartet auf Bestätigung" in after
    assert "Betrieb, Person" in after


def test_direct_placement_by_the_caseworker(client: FlaskClient):
    case = Case()
    other = OrganisationFactory(verified=True)
    sign_in(client, case.caseworker)
    values = {
        "record_id": str(db.new_id()),
        "candidate_id": str(case.person.id),
        "organisation_id": str(other.id),
        "legal_kind": "hospitation",
        "title": "Zuschauen in der Küche",
        "reason": "Der Betrieb ist bekannt.",
    }

    first, second = (client.post("/placements/direct", data=values) for _ in range(2))

    assert (first.status_code, second.status_code) == (303, 303)
    made = db.session.query(Placement).filter_by(organisation_id=other.id).one()
    assert made.title == "Zuschauen in der Küche"
    assert audit.history("placement", made.id)[0].reason == "Der Betrieb ist bekannt."


def test_a_foreign_person_or_unverified_company_is_no_choice(client: FlaskClient):
    case, stranger = Case(), Case()
    registered = OrganisationFactory()
    sign_in(client, case.caseworker)
    values = {"record_id": str(db.new_id()), "legal_kind": "hospitation", "title": "Küche", "reason": "So"}

    answers = [
        client.post("/placements/direct", data={**values, "candidate_id": person, "organisation_id": company})
        for person, company in (
            (str(stranger.person.id), str(case.company.id)),
            (str(case.person.id), str(registered.id)),
        )
    ]

    assert [answer.status_code for answer in answers] == [422, 422]


def test_the_next_step_is_one_click_from_a_running_one(client: FlaskClient):
    case = Case()
    case.run()
    sign_in(client, case.caseworker)
    later = (case.placement.ends_on or clock.today()) + timedelta(days=3)
    values = {
        "record_id": str(db.new_id()),
        "legal_kind": "ausbildung",
        "title": "Ausbildung",
        "starts_on": later.isoformat(),
    }

    assert "Nächster Schritt" in body(client, here(case))
    answer = client.post(here(case, "/next"), data=values)

    assert answer.status_code == 303
    assert db.session.query(Placement).filter_by(previous_id=case.placement.id).one().legal_kind == "ausbildung"


def test_there_is_no_next_step_before_the_first(client: FlaskClient):
    case = Case()
    sign_in(client, case.caseworker)

    assert client.get(here(case, "/next")).status_code == 404


STEPS = {
    "approve": {},
    "sign": {"signed_on": "2026-01-05"},
    "start": {"started_on": "2026-01-05"},
    "starts_later": {"starts_on": "2026-01-05", "reason": "krank"},
    "no_show": {"reason": "kam nicht"},
    "check_in": {"reason": "gut"},
    "incident": {"reason": "Unfall"},
    "break_off": {"ended_on": "2026-01-05", "by": "company", "reason": "passt nicht"},
    "complete": {"ended_on": "2026-01-05"},
    "outcome": {"outcome_code": "ausb"},
    "close": {},
    "cancel": {"reason": "abgesagt"},
    "next": {"legal_kind": "mag", "title": "x"},
    "agreements/new": WORDS,
    "agreements/1/edit": WORDS,
    "agreements/1/send": {},
    "agreements/1/return": {"reason": "falsch"},
    "agreements/1/confirm": {"name": "x"},
    "agreements/1/paper": {"name": "x"},
    "agreements/1/links": {},
}
HOMES = [Role.RECRUITER, Role.COMPANY_ADMIN, Role.CASEWORKER, Role.COORDINATOR, Role.EMPLOYER_SERVICE]


@pytest.mark.parametrize("role", HOMES)
def test_for_others_a_placement_does_not_exist(client: FlaskClient, role: Role):
    case = Case()
    case.send()
    user = company_member(role=role) if role in (Role.RECRUITER, Role.COMPANY_ADMIN) else office_member(role=role)
    sign_in(client, user)

    shown = {client.get(here(case, rest)).status_code for rest in ("", "/agreements/1", "/agreements/1.pdf")}
    done = {client.post(here(case, f"/{step}"), data=data).status_code for step, data in STEPS.items()}

    assert shown == {404}
    assert done <= {403, 404}
    db.session.refresh(case.placement)
    assert case.placement.state is PlacementState.PREPARING
    assert case.version.state is AgreementState.CONFIRMING
    assert audit.history("placement", case.placement.id)[0].name == "open_direct"


def test_a_caseworker_leaves_the_files_of_an_office_with_it(client: FlaskClient):
    case = Case()
    case.send()
    membership = db.session.scalars(select(Membership).where(Membership.user_id == case.caseworker.id)).one()
    membership.office_id = OfficeFactory().id
    sign_in(client, case.caseworker)

    pages = [client.get(here(case, path)).status_code for path in ("", "/agreements/1", "/agreements/1.pdf")]

    assert pages == [404, 404, 404]
    assert case.placement.number not in body(client, "/placements/")


def test_a_list_shows_each_role_its_own(client: FlaskClient):
    case, other = Case(), Case()
    purpose(case)
    seen = {}
    for user in (case.member, case.caseworker, case.coordinator()):
        sign_in(client, user)
        seen[user.id] = body(client, "/placements/")

    assert all(case.placement.number in page for page in seen.values())
    assert all(other.placement.number not in page for page in seen.values())
    assert "Person und Betrieb" not in seen[case.member.id]


def test_the_coordinator_finds_what_waits_for_approval_and_reads_no_name(client: FlaskClient):
    case = Case(residence={"unknown": True}, person={"last_name": "Geheim"})
    case.agree()
    case.allow()
    sign_in(client, case.coordinator())

    listed = body(client, "/placements/?approval=open")
    shown = body(client, here(case)) + body(client, here(case, "/agreements/1"))
    answer = client.post(here(case, "/approve"))

    assert case.placement.number in listed
    assert "Geheim" not in listed + shown
    assert case.person.number in shown
    assert answer.status_code == 303
    db.session.refresh(case.placement)
    assert case.placement.state is PlacementState.READY
    assert case.placement.number not in body(client, "/placements/?approval=open")


def test_whoever_arranged_it_does_not_approve_it(client: FlaskClient):
    case = Case(residence={"unknown": True})
    case.agree()
    sign_in(client, case.caseworker)

    assert client.post(here(case, "/approve")).status_code == 403


def test_a_double_click_on_a_note_writes_one(client: FlaskClient):
    case = Case()
    case.run()
    sign_in(client, case.member)
    values = {"record_id": str(db.new_id()), "reason": "Läuft gut"}

    answers = [client.post(here(case, "/check_in"), data=values).status_code for _ in range(2)]

    events = [event.name for event in audit.history("placement", case.placement.id)]
    assert answers == [303, 303]
    assert events.count("check_in") == 1


def test_a_double_click_on_start_is_no_error_and_somebody_else_is_late(client: FlaskClient):
    case = Case()
    case.make_ready(starts_on=clock.today())
    sign_in(client, case.member)
    values = {"started_on": clock.today().isoformat()}

    first, second = (client.post(here(case, "/start"), data=values).status_code for _ in range(2))
    sign_in(client, case.caseworker)
    third = client.post(here(case, "/start"), data=values).status_code

    assert (first, second, third) == (303, 303, 409)


BAD = ("", " ", "\x00", "\u202etxt", "x" * 5000, "1900-01-01", "9999-12-31", "-1", "NaN", "😀", "<b>", "1e400")


@pytest.mark.parametrize("bad", BAD)
def test_bad_input_is_refused_and_never_breaks(client: FlaskClient, bad: str):
    case = Case()
    case.write()
    sign_in(client, case.caseworker)

    answers = {
        (step, name): client.post(here(case, f"/{step}"), data={**data, name: bad}).status_code
        for step, data in STEPS.items()
        if step not in ("cancel", "agreements/1/return", "agreements/1/send", "agreements/1/links")
        for name in (data or {"none": ""})
    }
    answers |= {
        ("direct", name): client.post("/placements/direct", data={name: bad}).status_code
        for name in ("candidate_id", "organisation_id", "legal_kind", "title", "starts_on", "ends_on", "record_id")
    }
    listed = [
        client.get("/placements/", query_string={name: bad}).status_code for name in ("state", "approval", "page")
    ]

    assert set(answers.values()) <= {303, 403, 404, 409, 422}, answers
    assert set(listed) == {200}


def test_a_list_costs_the_same_however_long_it_is(app, client: FlaskClient):
    case = Case()
    purpose(case)
    sign_in(client, case.member)
    counts = []
    for more in (0, 5):
        PlacementFactory.create_batch(more, organisation=case.company)
        client.get("/placements/")
        with statements(app) as said:
            client.get("/placements/")
        counts.append(len(said))

    assert counts[0] == counts[1]
    assert counts[0] <= 10


def test_an_authority_has_no_placements(client: FlaskClient):
    case = Case()
    sign_in(client, office_member(OfficeFactory(authority=True), role=Role.AUTHORITY))

    assert client.get("/placements/").status_code == 403
    assert client.get(here(case)).status_code == 403


def test_acting_for_a_company_shows_what_the_company_sees(client: FlaskClient):
    case = Case(person={"last_name": "Geheim"})
    case.write()
    clerk = office_member(role=Role.EMPLOYER_SERVICE)
    sign_in(client, clerk)
    with client.session_transaction(INSIDE) as session:
        session["behalf"] = {"organisation_id": str(case.company.id), "contact": "Herr Jansen", "channel": "phone"}

    page = body(client, here(case))
    answer = client.post(here(case, "/cancel"), data={"reason": "Am Telefon abgesagt"})

    assert "Geheim" not in page
    assert answer.status_code == 303
    event = audit.history("placement", case.placement.id)[0]
    assert (event.name, event.on_behalf_of_id, event.contact) == ("cancel", case.company.id, "Herr Jansen")


def test_the_form_of_a_step_that_is_over_is_not_shown(client: FlaskClient):
    case = Case()
    case.agree()
    sign_in(client, case.caseworker)

    for rest in ("/complete", "/close", "/agreements/1/edit", "/agreements/1/send", "/agreements/1/return"):
        assert client.get(here(case, rest)).status_code == 409, rest


def test_after_the_outcome_the_page_asks_to_close(client: FlaskClient):
    case = Case()
    case.run()
    services.complete(case.placement, actor=case.firm, ended_on=clock.today())
    db.session.commit()
    sign_in(client, case.caseworker)
    before = body(client, here(case))
    services.record_outcome(case.placement, actor=case.staff, outcome_code="ausb")
    db.session.commit()

    assert "Bitte tragen Sie ein, was daraus geworden ist" in before
    assert "Bitte schließen Sie den Einsatz ab" in body(client, here(case))
