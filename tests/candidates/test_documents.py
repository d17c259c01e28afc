"""Documents of people: what is kept, who gets one and when, and that none outlives its person."""

import io

import pytest
from PIL import Image
from sqlalchemy import select

from portal.accounts.models import User
from portal.candidates import queries, services
from portal.candidates.models import CandidateDocument
from portal.candidates.rules import CandidateState, ConsentPurpose, DisclosureLevel, NoResidencePapers, TooManyDocuments
from portal.candidates.services import retention
from portal.core import attachments, db
from portal.core.actor import Role
from portal.core.attachments import Attachment, KeptFile
from portal.core.audit import ReadLog
from portal.core.scanning import ScanState
from portal.organisations.models import Office
from tests.candidates.files import url
from tests.core.office import docx
from tests.factories.candidates import CandidateFactory, ConsentFactory, DisclosureGrantFactory
from tests.factories.documents import DocumentFactory
from tests.factories.organisations import actor_of, company_member, office_member
from tests.signing import sign_in

PDF = b"%PDF-1.7 Lebenslauf"


def photo() -> bytes:
    """Take a picture whose file says where."""
    made, where = io.BytesIO(), Image.Exif()
    where[0x010E] = "Unterkunft Heinsberg"
    Image.new("RGB", (60, 40), "white").save(made, "JPEG", exif=where)
    return made.getvalue()


def sent(content=PDF, kind="cv", title="Mein Weg", name="Amina Beispiel.pdf"):
    """Fill the form."""
    return {"kind": kind, "title": title, "file": (io.BytesIO(content), name)}


def only(person) -> CandidateDocument:
    """Give the one document of a person."""
    query = select(CandidateDocument).where(CandidateDocument.candidate_id == person.id)
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def shared(firm, **traits):
    """Make a document a company may have: name, consent, scanned, looked through; traits spoil one of these."""
    company, _member = firm
    level = traits.pop("level", DisclosureLevel.L2)
    consents = traits.pop("consents", (ConsentPurpose.NAME, ConsentPurpose.DOCUMENTS))
    document = DocumentFactory(**{"is_cleaned": True, "scan": ScanState.CLEAN, **traits})
    DisclosureGrantFactory(candidate_id=document.candidate_id, organisation_id=company.id, level=level)
    for purpose in consents:
        ConsentFactory(candidate_id=document.candidate_id, organisation_id=company.id, purpose=purpose)
    return document


@pytest.mark.parametrize(("content", "suffix"), [(PDF, ".pdf"), (docx(), ".docx"), (photo(), ".webp")])
def test_the_own_file_keeps_a_document_and_hands_it_out_under_the_number_alone(desk, person, content, suffix):
    assert desk.post(url(person, "/documents/new"), data=sent(content)).status_code == 303

    document = only(person)
    answer = desk.get(f"/candidates/documents/{document.id}")

    assert document.file_key.endswith(suffix)
    assert answer.headers["Content-Disposition"] == f"attachment; filename={person.number}-cv{suffix}"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert b"Unterkunft" not in answer.data
    assert "Mein Weg" in desk.get(url(person, "/documents")).text
    read = db.session.scalars(select(ReadLog).where(ReadLog.candidate_id == person.id)).one()
    assert (read.level, read.channel) == ("file", "file")


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "residence"},
        {"title": "Aufenthaltstitel"},
        {"title": "Kopie Reisepass"},
        {"content": b"<html>"},
        {"content": b""},
        {"content": docx({"word/vbaProject.bin": b"x"})},
        {"title": ""},
    ],
    ids=["kind", "title", "passport", "page", "empty", "macros", "no title"],
)
def test_another_thing_is_refused_in_words(desk, person, wrong):
    answer = desk.post(url(person, "/documents/new"), data=sent(**wrong))

    assert answer.status_code == 422
    assert queries.documents_of(person.id) == []


def test_the_refusal_of_a_residence_paper_says_why(desk, person):
    assert (
        "Keine Kopien von Aufenthaltspapieren"
        in desk.post(url(person, "/documents/new"), data=sent(kind="residence")).text
    )


def test_a_file_holds_so_many_and_no_more(person):
    keeper = actor_of(db.session.get_one(User, person.caseworker_id))
    DocumentFactory.create_batch(20, candidate=person)
    with pytest.raises(TooManyDocuments):
        services.add_document(
            person, "cv", "Noch einer", Attachment(io.BytesIO(PDF), ".pdf"), actor=keeper, record_id=db.new_id()
        )
    with pytest.raises(NoResidencePapers):
        services.add_document(
            person, "other", "Duldung", Attachment(io.BytesIO(PDF), ".pdf"), actor=keeper, record_id=db.new_id()
        )


def test_a_company_gets_a_cleaned_scanned_document_of_whom_it_knows(client, firm):
    document = shared(firm)
    sign_in(client, firm[1])

    answer = client.get(f"/candidates/documents/{document.id}")

    assert (answer.status_code, answer.data) == (200, PDF)
    read = db.session.scalars(select(ReadLog).where(ReadLog.candidate_id == document.candidate_id)).one()
    assert (read.level, read.channel, read.organisation_id) == ("L2", "file", firm[0].id)


@pytest.mark.parametrize(
    "spoilt",
    [
        {"is_cleaned": False},
        {"scan": ScanState.NOT_SCANNED},
        {"scan": ScanState.INFECTED},
        {"scan": ScanState.QUARANTINED},
        {"level": DisclosureLevel.L1},
        {"consents": (ConsentPurpose.NAME,)},
    ],
    ids=str,
)
def test_whatever_is_missing_no_company_gets_it(client, firm, spoilt):
    document = shared(firm, **spoilt)
    sign_in(client, firm[1])

    assert client.get(f"/candidates/documents/{document.id}").status_code == 404


def test_neither_another_company_nor_another_file_gets_it(client, firm):
    document = shared(firm)
    person = document.candidate
    office = db.session.get_one(Office, person.office_id)
    strangers = (company_member(), office_member(), office_member(office), office_member(office, role=Role.COORDINATOR))
    for user in strangers:
        sign_in(client, user)
        assert client.get(f"/candidates/documents/{document.id}").status_code == 404
        for deed in ("remove", "unclean", "clean", "replace"):
            assert client.post(f"/candidates/documents/{document.id}/{deed}").status_code in (403, 404)
    assert only(person).cleaned_at is not None


def test_the_word_cleaned_is_given_by_somebody_and_lapses_with_another_file(desk, person):
    document = DocumentFactory(candidate=person)
    assert desk.post(f"/candidates/documents/{document.id}/clean").status_code == 422
    assert desk.post(f"/candidates/documents/{document.id}/clean", data={"is_clean": "y"}).status_code == 303
    assert only(person).cleaned_by_id == person.caseworker_id
    former = only(person).file_key

    answer = desk.post(f"/candidates/documents/{document.id}/replace", data={"file": (io.BytesIO(PDF + b"2"), "x.pdf")})

    assert answer.status_code == 303
    found = only(person)
    assert (found.cleaned_at, found.cleaned_by_id) == (None, None)
    assert found.file_key != former
    assert db.session.scalar(select(KeptFile.id).where(KeptFile.key == former)) is None


def test_a_document_is_removed_with_its_file(app, desk, person):
    document = DocumentFactory(candidate=person)
    path = app.extensions["portal.settings"].data_dir / "files" / document.file_key

    assert desk.post(f"/candidates/documents/{document.id}/remove").status_code == 303

    assert not path.exists()
    assert queries.documents_of(person.id) == []


def test_documents_go_with_the_person(app):
    document = DocumentFactory(candidate=CandidateFactory(state=CandidateState.CLOSED))
    path = app.extensions["portal.settings"].data_dir / "files" / document.file_key

    retention.anonymise(document.candidate)
    db.session.commit()

    assert not path.exists()
    assert queries.documents_of(document.candidate_id) == []
    assert attachments.scan_state(document.file_key) is ScanState.NOT_SCANNED
