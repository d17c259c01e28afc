"""The pages of an agreement: the first draft, versions, findings, what a company reads, ink on paper."""

import io

import pytest
from flask.testing import FlaskClient
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from portal.core import db
from portal.core.audit import ReadLog
from portal.core.outbox import OutboxMail
from portal.placements import services
from portal.placements.models import Agreement, Confirmation
from portal.placements.rules import AgreementState, ConfirmationMethod, Party
from tests.factories.organisations import office_member
from tests.factories.placements import PDF, Case
from tests.factories.vacancies import VacancyFactory
from tests.placements.browsing import body, here, purpose, words
from tests.signing import sign_in


def test_the_first_draft_is_filled_in_from_offer_and_company(client: FlaskClient, offered: Case):
    sign_in(client, offered.caseworker)

    form = body(client, here(offered, "/agreements/new"))

    assert "Sie packen Pakete" in form
    assert "Montag bis Freitag, 6 bis 14 Uhr" in form
    assert "18.50" in form
    assert offered.company.contact_name in form


@pytest.fixture
def offered() -> Case:
    case = Case()
    vacancy = VacancyFactory(published=True, organisation=case.company)
    case.placement.vacancy_id = vacancy.id
    db.session.commit()
    return case


def test_a_later_version_begins_with_the_one_before_and_shows_what_changed(client: FlaskClient):
    case = Case()
    case.agree()
    sign_in(client, case.caseworker)
    assert "Sabine Reuter" in body(client, here(case, "/agreements/new"))

    client.post(here(case, "/agreements/new"), data=words(times="Montag bis Mittwoch, 8 bis 18 Uhr"))
    page = body(client, here(case, "/agreements/2"))

    assert "<del>Montag bis Freitag, 8 bis 14 Uhr</del>" in page
    assert "<ins>Montag bis Mittwoch, 8 bis 18 Uhr</ins>" in page


def test_findings_stand_on_the_page_with_their_source(client: FlaskClient):
    case = Case(kind="job_unbefristet")
    case.write(pay_eur=None, ends_on=None)
    sign_in(client, case.caseworker)

    page = body(client, here(case, "/agreements/1"))
    refused = client.post(here(case, "/agreements/1/send"))

    assert "MiLoG" in page
    assert refused.status_code == 422
    assert case.version.state is AgreementState.DRAFT


def test_a_stale_form_is_shown_both_versions(client: FlaskClient):
    case = Case()
    version = case.write()
    sign_in(client, case.caseworker)
    opened_at = str(version.version)
    first = client.post(here(case, "/agreements/1/edit"), data=words(version=opened_at, place="Erster Ort 1"))

    second = client.post(here(case, "/agreements/1/edit"), data=words(version=opened_at, place="Zweiter Ort 2"))

    assert first.status_code == 303
    assert second.status_code == 409
    assert "Erster Ort 1" in second.get_data(as_text=True)
    assert "Zweiter Ort 2" in second.get_data(as_text=True)


def test_a_company_reads_no_name_before_the_agreement_is_out_and_the_purpose_accepted(client: FlaskClient):
    case = Case(person={"last_name": "Geheim"})
    case.write()
    sign_in(client, case.member)

    draft = body(client, here(case)) + body(client, here(case, "/agreements/1"))
    services.send(case.version, actor=case.staff)
    db.session.commit()
    without_purpose = body(client, here(case)) + body(client, here(case, "/agreements/1/confirm"))
    refused = client.post(
        here(case, "/agreements/1/confirm"),
        data={"text_hash": case.version.text_hash, "has_read": "y", "name": "Kim"},
    )
    purpose(case)
    shown = body(client, here(case))

    assert "Geheim" not in draft + without_purpose
    assert refused.status_code == 200
    assert db.session.query(Confirmation).count() == 0
    assert client.get(here(case, "/agreements/1.pdf")).status_code == 200
    assert "Geheim" in shown
    assert db.session.query(ReadLog).filter_by(candidate_id=case.person.id, level="L3_contract").count() >= 1


def test_after_the_end_the_company_forgets(client: FlaskClient):
    case = Case(person={"last_name": "Geheim"})
    purpose(case)
    case.send()
    services.cancel(case.placement, actor=case.staff, reason="Es passt nicht.")
    db.session.commit()
    sign_in(client, case.member)

    pages = body(client, here(case)) + body(client, here(case, "/agreements/1")) + body(client, "/placements/")

    assert "Geheim" not in pages
    assert client.get(here(case, "/agreements/1.pdf")).status_code == 404


def test_ink_on_paper_is_uploaded_and_handed_out_to_the_caseworker_alone(client: FlaskClient):
    case = Case()
    purpose(case)
    case.send()
    sign_in(client, case.caseworker)
    paper = {"party": "person", "name": "Amina", "scan": (io.BytesIO(PDF), "böse.html")}

    answer = client.post(here(case, "/agreements/1/paper"), data=paper, content_type="multipart/form-data")

    kept = db.session.query(Confirmation).one()
    address = here(case, f"/agreements/1/scans/{kept.id}")
    file = client.get(address)
    assert answer.status_code == 303
    assert (kept.party, kept.method) == (Party.PERSON, ConfirmationMethod.PAPER)
    assert file.data == PDF
    assert file.headers["Content-Type"] == "application/pdf"
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert file.headers["X-Content-Type-Options"] == "nosniff"
    sign_in(client, case.member)
    assert client.get(address).status_code == 403 or client.get(address).status_code == 404
    sign_in(client, office_member())
    assert client.get(address).status_code == 404


def test_the_scan_is_encrypted_on_the_disk(app, client: FlaskClient):
    case = Case()
    case.send()
    sign_in(client, case.caseworker)
    client.post(
        here(case, "/agreements/1/paper"),
        data={"party": "company", "name": "Kim", "scan": (io.BytesIO(PDF), "x.pdf")},
        content_type="multipart/form-data",
    )

    key = db.session.query(Confirmation).one().file_key
    raw = (app.extensions["portal.settings"].data_dir / "files" / key).read_bytes()

    assert b"%PDF" not in raw


@pytest.mark.parametrize("content", [b"", b"<html>", b"MZ\x90\x00", b"%PD", b"GIF89a"])
def test_what_is_no_paper_is_not_taken_whatever_it_is_called(client: FlaskClient, content: bytes):
    case = Case()
    case.send()
    sign_in(client, case.caseworker)
    data = {"party": "person", "name": "Amina", "scan": (io.BytesIO(content), "scan.pdf")}

    answer = client.post(here(case, "/agreements/1/paper"), data=data, content_type="multipart/form-data")

    assert answer.status_code == 422
    assert db.session.query(Confirmation).count() == 0


def test_too_large_a_paper_is_not_taken(client: FlaskClient):
    case = Case()
    case.send()
    sign_in(client, case.caseworker)
    large = FileStorage(io.BytesIO(PDF + b"x" * (10 * 1024 * 1024)), "scan.pdf", "scan")
    boundary, data = encode_multipart({"party": "person", "name": "Amina", "scan": large})

    answer = client.post(
        here(case, "/agreements/1/paper"), data=data, content_type=f"multipart/form-data; boundary={boundary}"
    )

    assert answer.status_code == 422


def test_the_caseworker_sends_the_link_again(client: FlaskClient):
    case = Case(person={"email": "amina@person.example"})
    case.send()
    sign_in(client, case.caseworker)

    answer = client.post(here(case, "/agreements/1/links"))

    assert answer.status_code == 303
    assert db.session.query(OutboxMail).filter_by(kind="placements/confirm_person").count() == 2


def test_every_version_is_kept(client: FlaskClient):
    case = Case()
    case.agree()
    second = case.agree(tutor_name="Jan Peters")

    assert [one.state for one in db.session.query(Agreement).order_by(Agreement.number)] == [
        AgreementState.SUPERSEDED,
        AgreementState.IN_FORCE,
    ]
    assert second.number == 2
