"""The scanner is asked over a real socket; what it does not say is never taken for a yes."""

import io

import pytest

from portal.config import BadSetting, Settings
from portal.core.scanning import CHUNK, ScannerSilent, ScanState, scan
from tests.scanner import EICAR, Scanner


@pytest.fixture
def scanner():
    """A scanner that answers."""
    with Scanner() as running:
        yield running


@pytest.mark.parametrize("content", [b"", b"x", b"x" * (3 * CHUNK + 1)], ids=["empty", "byte", "chunks"])
def test_a_harmless_file_is_clean(scanner, content):
    assert scan(io.BytesIO(content), scanner.address) is ScanState.CLEAN


def test_the_test_virus_is_found_wherever_it_stands(scanner):
    assert scan(io.BytesIO(b"x" * (CHUNK - 10) + EICAR), scanner.address) is ScanState.INFECTED


def test_what_the_scanner_cannot_judge_is_held_back(scanner):
    scanner.most = 10

    assert scan(io.BytesIO(b"x" * 4 * CHUNK), scanner.address) is ScanState.QUARANTINED


def test_no_answer_is_no_verdict(scanner):
    scanner.is_silent = True
    with pytest.raises(ScannerSilent):
        scan(io.BytesIO(b"x"), scanner.address)


def test_no_scanner_is_no_verdict():
    with Scanner() as gone:
        address = gone.address

    with pytest.raises(ScannerSilent):
        scan(io.BytesIO(b"x"), address)


NEEDED = {"PORTAL_DATA_DIR": "/nowhere", "PORTAL_EXTERNAL_URL": "https://portal.example"}


@pytest.mark.parametrize(
    ("given", "expected"), [("", None), ("clamav:3310", ("clamav", 3310)), ("::1:3310", ("::1", 3310))]
)
def test_the_address_of_the_scanner_is_a_setting(given, expected):
    assert Settings.from_environment({**NEEDED, "PORTAL_CLAMAV": given}).clamav == expected


@pytest.mark.parametrize("given", ["clamav", ":3310", "clamav:http"])
def test_an_address_that_is_none_stops_the_start(given):
    with pytest.raises(BadSetting, match="PORTAL_CLAMAV"):
        Settings.from_environment({**NEEDED, "PORTAL_CLAMAV": given})
