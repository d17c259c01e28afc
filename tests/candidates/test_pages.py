"""The pages of a file as their readers see them: own and foreign caseworkers, coordinators, everybody else."""

import pytest
from sqlalchemy import select

from portal.accounts.models import User
from portal.candidates import queries
from portal.candidates.models import Candidate, Consent
from portal.candidates.rules import CandidateState, ScreeningItem
from portal.core import audit, clock, db
from portal.core.actor import Role
from portal.core.audit import ReadLog
from portal.core.outbox import OutboxMail, opened
from tests.candidates.files import again, office_of, url
from tests.factories.candidates import CandidateFactory, CandidateLanguageFactory, ConsentFactory, ResidenceFactory
from tests.factories.organisations import OrganisationFactory, company_member, office_member
from tests.signing import sign_in

READING = ("", "/checklist", "/consents", "/permission", "/reads", "/history")
WRITING = (
    "/edit/person", "/edit/contact", "/edit/background", "/edit/availability", "/edit/wishes", "/edit/notes",
    "/languages", "/residence", "/check/identity", "/step/close", "/consents/give", "/exclude",
)  # fmt: skip


@pytest.mark.parametrize("path", READING + WRITING)
def test_the_own_caseworker_opens_every_page(desk, person, path):
    ResidenceFactory(candidate_id=person.id)

    answer = desk.get(url(person, path))

    assert answer.status_code == 200
    assert answer.text.count("<h1") == 1


@pytest.mark.parametrize("path", READING + WRITING)
@pytest.mark.parametrize("where", ["another office", "the same office"])
def test_a_foreign_caseworker_does_not_learn_that_the_file_exists(client, person, path, where):
    office = db.session.get_one(Candidate, person.id).office_id if where == "the same office" else None
    stranger = CandidateFactory(caseworker=office_member(office_of(office)))
    sign_in(client, db.session.get(User, stranger.caseworker_id))

    answer = client.get(url(person, path))

    assert answer.status_code == 404


@pytest.mark.parametrize("role", [Role.EMPLOYER_SERVICE, Role.ADMINISTRATOR, Role.AUTHORITY, Role.RECRUITER])
@pytest.mark.parametrize("path", ["", "/reads", "/edit/person"])
def test_roles_without_people_are_refused_at_the_door(client, person, role, path):
    reader = company_member() if role is Role.RECRUITER else office_member(office_of(person.office_id), role=role)
    sign_in(client, reader)

    answer = client.get(url(person, path))

    assert answer.status_code == 403


def test_a_colleague_opens_a_file_with_a_reason_that_is_logged(client, person):
    colleague = office_member(office_of(person.office_id))
    sign_in(client, colleague)

    refused = client.post(url(person, "/open"), data={"reason": "kurz"})
    opened_file = client.post(url(person, "/open"), data={"reason": "Vertretung am Telefon"})
    page = client.get(url(person))
    edit = client.get(url(person, "/edit/person"))

    assert (refused.status_code, opened_file.status_code, page.status_code, edit.status_code) == (422, 303, 200, 404)
    assert "Nur zum Lesen" in page.text
    assert "Arbeitserlaubnis" not in page.text
    (read,) = db.session.scalars(select(ReadLog).where(ReadLog.candidate_id == person.id))
    assert (read.actor_id, read.reason, read.level) == (colleague.id, "Vertretung am Telefon", "file")


def test_a_file_of_another_office_cannot_be_opened_with_any_reason(client, person):
    sign_in(client, office_member(role=Role.COORDINATOR))

    answer = client.post(url(person, "/open"), data={"reason": "Vertretung am Telefon"})

    assert answer.status_code == 404
    assert db.session.scalars(select(ReadLog)).all() == []


def test_a_section_is_saved_and_the_history_names_it_without_its_content(desk, person):
    data = {"version": person.version, "schooling_level": "upper", "experience_years": "3", "skills": "Löten\nFräsen"}

    answer = desk.post(url(person, "/edit/background"), data=data)

    assert answer.status_code == 303
    saved = again(person)
    assert (saved.schooling_level, saved.experience_years, saved.skills) == ("upper", 3, ["Löten", "Fräsen"])
    assert audit.latest("candidate", person.id).details == {"section": "background"}
    assert "Angaben geändert: Schule, Arbeit und Fähigkeiten" in desk.get(url(person, "/history")).text


def test_whoever_saves_second_sees_both_versions(desk, person):
    first = desk.post(url(person, "/edit/notes"), data={"version": person.version, "notes": "eins"})
    second = desk.post(url(person, "/edit/notes"), data={"version": "1", "notes": "zwei"})

    assert (first.status_code, second.status_code) == (303, 409)
    assert "eins" in second.text
    assert "zwei" in second.text


@pytest.mark.parametrize(
    ("section", "change"),
    [
        ("availability", {"weekly_hours": "NaN"}),
        ("availability", {"weekly_hours": "sNaN"}),
        ("availability", {"weekly_hours": "400"}),
        ("availability", {"radius_km": "-1"}),
        ("availability", {"available_from": "9999-12-31"}),
        ("background", {"experience_years": "61"}),
        ("background", {"experience": "x" * 2001}),
        ("background", {"recognition": "maybe"}),
        ("contact", {"postal_code": "5252"}),
        ("contact", {"guardian_email": "nein"}),
        ("person", {"first_name": ""}),
        ("notes", {"next_step_on": "morgen"}),
    ],
)
def test_a_bad_section_is_refused_at_the_field(desk, person, section, change):
    answer = desk.post(url(person, f"/edit/{section}"), data={"version": person.version, **change})

    assert answer.status_code == 422
    assert "aria-invalid" in answer.text


def test_hours_are_written_with_a_comma(desk, person):
    desk.post(url(person, "/edit/availability"), data={"version": person.version, "weekly_hours": "19,5"})

    assert str(again(person).weekly_hours) == "19.50"


@pytest.mark.parametrize("path", ["/edit/secrets", "/check/shoes", "/step/fly", "/step/edit", "/step/register"])
def test_what_is_no_section_no_item_and_no_step_is_not_there(desk, person, path):
    assert desk.get(url(person, path)).status_code == 404


def test_languages_are_added_corrected_and_removed(desk, person):
    CandidateLanguageFactory(candidate_id=person.id, language="ar", speaking="B1", reading="A1")

    desk.post(url(person, "/languages"), data={"language": "ar", "speaking": "C2", "reading": "C1"})
    page = desk.get(url(person, "/languages")).text
    desk.post(url(person, "/languages/de/remove"))

    assert "Sprechen C2, Lesen C1" in page
    shown = desk.get(url(person)).text
    assert "Arabisch" in shown
    assert "Sprechen A2" not in shown


def test_residence_data_lead_to_an_answer_with_its_rule(desk, person):
    data = {"status_key": "fluechtling_25_2_1", "permission_on_paper": "general", "card_valid_until": "2029-01-01"}

    saved = desk.post(url(person, "/residence"), data=data)
    page = desk.get(url(person, "/permission?kind=job_unbefristet"))

    assert saved.status_code == 303
    assert "Rechtsgrundlage" in page.text
    assert "Entscheiden muss ein Mensch" in page.text
    assert desk.get(url(person, "/permission?kind=nonsense")).status_code == 422


def test_residence_data_saved_twice_from_one_page_collide(desk, person):
    ResidenceFactory(candidate_id=person.id)

    first, second = (
        desk.post(url(person, "/residence"), data={"version": "1", "status_key": key})
        for key in ("gestattung", "eu_ewr_ch")
    )

    assert (first.status_code, second.status_code) == (303, 409)


def test_a_line_is_checked_renewed_and_shown_with_who_and_until_when(desk, person):
    refused = desk.post(url(person, "/check/background"), data={"evidence": "Gespräch"})
    over = desk.post(url(person, "/check/identity"), data={"evidence": "Pass", "document_until": "2026-01-01"})
    done = desk.post(url(person, "/check/identity"), data={"evidence": "Pass gesehen"})
    renewed = desk.post(url(person, "/check/contact/renew"))

    assert [one.status_code for one in (refused, over, done, renewed)] == [422, 422, 303, 303]
    assert "Bitte tragen Sie zuerst Schule" in refused.text
    page = desk.get(url(person, "/checklist")).text
    assert "Pass gesehen" in page
    assert db.session.get(User, person.caseworker_id).name in page


def test_a_lapsed_line_says_so(desk, person):
    line = next(one for one in queries.checks_of(person.id) if one.item is ScreeningItem.CONTACT)
    line.valid_until = clock.today().replace(year=clock.today().year - 1)
    db.session.commit()

    assert "abgelaufen" in desk.get(url(person, "/checklist")).text


def test_the_file_is_paused_with_a_reason_and_resumed(desk, person):
    silent = desk.post(url(person, "/step/pause"), data={})
    paused = desk.post(url(person, "/step/pause"), data={"reason": "krank"})
    resumed = desk.post(url(person, "/step/resume"))

    assert [one.status_code for one in (silent, paused, resumed)] == [422, 303, 303]
    assert again(person).state is CandidateState.READY
    assert "krank" in desk.get(url(person, "/history")).text


def test_a_step_that_is_over_is_a_conflict(desk, person):
    assert desk.get(url(person, "/step/start_screening")).status_code == 409


def test_a_consent_is_kept_and_taken_back_at_the_desk(desk, person):
    company = OrganisationFactory(verified=True)
    data = {"purpose": "name", "organisation_id": str(company.id), "channel": "phone", "language": "ar"}

    unexplained = desk.post(url(person, "/consents/give"), data=data)
    data |= {"was_explained": "y", "interpreter": "Frau Haddad"}
    perhaps_a_child = desk.post(url(person, "/consents/give"), data=data)
    desk.post(url(person, "/consents/give"), data={**data, "interpreter_is_neutral": "y"})
    consent = db.session.scalars(select(Consent).where(Consent.organisation_id == company.id)).one()
    asked = desk.get(url(person, f"/consents/{consent.id}/withdraw"))
    desk.post(url(person, f"/consents/{consent.id}/withdraw"), data={"channel": "phone"})

    assert [one.status_code for one in (unexplained, perhaps_a_child, asked)] == [422, 422, 200]
    assert consent.withdrawn_at is not None
    assert "zurückgenommen" in desk.get(url(person, "/consents")).text


@pytest.mark.parametrize(
    "data",
    [
        {"purpose": "everything"},
        {"purpose": "name"},
        {"purpose": "care", "work_field": "Pflege"},
        {"purpose": "name", "organisation_id": "nonsense"},
        {"purpose": "name", "organisation_id": "01a215f3-3110-740f-a0b4-10107ed4b447"},
        {"purpose": "care", "channel": "api"},
    ],
)
def test_a_consent_without_a_proper_recipient_is_refused(desk, person, data):
    whole = {"channel": "desk", "language": "de", "was_explained": "y", **data}

    assert desk.post(url(person, "/consents/give"), data=whole).status_code == 422


def test_the_consent_of_somebody_else_is_not_there(desk, person):
    foreign = ConsentFactory(candidate_id=CandidateFactory().id)

    assert desk.post(url(person, f"/consents/{foreign.id}/withdraw")).status_code == 404
    assert foreign.withdrawn_at is None


def test_a_company_is_excluded_and_let_in_again(desk, person):
    company = OrganisationFactory(verified=True, name="Küppers Bau")

    nobody = desk.post(url(person, "/exclude"), data={})
    desk.post(url(person, "/exclude"), data={"organisation_id": str(company.id)})
    shown = desk.get(url(person, "/consents")).text
    desk.post(url(person, f"/exclude/{company.id}/include"))

    assert nobody.status_code == 422
    assert "Küppers Bau" in shown
    assert not queries.is_excluded(person.id, company.id)


def test_the_link_goes_out_encrypted_and_names_nobody(desk, person):
    person.email = "amina@beispiel.example"
    db.session.commit()

    answer = desk.post(url(person, "/link"))

    assert answer.status_code == 303
    (mail,) = db.session.scalars(select(OutboxMail))
    assert mail.is_encrypted
    assert "/l/" in opened(mail)
    assert person.last_name not in mail.subject + opened(mail)


def test_the_guardian_of_a_minor_gets_a_link_too(client):
    minor = CandidateFactory(minor=True, email="kind@beispiel.example", guardian_email="mutter@beispiel.example")
    sign_in(client, db.session.get(User, minor.caseworker_id))

    client.post(url(minor, "/link"))

    assert set(db.session.scalars(select(OutboxMail.address))) == {minor.email, minor.guardian_email}


def test_a_letter_carries_a_code_that_opens_the_page_of_the_person(desk, person):
    letter = desk.post(url(person, "/letter"))

    address = letter.text.split("http://portal.test")[1].split("<")[0]
    assert desk.get(url(person, "/letter")).status_code == 405
    assert desk.get(address).status_code == 200
    assert "Wann sind Sie geboren?" in desk.get(address).text


def test_no_name_stands_in_the_title_of_a_page(desk, person):
    for path in READING + WRITING:
        title = desk.get(url(person, path)).text.split("<title>")[1].split("</title>")[0]
        assert person.last_name not in title, path
