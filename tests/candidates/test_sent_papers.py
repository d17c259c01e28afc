"""Papers that people sent, at the desk: taken to the file, refused with a reason, and hidden from everybody else."""

import io
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from portal.accounts.models import User
from portal.candidates import services
from portal.candidates.queries.documents import papers_to_share
from portal.candidates.rules import (
    ConsentPurpose,
    DisclosureLevel,
    OnlyInOriginal,
)
from portal.core import audit, clock, db, outbox
from portal.core.attachments import KeptFile
from portal.core.outbox import OutboxMail
from portal.core.scanning import ScanState
from portal.organisations.models import Office
from tests.candidates.files import url
from tests.candidates.test_documents import PDF, photo
from tests.candidates.test_sending import PAGE, kept, send
from tests.factories.candidates import ConsentFactory, DisclosureGrantFactory
from tests.factories.documents import DocumentFactory, looked_at
from tests.factories.organisations import OrganisationFactory, actor_of, company_member, office_member
from tests.signing import sign_in


def test_the_caseworker_is_told_once_while_the_photos_come_one_after_the_other(own_page, desk, person):
    with time_machine.travel(clock.now(), tick=False) as time:
        send(own_page, photo())
        send(own_page, photo())
        time.shift(timedelta(minutes=20))
        send(own_page, photo())

    (mail,) = db.session.scalars(select(OutboxMail)).all()
    assert (mail.kind, mail.user_id) == ("candidates/papers_sent", person.caseworker_id)
    assert not any(text in mail.subject + outbox.opened(mail) for text in (person.last_name, "Schulzeugnis"))
    assert "Person hat Papiere geschickt" in desk.get("/desk").text
    for one in kept():
        desk.post(f"/candidates/documents/{one.id}/file", data={"kind": "other", "title": "Blatt"})
    assert "Person hat Papiere geschickt" not in desk.get("/desk").text


def test_what_is_filed_stays(own_page, desk, person):
    send(own_page, PDF)
    document = kept()[0]
    browser, address = own_page

    answer = desk.post(f"/candidates/documents/{document.id}/file", data={"kind": "certificate", "title": "Abitur"})

    assert answer.status_code == 303
    assert (kept()[0].kind, kept()[0].title, kept()[0].filed_at is not None) == ("certificate", "Abitur", True)
    shown = browser.get(address + PAGE).text
    assert "bei Ihren Unterlagen" in shown
    assert "Abitur" not in shown
    assert browser.post(address + PAGE, data={"take_back": str(document.id)}).status_code == 409
    assert len(kept()) == 1


@pytest.mark.parametrize("deed", ["replace", "clean", "remove"])
def test_what_nobody_filed_is_neither_released_nor_changed(desk, person, deed):
    document = DocumentFactory(candidate=person, is_sent=True)
    data = {"is_clean": "y", "file": (io.BytesIO(PDF), "x.pdf")}

    assert desk.post(f"/candidates/documents/{document.id}/{deed}", data=data).status_code == 409

    assert (kept()[0].cleaned_at, kept()[0].file_key) == (None, document.file_key)


def test_a_residence_paper_that_came_anyway_goes_with_one_click_and_the_person_reads_why(
    own_page, desk, person, folder
):
    person.email = "sie@person.example"
    db.session.commit()
    send(own_page, photo(), kind="other")
    document = kept()[0]
    row = desk.get(url(person, "/documents")).text

    answer = desk.post(f"/candidates/documents/{document.id}/refuse", data={"reason": "residence"})

    assert "Aufenthaltspapier oder Pass: löschen" in row
    assert (answer.status_code, kept()) == (303, [])
    assert not (folder / document.file_key).exists()
    assert db.session.scalar(select(KeptFile.id).where(KeptFile.key == document.file_key)) is None
    event = audit.latest("candidate", person.id)
    assert (event.name, event.reason_code) == ("refuse_document", "residence")
    assert "Davon behalten wir keine Kopie" in own_page[0].get(own_page[1] + PAGE).text
    told = db.session.scalars(select(OutboxMail).where(OutboxMail.kind == "candidates/paper_refused")).one()
    assert told.address == "sie@person.example"
    assert "Aufenthalt" not in told.subject + outbox.opened(told)


@pytest.mark.parametrize("data", [{}, {"reason": "just so"}])
def test_nothing_is_refused_without_a_reason(desk, person, data):
    document = DocumentFactory(candidate=person, is_sent=True)

    assert desk.post(f"/candidates/documents/{document.id}/refuse", data=data).status_code == 422

    assert len(kept()) == 1


def test_a_residence_paper_is_not_filed_under_that_name(desk, person):
    document = DocumentFactory(candidate=person, is_sent=True)
    path = f"/candidates/documents/{document.id}/file"

    for wrong in ({"kind": "residence", "title": "x"}, {"kind": "other", "title": "Duldung"}):
        assert desk.post(path, data=wrong).status_code == 422

    assert kept()[0].filed_at is None


def test_what_is_filed_is_no_longer_refused(desk, person):
    document = DocumentFactory(candidate=person)

    for deed, data in (("refuse", {"reason": "residence"}), ("file", {"kind": "cv", "title": "x"})):
        assert desk.post(f"/candidates/documents/{document.id}/{deed}", data=data).status_code == 409

    assert len(kept()) == 1


def test_neither_a_company_nor_another_office_learns_of_what_was_sent(client, person):
    document = DocumentFactory(candidate=person, is_sent=True, scan=ScanState.CLEAN)
    company = OrganisationFactory(verified=True)
    DisclosureGrantFactory(candidate_id=person.id, organisation_id=company.id, level=DisclosureLevel.L2)
    for purpose in (ConsentPurpose.NAME, ConsentPurpose.DOCUMENTS):
        ConsentFactory(candidate_id=person.id, organisation_id=company.id, purpose=purpose)
    office = db.session.get_one(Office, person.office_id)

    for user in (company_member(company), company_member(), office_member(), office_member(office)):
        sign_in(client, user)
        assert client.get(f"/candidates/documents/{document.id}").status_code == 404
        for deed in ("file", "refuse"):
            answer = client.post(f"/candidates/documents/{document.id}/{deed}", data={"reason": "residence"})
            assert answer.status_code in (403, 404)
    assert kept()[0].filed_at is None


def test_a_driving_licence_goes_to_no_company(person):
    keeper = actor_of(db.session.get_one(User, person.caseworker_id))
    released = DocumentFactory(candidate=person, kind="driving_licence", is_cleaned=True, scan=ScanState.CLEAN)
    with pytest.raises(OnlyInOriginal):
        services.clean_document(released, actor=keeper)

    assert papers_to_share(person.id) == ()


def test_a_file_with_a_virus_is_opened_by_nobody_and_the_person_is_asked_for_another(own_page, desk, person):
    send(own_page, PDF)
    document, (browser, address) = kept()[0], own_page
    looked_at(document.file_key, ScanState.INFECTED)

    assert "gesperrt: bitte noch einmal schicken" in browser.get(address + PAGE).text
    assert browser.get(f"{address}{PAGE}&show={document.id}").status_code == 404
    assert desk.get(f"/candidates/documents/{document.id}").status_code == 404


def test_the_caseworkers_form_sends_its_file(desk, person):
    page = desk.get(url(person, "/documents/new")).text

    assert 'enctype="multipart/form-data"' in page
