"""One way of all files: kept encrypted, scanned, handed out to be saved; what nobody knows is deleted."""

import dataclasses
import io

import pytest
from sqlalchemy import select

from portal.core import attachments, db
from portal.core.attachments import Attachment, KeptFile, NotLookedAt
from portal.core.errors import NotFound
from portal.core.scanning import ScannerSilent, ScanState
from tests.scanner import EICAR, Scanner

PDF = b"%PDF-1.7 Zeugnis"


@pytest.fixture
def scanner(app, monkeypatch):
    """A scanner the portal is set up to ask."""
    with Scanner() as running:
        settings = dataclasses.replace(app.extensions["portal.settings"], clamav=running.address)
        monkeypatch.setitem(app.extensions, "portal.settings", settings)
        yield running


def kept(content=PDF, suffix=".pdf") -> str:
    """Keep a file."""
    with attachments.kept(Attachment(io.BytesIO(content), suffix)) as key:
        pass
    db.session.commit()
    assert key
    return key


def test_a_file_is_not_readable_on_the_disk(app):
    key = kept()

    assert PDF not in (app.extensions["portal.settings"].data_dir / "files" / key).read_bytes()


def test_a_refused_record_leaves_no_file(app):
    folder = app.extensions["portal.settings"].data_dir / "files"
    before = set(folder.iterdir())

    with pytest.raises(ValueError, match="refused"), attachments.kept(Attachment(io.BytesIO(PDF), ".pdf")):
        raise ValueError("refused")

    assert set(folder.iterdir()) == before


@pytest.mark.parametrize(
    ("state", "is_inside", "refusal"),
    [
        (ScanState.NOT_SCANNED, True, None),
        (ScanState.NOT_SCANNED, False, NotLookedAt),
        (ScanState.CLEAN, True, None),
        (ScanState.CLEAN, False, None),
        (ScanState.INFECTED, True, NotFound),
        (ScanState.INFECTED, False, NotFound),
        (ScanState.QUARANTINED, True, NotFound),
        (ScanState.QUARANTINED, False, NotFound),
    ],
)
def test_what_is_known_of_a_file_decides_who_gets_it(app, state, is_inside, refusal):
    key = kept()
    db.session.scalars(select(KeptFile).where(KeptFile.key == key)).one().scan = state
    db.session.commit()

    with app.test_request_context():
        if refusal:
            with pytest.raises(refusal):
                attachments.handed_out(key, "K-1", is_inside=is_inside)
            return
        answer = attachments.handed_out(key, "K-1", is_inside=is_inside)
        answer.direct_passthrough = False
        assert answer.data == PDF

    assert answer.headers["Content-Disposition"] == "attachment; filename=K-1.pdf"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_the_worker_asks_the_scanner_about_what_came(scanner):
    clean, infected = kept(), kept(PDF + EICAR)

    assert attachments.scan_waiting() == 2

    assert attachments.scan_state(clean) is ScanState.CLEAN
    assert attachments.scan_state(infected) is ScanState.INFECTED
    assert attachments.scan_waiting() == 0


def test_a_silent_scanner_is_asked_again(scanner):
    key = kept()
    scanner.is_silent = True
    with pytest.raises(ScannerSilent):
        attachments.scan_waiting()
    assert attachments.scan_state(key) is ScanState.NOT_SCANNED

    scanner.is_silent = False

    assert attachments.scan_waiting() == 1


def test_without_a_scanner_nothing_is_called_clean():
    key = kept()

    assert attachments.scan_waiting() == 0
    assert attachments.scan_state(key) is ScanState.NOT_SCANNED
