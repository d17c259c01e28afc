"""Papers from the own page: sent by the person, looked at by the caseworker, and nobody else's before that."""

import io
import struct
import zlib
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from portal.candidates.mails import person_link
from portal.candidates.models import CandidateDocument
from portal.candidates.rules import (
    MOST_AT_ONCE,
    MOST_DOCUMENTS,
    SENDINGS_A_DAY,
    CandidateState,
)
from portal.core import audit, clock, db, links
from portal.core.actor import Channel, Role
from portal.core.links import LinkFor
from tests.candidates.files import behind_the_door, url
from tests.candidates.test_documents import PDF, photo
from tests.core.office import docx
from tests.factories.candidates import CandidateFactory
from tests.factories.documents import DocumentFactory

PAGE = "?page=papers"


def send(own_page, *contents: bytes, kind: str = "school_report", **values: str):
    """Send the form with these files; give the answer."""
    browser, address = own_page
    files = [FileStorage(io.BytesIO(content), f"IMG_{number}.jpg") for number, content in enumerate(contents)]
    boundary, body = encode_multipart({"kind": kind, "files": files, **values})
    return browser.post(address + PAGE, data=body, content_type=f"multipart/form-data; boundary={boundary}")


def kept() -> list[CandidateDocument]:
    """Read all documents, in their order."""
    query = select(CandidateDocument).order_by(CandidateDocument.created_at, CandidateDocument.id)
    return list(db.session.scalars(query.execution_options(populate_existing=True)))


def bomb() -> bytes:
    """Make a picture of a few bytes that unpacks to many millions of points."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\0" * 1_000_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def test_photographed_pages_wait_for_the_caseworker_with_nothing_in_them_but_what_is_seen(own_page, desk, person):
    answer = send(own_page, photo(), PDF, docx())

    assert (answer.status_code, answer.location) == (303, own_page[1] + PAGE)
    found = kept()
    assert [one.file_key.rsplit(".")[1] for one in found] == ["webp", "pdf", "docx"]
    assert [one.title for one in found] == ["Schulzeugnis (1/3)", "Schulzeugnis (2/3)", "Schulzeugnis (3/3)"]
    assert {(one.uploaded_by_id, one.filed_at, one.cleaned_at) for one in found} == {(None, None, None)}
    assert b"Unterkunft" not in desk.get(f"/candidates/documents/{found[0].id}").data
    event = audit.latest("candidate", person.id)
    assert (event.name, event.actor_role, event.channel) == ("send_documents", Role.CANDIDATE, Channel.LINK)
    assert "noch nicht abgelegt" in desk.get(url(person, "/documents")).text
    shown = own_page[0].get(own_page[1] + PAGE).text
    assert shown.count("Ihre Beratung hat es noch nicht angesehen") == 3
    assert shown.count(">Zurücknehmen<") == 3


def test_what_is_kept_is_encrypted(own_page, folder):
    send(own_page, PDF)

    assert PDF not in (folder / kept()[0].file_key).read_bytes()


def test_a_double_click_sends_one(own_page, person, folder):
    before = set(folder.iterdir())

    for _press in range(2):
        assert send(own_page, PDF, PDF, record_id=str(person.id)).status_code == 303

    assert len(kept()) == 2
    assert len(set(folder.iterdir()) - before) == 2
    assert [event.name for event in audit.history("candidate", person.id)].count("send_documents") == 1


@pytest.mark.parametrize(
    "wrong",
    [b"", b"x" * 11 * 1024 * 1024, PDF + b"x" * 11 * 1024 * 1024, b"<html><script>alert(1)</script>", bomb()],
    ids=["empty", "large", "large PDF", "page", "bomb"],
)
def test_what_is_no_paper_is_refused_at_the_field_and_what_came_with_it_is_not_kept(own_page, person, wrong, folder):
    before = set(folder.iterdir())

    answer = send(own_page, PDF, wrong)

    assert answer.status_code == 422
    assert 'id="files-error"' in answer.text
    assert "IMG_1.jpg: Bitte wählen Sie" in answer.text
    assert 'value="school_report"' in answer.text.split("checked")[1]
    assert (kept(), set(folder.iterdir())) == ([], before)
    assert audit.latest("candidate", person.id) is None


@pytest.mark.parametrize(
    "data",
    [{}, {"kind": "cv"}, {"kind": "residence"}, {"kind": "\x00"}, {"kind": "cv", "files": "text"}],
    ids=str,
)
def test_a_form_without_kind_or_file_is_refused(own_page, data):
    browser, address = own_page

    assert browser.post(address + PAGE, data=data).status_code == 422

    assert kept() == []


def test_several_large_files_go_at_once_and_one_more_is_too_many(own_page):
    large = PDF + b"x" * 9 * 1024 * 1024

    assert send(own_page, *[large] * 3).status_code == 303
    refused = send(own_page, *[PDF] * (MOST_AT_ONCE + 1))

    assert refused.status_code == 422
    assert "höchstens 5 Dateien" in refused.text
    assert len(kept()) == 3


def test_so_much_can_wait_and_no_more_until_somebody_has_looked(own_page, person):
    DocumentFactory.create_batch(9, candidate=person, is_sent=True)

    assert send(own_page, PDF, PDF).status_code == 422
    assert send(own_page, PDF).status_code == 303
    refused = send(own_page, PDF)

    assert refused.status_code == 422
    assert "zuerst ansehen" in refused.text


def test_into_a_full_file_nothing_more_goes_whoever_has_looked(own_page, person):
    DocumentFactory.create_batch(MOST_DOCUMENTS, candidate=person)

    refused = send(own_page, PDF)

    assert refused.status_code == 422
    assert "kein Platz für mehr Papiere" in refused.text


def test_somebody_sends_so_often_a_day_also_when_all_is_taken_back(own_page, person):
    browser, address = own_page
    for _time in range(SENDINGS_A_DAY):
        send(own_page, PDF)
        browser.post(address + PAGE, data={"take_back": str(kept()[0].id)})

    refused = send(own_page, PDF)

    assert refused.status_code == 422
    assert "heute schon viel geschickt" in refused.text
    assert kept() == []
    with time_machine.travel(clock.now() + timedelta(days=1, minutes=1)):
        assert send(behind_the_door(browser.application, person), PDF).status_code == 303


def test_the_page_says_not_to_photograph_residence_papers_and_offers_no_such_kind(own_page):
    browser, address = own_page

    page = browser.get(address + PAGE).text

    assert "Davon dürfen wir keine Kopie haben. Fotografieren Sie das nicht." in page
    assert 'value="residence"' not in page
    assert 'enctype="multipart/form-data"' in page
    assert 'type="file"' in page


def test_looking_writes_nothing(own_page, person):
    document = DocumentFactory(candidate=person, is_sent=True)
    browser, address = own_page

    for more in ("", f"&back={document.id}", f"&show={document.id}", "&back=nonsense"):
        assert browser.get(address + PAGE + more).status_code == 200, more

    assert [one.id for one in kept()] == [document.id]
    assert audit.latest("candidate", person.id) is None


def test_what_was_sent_is_taken_back_after_being_asked_and_is_gone_with_its_file(own_page, person, folder):
    browser, address = own_page
    send(own_page, PDF)
    document = kept()[0]

    asked = browser.get(f"{address}{PAGE}&back={document.id}").text
    answer = browser.post(address + PAGE, data={"take_back": str(document.id)})

    assert "Wollen Sie dieses Papier zurücknehmen?" in asked
    assert (answer.status_code, kept()) == (303, [])
    assert not (folder / document.file_key).exists()
    assert audit.latest("candidate", person.id).name == "take_back_document"
    assert browser.post(address + PAGE, data={"take_back": str(document.id)}).status_code == 404


def test_a_link_of_somebody_else_neither_shows_nor_takes_back(app, own_page, person):
    send(own_page, PDF)
    document = kept()[0]
    stranger, address = behind_the_door(app, CandidateFactory())

    assert str(document.id) not in stranger.get(address + PAGE).text
    assert stranger.get(f"{address}{PAGE}&show={document.id}").status_code == 404
    for wrong in (str(document.id), "nonsense", "\x00"):
        assert stranger.post(address + PAGE, data={"take_back": wrong}).status_code == 404
    assert len(kept()) == 1


def test_what_the_office_keeps_is_not_the_persons_to_open_or_delete(own_page, person):
    document = DocumentFactory(candidate=person)
    browser, address = own_page

    assert browser.get(f"{address}{PAGE}&show={document.id}").status_code == 404
    assert browser.post(address + PAGE, data={"take_back": str(document.id)}).status_code == 409
    assert len(kept()) == 1


def test_nothing_is_sent_without_the_date_of_birth_nor_by_an_old_link(app, person):
    token, _code = links.issue(person_link(person, "candidate"))
    old, _code = links.issue(
        LinkFor("person", person.id, "candidate", clock.now() - timedelta(seconds=1), candidate_id=person.id)
    )
    db.session.commit()
    browser = app.test_client()

    assert send((browser, f"/l/{token}"), PDF).status_code == 422
    assert send((browser, f"/l/{old}"), PDF).status_code == 404
    assert kept() == []


def test_nothing_is_sent_to_a_closed_file_but_what_waits_there_is_taken_back(app, person):
    document = DocumentFactory(candidate=CandidateFactory(state=CandidateState.CLOSED), is_sent=True)
    browser, address = own_page = behind_the_door(app, document.candidate)

    assert send(own_page, PDF).status_code == 409
    assert browser.post(address + PAGE, data={"take_back": str(document.id)}).status_code == 303
    assert kept() == []


def test_the_guardian_of_a_minor_sends_as_well(app):
    person = CandidateFactory(with_guardian=True, birth_date=clock.today() - timedelta(days=16 * 366))

    assert send(behind_the_door(app, person, "guardian"), PDF).status_code == 303

    assert [one.candidate_id for one in kept()] == [person.id]


def test_the_person_opens_what_was_sent(own_page, person):
    send(own_page, PDF)
    browser, address = own_page

    answer = browser.get(f"{address}{PAGE}&show={kept()[0].id}")

    assert answer.data == PDF
    assert answer.headers["Content-Disposition"] == f"attachment; filename={person.number}-school_report.pdf"


@pytest.mark.parametrize("locale", ["uk", "ar", "de@simple", "en"])
def test_the_page_speaks_the_language_of_the_person(app, locale):
    person = CandidateFactory(locale=locale)
    DocumentFactory(candidate=person, is_sent=True)
    browser, address = behind_the_door(app, person)

    page = browser.get(address + PAGE).text

    assert f'lang="{locale.replace("@", "-")}"' in page.split("<head")[0]
    is_german = "Fotografieren Sie das nicht" in page
    assert is_german is (locale == "de@simple")
