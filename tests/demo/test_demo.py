"""The demo district: complete, in the past, by invented people, and loaded once."""

import json
import re
from collections import Counter
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from portal.accounts.models import Invitation, User
from portal.accounts.queries import by_email
from portal.accounts.rules import InvitationState
from portal.administration.models import ReferenceOverride
from portal.administration.rules import OverrideState
from portal.candidates.models import (
    Candidate,
    CandidateDocument,
    CandidateLanguage,
    Consent,
    DownloadDeletion,
    ExcludedOrganisation,
    PeopleList,
    PersonMessage,
    Residence,
    ScreeningCheck,
    Transfer,
)
from portal.candidates.queries import grade
from portal.candidates.rules import CandidateState, DeletionState, Grade, is_minor, waits_for_second
from portal.candidates.rules.messages import MessageKind
from portal.candidates.rules.transfers import TransferState
from portal.cooperation.models import Course, Enrolment, Referral, WaitingPlace
from portal.cooperation.queries.waiting import unheld
from portal.cooperation.rules import ReferralState
from portal.core import clock, db, delivery
from portal.core.actor import Role
from portal.core.audit import Event
from portal.core.outbox import MailState, OutboxMail
from portal.demo import loading
from portal.organisations.models import Organisation
from portal.organisations.rules import CompanyState
from portal.placements.models import Agreement, Clearance, Placement
from portal.placements.rules import AgreementState, ClearanceState, PlacementState
from portal.proposals.models import InterviewSlot, Message, Proposal
from portal.proposals.rules import ProposalState
from portal.reference.loading import read_table
from portal.reference.tables import SampleVacancy
from portal.vacancies import search
from portal.vacancies.models import Vacancy
from portal.vacancies.rules import VacancyState
from portal.vacancies.search import Wanted
from tests.factories.organisations import actor_of as actor_of_user
from tests.mailbox import Mailbox

SAMPLE = read_table(SampleVacancy)
SECONDS = 30


def values(column: Any) -> list[Any]:
    """Give a column of a whole table."""
    return list(db.session.scalars(select(column)))


@pytest.mark.parametrize(
    ("column", "states"),
    [
        (Organisation.state, set(CompanyState) - {CompanyState.CLOSED}),
        (Vacancy.state, VacancyState),
        (Candidate.state, CandidateState),
        (Proposal.state, ProposalState),
        (Placement.state, PlacementState),
        (Agreement.state, AgreementState),
        (Clearance.state, ClearanceState),
        (Referral.state, ReferralState),
    ],
    ids=lambda value: getattr(getattr(value, "class_", None), "__name__", ""),
)
def test_every_state_is_there_to_see(column: Any, states: type[StrEnum]) -> None:
    assert set(values(column)) == set(states)


def test_the_sample_offers_are_published_under_their_names(app: Flask) -> None:
    shown = select(Vacancy.external_ref).where(
        Vacancy.external_ref.is_not(None), Vacancy.state == VacancyState.PUBLISHED
    )

    assert sorted(db.session.scalars(shown)) == [f"V{number:02}" for number in range(1, 37)]


@pytest.mark.parametrize("row", SAMPLE, ids=lambda row: row.id)
def test_a_sample_offer_is_found_by_its_title(row: SampleVacancy) -> None:
    wanted = db.session.scalars(select(Vacancy.id).where(Vacancy.external_ref == row.id)).one()

    found = search.find(Wanted(row.title.split(" (m/w/d)")[0]), size=search.WHOLE)

    assert wanted in found.ids


def test_nobody_is_missing(app: Flask) -> None:
    people = values(Candidate.birth_date)
    first_languages = set(
        db.session.scalars(select(CandidateLanguage.language).where(CandidateLanguage.speaking == "C2"))
    )
    german = set(db.session.scalars(select(CandidateLanguage.speaking).where(CandidateLanguage.language == "de")))

    assert len(people) == 42
    assert sum(is_minor(born, clock.today()) for born in people) == 2
    assert {"ar", "uk", "prs", "fa", "ti", "kmr", "tr", "so", "ru", "fr"} <= first_languages
    assert german == {"A0", "A1", "A2", "B1", "B2", "C1"}
    assert len(values(Organisation.id)) == 31


def test_papers_grades_and_wishes_differ(app: Flask) -> None:
    statuses = set(values(Residence.status_key))
    grades = {grade(person_id, clock.today()) for person_id in values(Candidate.id)}

    assert {"fluechtling_25_2_1", "ukraine_24", "gestattung", "duldung_60a", "duldung_60b"} <= statuses
    assert len(values(Residence.id)) < 42, "for some nothing is known"
    assert grades == set(Grade)
    assert all(values(model.id) for model in (ExcludedOrganisation, Message, InterviewSlot))
    assert any(values(Consent.withdrawn_at))


def test_minors_have_somebody_who_agrees_for_them(app: Flask) -> None:
    minors = [row for row in values(Candidate) if is_minor(row.birth_date, clock.today())]
    consents = db.session.scalars(select(Consent).where(Consent.candidate_id.in_([row.id for row in minors]))).all()

    assert all(row.guardian_name and row.guardian_email for row in minors)
    assert consents
    assert all(row.counts_from for row in consents)
    assert [row.by_guardian for row in consents].count(True) == len(consents) / 2


def test_it_happened_in_the_last_two_months(app: Flask) -> None:
    first, last, number = db.session.execute(
        select(func.min(Event.created_at), func.max(Event.created_at), func.count(Event.id))
    ).one()

    assert number > 1000
    assert timedelta(days=55) < clock.now() - first < timedelta(days=70)
    assert last < clock.now()


def test_nobody_in_it_is_real(app: Flask) -> None:
    invented = re.compile(r"(\+49 171 39200\d\d|\+49 176 040690\d\d|0221 4710\d{3})")
    phones = [*values(Candidate.phone), *values(Candidate.guardian_phone), *values(Organisation.contact_phone)]
    addresses = [*values(User.email), *values(Candidate.email), *values(OutboxMail.address)]

    assert [phone for phone in phones if phone and not invented.fullmatch(phone)] == []
    assert [address for address in addresses if address and not address.endswith(".example")] == []


def test_courses_are_attended_and_two_wait_for_one_of_whom_one_is_offered_a_seat(app: Flask) -> None:
    courses, since = values(Course), values(Enrolment.left_on)

    assert sum(course.taken for course in courses) == since.count(None) == len(since) - 1 == 9
    assert [unheld(course) for course in courses if course.taken + 1 == course.seats] == [0]
    assert sorted(values(WaitingPlace.state)) == ["offered", "waiting"]
    assert {level for level in values(Enrolment.result) if level} == {"A1", "A2"}


def test_an_invitation_waits(app: Flask) -> None:
    assert values(Invitation.state) == [InvitationState.OPEN]


def test_something_of_everything_waits_for_somebody(app: Flask) -> None:
    """Let a newcomer meet every feature, and the tests that walk through the demo every form."""
    papers = {(one.is_waiting, bool(one.cleaned_at)) for one in values(CandidateDocument)}
    moves = {(one.state, one.is_untold) for one in values(Transfer)}
    erasures, deletions = values(Candidate.erasure_asked_at), values(DownloadDeletion.state)
    twice = Counter((one.search_name, one.birth_date) for one in values(Candidate))

    assert papers == {(True, False), (False, False), (False, True)}
    assert moves == {(TransferState.REQUESTED, False), (TransferState.ACCEPTED, True)}
    assert set(values(PersonMessage.kind)) == set(MessageKind)
    assert set(values(ReferenceOverride.state)) == {OverrideState.PROPOSED, OverrideState.APPROVED}
    assert any(waits_for_second(one) for one in values(ScreeningCheck))
    assert deletions == [DeletionState.ASKED]
    assert max(twice.values()) == 2
    assert any(erasures)
    assert values(PeopleList.id)


def test_one_caseworker_stands_in_for_the_other(app: Flask) -> None:
    away = db.session.scalars(select(User).where(User.deputy_id.is_not(None))).one()

    assert away.absent_until
    assert away.absent_until > clock.today()


def test_it_is_loaded_in_time(app: Flask) -> None:
    _output, seconds = app.extensions["tests.load"]

    assert seconds < SECONDS


def test_a_second_load_changes_nothing_but_writes_the_sign_ins_anew(app: Flask) -> None:
    folder: Path = app.extensions["portal.settings"].data_dir
    before = values(Event.id)
    db.session.rollback()  # the command is another process and must not wait for this one
    (folder / loading.FILE).unlink()

    loaded = app.test_cli_runner().invoke(args=["demo", "load"])

    assert loaded.exit_code == 0
    assert sorted(values(Event.id)) == sorted(before)
    assert len(json.loads((folder / loading.FILE).read_text())) == len(loading.sign_ins())


def test_the_sign_ins_are_printed_and_written(app: Flask) -> None:
    output, _seconds = app.extensions["tests.load"]

    rows = json.loads((app.extensions["portal.settings"].data_dir / loading.FILE).read_text())

    everybody = set(Role) - {Role.VISITOR, Role.CANDIDATE, Role.SYSTEM}
    assert {row["role"] for row in rows} == everybody
    assert all(set(row) == {"role", "email", "password", "start"} for row in rows)
    assert all(row["email"] in output and row["password"] in output for row in rows)


@pytest.mark.parametrize("row", loading.sign_ins(), ids=lambda row: row.email)
def test_everybody_gets_in_and_sees_the_own_start_page(app: Flask, client: FlaskClient, row: loading.SignIn) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get("/login").text)
    assert token

    entered = client.post("/login", data={"email": row.email, "password": row.password, "csrf_token": token[1]})
    start = client.get(row.start)

    user = by_email(row.email)
    assert user
    assert (entered.status_code, start.status_code) == (303, 200)
    assert actor_of_user(user).role is row.role


def test_mail_goes_nowhere_and_its_links_stay_readable(app: Flask, client: FlaskClient, mailbox: Mailbox) -> None:
    secret = select(OutboxMail).where(OutboxMail.is_encrypted).order_by(OutboxMail.created_at).limit(1)
    mail = db.session.scalars(secret).one()

    sent = delivery.deliver_due(limit=10)
    shown = client.get(f"/demo/mail/{mail.id}")

    assert sent == 10
    assert mail.state is MailState.SENT
    assert mailbox.mails == []
    assert '<a href="http://portal.test/l/' in shown.text


def test_the_list_of_mails_shows_the_newest_first_in_pages(client: FlaskClient) -> None:
    newest = db.session.scalars(select(OutboxMail).order_by(OutboxMail.created_at.desc(), OutboxMail.id.desc())).first()
    assert newest

    first, second = client.get("/demo/mail"), client.get("/demo/mail?page=2")

    assert str(newest.id) in first.text
    assert second.status_code == 200
    assert str(newest.id) not in second.text


@pytest.mark.parametrize("path", ["/demo/mail", "/demo/mail/01a18ba6-b250-7000-937b-eca9fe028e95"])
def test_mails_are_hidden_from_other_machines(client: FlaskClient, path: str) -> None:
    answer = client.get(path, environ_base={"REMOTE_ADDR": "192.0.2.7"})

    assert answer.status_code == 404


def test_an_unknown_mail_is_not_found(client: FlaskClient) -> None:
    assert client.get("/demo/mail/01a18ba6-b250-7000-937b-eca9fe028e95").status_code == 404


def test_an_installation_has_neither_the_page_nor_the_district(shared_app: Flask) -> None:
    with shared_app.app_context():
        refused = shared_app.test_cli_runner().invoke(args=["demo", "load"])

    assert refused.exit_code == 1
    assert "PORTAL_DEMO" in refused.output
    assert "demo.mails" not in shared_app.view_functions
