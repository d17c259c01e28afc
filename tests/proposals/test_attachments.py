"""Files in the thread: of few kinds, under no name of their own, opened by who may see what they may hold."""

from datetime import timedelta
from io import BytesIO

import pytest

from portal.core import clock, db
from portal.core.attachments import Attachment
from portal.core.errors import GuardRefused
from portal.core.scanning import ScanState
from portal.proposals import queries, services
from portal.proposals.models import Message
from portal.proposals.rules import DeclineReason
from portal.proposals.services import Declined, retention
from tests.factories.documents import looked_at
from tests.proposals.conftest import act_for
from tests.signing import sign_in

PDF = b"%PDF-1.7 Ein Plan der Halle"


@pytest.fixture
def folder(app):
    """Where files are kept."""
    return app.extensions["portal.settings"].data_dir / "files"


def sent(content: bytes = PDF, name: str = "Amina Tesfamariam.pdf", **values: str) -> dict[str, object]:
    """Fill the form of a message with a file."""
    return {"text": "Anbei der Plan.", "file": (BytesIO(content), name), **values}


def said(proposal, actor, *, file: bytes = PDF) -> Message:
    """Write a message with a file."""
    services.write(proposal, actor=actor, text="Anbei.", attachment=Attachment(BytesIO(file), ".pdf"))
    db.session.commit()
    message = queries.thread(proposal)[-1]
    looked_at(message.file_key)
    return message


def address(proposal, message) -> str:
    """Give the address of a file."""
    return f"/proposals/{proposal.id}/messages/{message.id}/file"


def test_a_company_sends_a_file_once_and_both_sides_save_it_under_no_name(client, scene, folder):
    proposal, before = scene.proposal(), set(folder.iterdir())
    sign_in(client, scene.member)

    for _ in range(2):
        answer = client.post(f"/proposals/{proposal.id}/write", data=sent(record_id=str(proposal.id)))
        assert answer.status_code == 303

    assert len(set(folder.iterdir()) - before) == 1
    [message] = queries.thread(proposal)
    for user in (scene.member, scene.caseworker):
        sign_in(client, user)
        assert address(proposal, message) in client.get(f"/proposals/{proposal.id}").text
        answer = client.get(address(proposal, message))
        assert answer.data == PDF
        assert answer.headers["Content-Disposition"] == f"attachment; filename={proposal.number}.pdf"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "content", [b"", b"MZ\x90\x00", b"<html><script>alert(1)</script>", b"PK\x03\x04", b"x%PDF-1.7"]
)
def test_another_kind_of_file_is_refused_and_the_text_kept(as_firm, scene, folder, content):
    proposal, before = scene.proposal(), set(folder.iterdir())

    answer = as_firm.post(f"/proposals/{proposal.id}/write", data=sent(content))

    assert answer.status_code == 422
    assert "Anbei der Plan.</textarea>" in answer.text
    assert queries.thread(proposal) == []
    assert set(folder.iterdir()) == before


def test_a_refused_question_leaves_no_file(as_firm, scene, folder):
    proposal, before = scene.proposal(), set(folder.iterdir())

    assert as_firm.post(f"/proposals/{proposal.id}/write", data=sent(text="Ist sie schwanger?")).status_code == 422
    assert set(folder.iterdir()) == before


@pytest.mark.parametrize(("state", "name_agreed"), [("", True), ("interested", False), ("on_hold", True)])
def test_the_office_sends_no_file_before_the_name_is_open(scene, state, name_agreed):
    proposal = scene.proposal(state, name_agreed=name_agreed)

    with pytest.raises(GuardRefused):
        said(proposal, scene.office)


def test_a_file_of_the_office_is_opened_beside_the_name_alone(client, scene, stranger, colleague, service):
    proposal = scene.proposal("interested")
    message = said(proposal, scene.office)

    for user, status in ((scene.member, 200), (scene.caseworker, 200), (stranger, 404), (colleague, 404)):
        sign_in(client, user)
        assert client.get(address(proposal, message)).status_code == status
    own = said(proposal, scene.firm)
    act_for(client, service, scene.company)
    for sent in (message, own):  # whoever speaks for a company stays at the card, and at what was written beside it
        assert client.get(address(proposal, sent)).status_code == 404


def test_files_fall_back_with_the_level(client, scene, time_machine):
    proposal = scene.proposal("interested")
    own, of_office = said(proposal, scene.firm), said(proposal, scene.office)
    services.decline(proposal, Declined(DeclineReason.HOURS), actor=scene.firm)
    db.session.commit()

    time_machine.move_to(clock.now() + timedelta(days=15))

    sign_in(client, scene.member)
    assert [client.get(address(proposal, one)).status_code for one in (own, of_office)] == [404, 404]


def test_a_file_is_reached_through_its_own_proposal_alone(as_firm, scene):
    proposal = scene.proposal()
    message = said(proposal, scene.firm)
    other = scene.proposal("declined")

    assert as_firm.get(address(other, message)).status_code == 404


def test_a_message_without_a_file_has_none(as_firm, scene):
    proposal = scene.proposal()
    services.write(proposal, actor=scene.firm, text="Ab wann?")
    db.session.commit()

    assert as_firm.get(address(proposal, queries.thread(proposal)[0])).status_code == 404
    assert "herunterladen" not in as_firm.get(f"/proposals/{proposal.id}").text


def test_files_go_with_the_proposal(scene, folder):
    before = set(folder.iterdir())
    proposal = scene.proposal()
    said(proposal, scene.firm)

    retention.erase(proposal)

    assert set(folder.iterdir()) == before


@pytest.mark.parametrize(
    ("scan", "company", "office"),
    [
        (ScanState.NOT_SCANNED, 403, 200),
        (ScanState.CLEAN, 200, 200),
        (ScanState.INFECTED, 404, 404),
        (ScanState.QUARANTINED, 404, 404),
    ],
)
def test_no_file_leaves_the_office_before_it_was_scanned(client, scene, scan, company, office):
    proposal = scene.proposal("interested")
    message = said(proposal, scene.office)
    looked_at(message.file_key, scan)

    for user, status in ((scene.member, company), (scene.caseworker, office)):
        sign_in(client, user)
        assert client.get(address(proposal, message)).status_code == status
