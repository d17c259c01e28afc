"""Every text is in every language that covers its page, with the same placeholders; visitors read all languages."""

import re
import subprocess
import sys
from pathlib import Path

import polib
import pytest

from portal.core.i18n import BY_CODE, FULL, LANGUAGES
from tests.conventions import public_texts
from tests.conventions.source import PORTAL, ROOT

pytestmark = pytest.mark.static
TRANSLATED = [language.code for language in LANGUAGES if language.code != "de"]
WORKED_IN = [language.code for language in FULL if language.code != "de"]
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|<[^>]+>")


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> polib.POFile:
    """Collect the German texts as they stand in code and templates now."""
    target = tmp_path_factory.mktemp("texts") / "messages.pot"
    keywords = ["--keywords=_l", "--keywords=N_"]
    command = ["-q", "extract", "--mapping=pyproject.toml", *keywords, "-o", str(target), "portal", "templates"]
    subprocess.run([Path(sys.executable).with_name("pybabel"), *command], cwd=ROOT, check=True)
    return polib.pofile(str(target))


def catalogue(code: str) -> dict[str, polib.POEntry]:
    """Give a language's catalogue by German text."""
    file = polib.pofile(str(PORTAL / "translations" / code / "LC_MESSAGES" / "messages.po"))
    return {entry.msgid: entry for entry in file}


@pytest.mark.parametrize("code", WORKED_IN)
def test_nothing_is_left_in_german(code: str, texts: polib.POFile) -> None:
    known = catalogue(code)
    assert len(texts) > 2000

    missing = [entry.msgid for entry in texts if entry.msgid not in known or not known[entry.msgid].translated()]

    assert missing == [], "run ./dev messages and translate these"


@pytest.mark.parametrize("code", TRANSLATED)
def test_nothing_that_visitors_read_is_left_in_german(code: str, texts: polib.POFile) -> None:
    known, shown = catalogue(code), public_texts.texts()
    assert shown <= {entry.msgid for entry in texts}, "what reads the source has found what is no text"

    missing = sorted(text for text in shown if text not in known or not known[text].translated())

    assert missing == [], f"translate these into {BY_CODE[code].label}"


def test_what_visitors_read_is_found_wherever_it_is_said() -> None:
    shown = public_texts.texts()

    assert len(shown) > 600
    for text in (
        "Angebote finden",  # a template that another includes
        "Ihr Weg in Arbeit",  # the navigation
        "Kein Deutsch nötig: wir zeigen alles",  # a table of words, read by a view
        "Unsere Büros",  # a page whose name is put together from parts
        "Diese Seite gibt es nicht",  # an error
        "Bitte füllen Sie dieses Feld aus.",  # a form of a public page
    ):
        assert text in shown
    assert "Meine Personen" not in shown


@pytest.mark.parametrize("code", TRANSLATED)
def test_nothing_is_kept_that_nobody_says_any_more(code: str, texts: polib.POFile) -> None:
    said = {entry.msgid for entry in texts}

    assert sorted(set(catalogue(code)) - said) == []


@pytest.mark.parametrize("code", TRANSLATED)
def test_a_translation_has_the_placeholders_and_marks_of_the_german_text(code: str) -> None:
    differing = [
        entry.msgid
        for entry in catalogue(code).values()
        for text in (entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr])
        if not set(PLACEHOLDER.findall(text)) <= set(PLACEHOLDER.findall(entry.msgid + entry.msgid_plural))
        or (not entry.msgid_plural and set(PLACEHOLDER.findall(text)) != set(PLACEHOLDER.findall(entry.msgid)))
    ]

    assert differing == []
