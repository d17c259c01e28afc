"""Papers are valid, readable by machines, set in our own fonts, and take whatever people write as plain text."""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.core import pdf
from portal.core.pdf import PdfError, render

EXAMPLES = Path(__file__).parent / "pdf_examples"
PAPERS = sorted(path.stem for path in pdf.TEMPLATES.glob("[!_]*.typ"))
READERS = ("de", "uk", "ar")
FIXED_TEXT = re.compile(r'\bt\("([^"]*)"\)')
WORD = re.compile(r"[^\W\d]+|\d+")
VOWELLED = re.compile(r"\w*[\u064b-\u0652][\w\u064b-\u0652]*")
INVISIBLE = re.compile("[\u00ad\u200e\u200f\u202a-\u202e]")
A4_WIDTH, RIGHT_MARGIN = 595.3, 56.7
"""In points."""

TOOLS = ("qpdf", "pdffonts", "pdfinfo", "pdftotext")
with_tools = pytest.mark.skipif(
    "CI" not in os.environ and not all(map(shutil.which, TOOLS)), reason=f"needs {', '.join(TOOLS)}"
)


def example(name: str, language: str) -> dict[str, Any]:
    data = json.loads((EXAMPLES / f"{name}.json").read_text(encoding="utf-8"))
    told = _in_language(data, language)
    assert isinstance(told, dict)
    return told


def _in_language(value: Any, language: str) -> Any:
    """An example keeps its translations by language; a paper gets the one of its reader."""
    if isinstance(value, list):
        return [_in_language(item, language) for item in value]
    if not isinstance(value, dict):
        return value
    if "translation" in value:
        return {"de": value["de"], "translation": value["translation"].get(language)}
    return {key: _in_language(item, language) for key, item in value.items()}


def leaves(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        value = [item for key, item in value.items() if key != "qr_svg"]
    if isinstance(value, list):
        for item in value:
            yield from leaves(item)
    elif value is not None:
        yield str(value)


def run(*command: object, content: bytes) -> str:
    """Run a tool on a PDF given as its standard input."""
    done = subprocess.run([str(part) for part in command], input=content, capture_output=True, check=True)
    return done.stdout.decode()


def text_of(content: bytes, *options: object) -> str:
    return INVISIBLE.sub("", run("pdftotext", *options, "-", "-", content=content))


def missing_words(expected: str, text: str) -> set[str]:
    """Name the words that are not in `text`, whatever the line breaks.

    pdftotext swaps the letters of Arabic ligatures, so words are compared by the letters they have; it also doubles
    letters that carry a vowel mark, so such words are left to the eye.
    """
    joined = re.sub(r"[\s-]", "", text)
    found = {"".join(sorted(word)) for word in WORD.findall(text)}
    words = {word for word in WORD.findall(VOWELLED.sub("", expected)) if word not in joined}
    return {word for word in words if "".join(sorted(word)) not in found}


def test_every_paper_has_an_example() -> None:
    assert [path.stem for path in sorted(EXAMPLES.glob("*.json"))] == PAPERS
    assert len(PAPERS) == 14


@with_tools
@pytest.mark.parametrize("language", READERS)
@pytest.mark.parametrize("name", PAPERS)
def test_a_paper_is_valid_accessible_and_says_everything(name: str, language: str, tmp_path: Path) -> None:
    data = example(name, language)

    content = render(name, data, language=language)

    path = tmp_path / "paper.pdf"
    path.write_bytes(content)
    assert "No syntax or stream encoding errors" in run("qpdf", "--check", path, content=b"")
    assert b"<pdfuaid:part>1</pdfuaid:part>" in content
    about = run("pdfinfo", "-", content=content)
    assert re.search(r"Tagged: +yes", about)
    assert re.search(r"Title: +\S", about)
    fonts = [line.split() for line in run("pdffonts", "-", content=content).splitlines()[2:]]
    assert {font[0].split("+")[1].split("-")[0] for font in fonts} <= {"NotoSans", "NotoSansArabic"}
    assert all(font[-5:-2] == ["yes", "yes", "yes"] for font in fonts), "embedded, subset, mapped to Unicode"
    text = text_of(content)
    assert pdf.UNKNOWN not in text
    assert {word for leaf in leaves(data) for word in missing_words(leaf, text)} == set()


@with_tools
@pytest.mark.parametrize(
    ("name", "language", "code", "title"),
    [
        ("agreement", "ar", "de", "Vereinbarung über eine Maßnahme bei einem Arbeitgeber"),
        ("invitation", "de", "de", "Einladung zum Kennenlernen"),
        ("invitation", "uk", "uk", "Запрошення на знайомство"),
        ("invitation", "ar", "ar", "دعوة للتعارف"),
    ],
)
def test_title_and_language_are_those_of_the_reader_the_paper_speaks_to(
    name: str, language: str, code: str, title: str
) -> None:
    content = render(name, example(name, language), language=language)

    assert re.search(rf"Title: +{title}\n", run("pdfinfo", "-", content=content))
    assert f"<rdf:li>{code}</rdf:li></rdf:Bag></dc:language>".encode() in content


@with_tools
def test_fixed_texts_stand_in_german_and_in_the_readers_language() -> None:
    german = text_of(render("agreement", example("agreement", "de"), language="de"))
    ukrainian = text_of(render("agreement", example("agreement", "uk"), language="uk"))

    notice = "Nicht beginnen, bevor alles erlaubt ist."
    assert missing_words(notice, german) == missing_words(notice, ukrainian) == set()
    translation = pdf.catalogue("uk")[notice]
    assert missing_words(translation, ukrainian) == set()
    assert missing_words(translation, german) != set()


@with_tools
@pytest.mark.parametrize("language", READERS)
def test_every_page_of_an_agreement_says_what_it_does_not_replace_and_which_version_it_is(language: str) -> None:
    content = render("agreement", example("agreement", language), language=language)

    pages = text_of(content).removesuffix("\f").split("\f")
    assert len(pages) >= 2
    for number, page in enumerate(pages, start=1):
        assert "Diese Vereinbarung ersetzt keinen Arbeits-, Ausbildungs- oder Praktikumsvertrag." in page
        assert "Fassung 2 · Prüfwert 3f9a 1c2d 77b0 e41f" in page
        assert f"Seite {number} von {len(pages)}" in page


@with_tools
def test_a_card_prints_nothing_but_the_fields_of_a_card() -> None:
    extra = {"name": "Kanarienvogel", "nationality": "Kanarienland", "contact_person": "Kanarie"}

    content = render("proposal_card", example("proposal_card", "de") | extra, language="de")

    assert "Kanarie" not in text_of(content)


@pytest.mark.parametrize("language", ["en", "uk", "ar"])
def test_every_fixed_text_is_translated_and_no_translation_is_left_over(language: str) -> None:
    used = {
        found for path in pdf.TEMPLATES.glob("*.typ") for found in FIXED_TEXT.findall(path.read_text(encoding="utf-8"))
    }

    assert set(pdf.catalogue(language)) == used


@with_tools
@pytest.mark.parametrize("language", ["fa-AF", "ti", "ku_TR", "xx"])
def test_a_language_without_catalogue_gets_the_german(language: str) -> None:
    content = render("invitation", example("invitation", language), language=language)

    assert missing_words("Sie können nicht kommen?", text_of(content)) == set()


@with_tools
@pytest.mark.parametrize(
    "text",
    [
        "#panic() *fett* _kursiv_ $x^2$ `roh` @quelle <marke> = Titel",
        "// Kommentar /* bleibt */ https://example.org \\ #include",
        "\"; } ]) #sys.inputs ~ ' {page}",
    ],
)
def test_what_people_write_is_never_markup(text: str) -> None:
    content = render("proposal_card", example("proposal_card", "de") | {"occupation": text}, language="de")

    assert text in " ".join(text_of(content, "-layout").split())


@with_tools
def test_letters_no_font_has_are_shown_as_unknown_and_tricks_with_direction_are_dropped() -> None:
    told = {"occupation": "Koch 😀 漢 \u202eoben\u0000\ud800 \tKöchin", "experience": "Z\u030coe"}

    text = text_of(render("proposal_card", example("proposal_card", "de") | told, language="de"))

    assert "Koch � � oben Köchin" in text
    assert "\u017doe" in text


@with_tools
def test_a_word_longer_than_the_line_stays_on_the_page() -> None:
    told = {"occupation": "Donau" * 80}

    boxes = text_of(render("proposal_card", example("proposal_card", "de") | told, language="de"), "-bbox")

    assert max(map(float, re.findall(r'xMax="([0-9.]+)"', boxes))) <= A4_WIDTH - RIGHT_MARGIN + 3


def test_all_letters_the_manifest_promises_can_be_printed() -> None:
    letters = pdf._covered()
    assert {"ß", "ї", "ق", "ላ", "ş", "پ", "ێ", "€"} <= letters

    content = render("letter", example("letter", "de") | {"paragraphs": [" ".join(sorted(letters))]}, language="de")

    assert content.startswith(b"%PDF")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=200), min_size=1, max_size=3), st.sampled_from(READERS))
def test_no_text_stops_a_paper(texts: list[str], language: str) -> None:
    phrases = [{"de": text, "translation": text} for text in texts]

    content = render("agreement", example("agreement", language) | {"conditions": phrases}, language=language)

    assert content.startswith(b"%PDF")


def test_the_same_data_gives_the_same_bytes() -> None:
    data = example("agreement", "ar")

    assert render("agreement", data, language="ar") == render("agreement", data, language="ar")


def test_threads_take_turns() -> None:
    data = example("letter", "de")

    def title(number: int) -> bytes:
        return render("letter", data | {"title": f"Brief {number:03}"}, language="de")

    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(title, range(40)))

    assert all(f"Brief {number:03}".encode() in content for number, content in enumerate(made))


def test_a_fork_of_a_process_that_made_papers_is_told_so_instead_of_waiting_for_ever() -> None:
    script = f"""
        import json, os, pathlib
        from portal.core.pdf import render
        data = json.loads(pathlib.Path({str(EXAMPLES / "proposal_card.json")!r}).read_text("utf-8"))
        render("proposal_card", data, language="de")
        child = os.fork()
        if not child:
            try:
                render("proposal_card", data, language="de")
            except RuntimeError as error:
                print(error, flush=True)
            os._exit(0)
        os.waitpid(child, 0)
    """

    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script)], capture_output=True, text=True, check=True, timeout=60
    )

    assert "must not have been forked" in done.stdout


def test_an_error_names_the_place_and_none_of_the_data() -> None:
    data = example("profile_sheet", "de")
    del data["schooling"]

    with pytest.raises(PdfError) as caught:
        render("profile_sheet", data, language="de")

    assert re.fullmatch(r"\S*profile_sheet\.typ:\d+:\d+: dictionary does not contain key …", str(caught.value))
    assert caught.value.status == 500
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


def test_what_the_compiler_quotes_from_the_data_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "_visible", lambda character: character)

    with pytest.raises(PdfError, match="could not be displayed") as caught:
        render("proposal_card", example("proposal_card", "de") | {"occupation": "漢字"}, language="de")

    assert not {"漢", "字"} & set(str(caught.value))


@pytest.mark.parametrize("name", ["nothing", "../secrets", "/etc/passwd"])
def test_a_paper_that_does_not_exist_is_an_error(name: str) -> None:
    with pytest.raises(PdfError):
        render(name, {}, language="de")


def test_values_that_are_no_text_are_refused_rather_than_printed_somehow() -> None:
    with pytest.raises(TypeError, match="date"):
        render("letter", example("letter", "de") | {"date": date(2026, 12, 14)}, language="de")


def test_the_fonts_are_the_vendored_ones_with_their_licence() -> None:
    packages = json.loads((pdf.FONTS / "MANIFEST.json").read_text(encoding="utf-8"))["packages"]
    sums = {file: checksum for package in packages for file, checksum in package["files"].items()}

    present = {path.name for path in pdf.FONTS.iterdir()} - {"MANIFEST.json"}
    assert set(sums) == present
    assert "OFL.txt" in present
    assert {file: hashlib.sha256((pdf.FONTS / file).read_bytes()).hexdigest() for file in present} == sums
    assert {package["licence"] for package in packages} == {"OFL-1.1"}
    assert all(package["name"] and package["version"] for package in packages)
