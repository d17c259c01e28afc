"""Papers as PDF/UA-1: typst templates filled with data that reaches the page as text and nothing else."""

import io
import json
import os
import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import cache
from threading import Lock
from typing import Any, cast

import segno
import typst
from babel.messages.pofile import read_po
from flask import Response
from flask_babel import force_locale
from flask_babel import lazy_gettext as _l

from portal.config import PACKAGE, SHARE
from portal.core.errors import PortalError

TEMPLATES = SHARE / "templates" / "pdf"
FONTS = TEMPLATES / "fonts"
CATALOGUES = PACKAGE / "translations"
GERMAN = "de"
UNKNOWN = "\ufffd"
KEPT = "\n\u200c\u200d"  # line ends, and the joiners that Persian and Kurdish spelling needs
QUOTED = re.compile(r"`[^`]*`|\"[^\"]*\"")
PLACE = re.compile(r"┌─ (\S+)")

_turn = Lock()


class PdfError(PortalError):
    """A paper could not be made; `str()` tells the cause and the place in the template, without any of the data."""

    status = 500
    message = _l("Das Dokument lässt sich gerade nicht erstellen. Bitte versuchen Sie es später noch einmal.")

    def __init__(self, cause: str) -> None:
        """Keep the compiler's words for the log."""
        super().__init__()
        self.args = (cause,)


def render(template: str, data: Mapping[str, object], *, language: str) -> bytes:
    """Make the PDF of `templates/pdf/<template>.typ`.

    Args:
        data: strings, numbers, lists and mappings as the template's example under tests/core/pdf_examples shows;
            a text may be a phrase `{"de": ..., "translation": ...}`, the translation being in `language`.
        language: ISO 639 code of the reader's language, printed beside the German; "de" for German alone.
    Raises: PdfError: the template and the data do not fit; TypeError: a value is none of the above.
    """
    code = re.split("[-_]", language)[0]
    inputs = {"data": json.dumps(_printable(data)), "language": code, "texts": json.dumps(catalogue(code))}
    with _turn:  # the compiler serves one thread at a time; a paper takes it some 20 ms
        return _compile(template, inputs)


def shown(content: bytes, name: str) -> Response:
    """Answer with a paper to be read in the browser, under a name that says nothing of a person."""
    answer = Response(content, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return answer


def language_of(locale: str) -> str:
    """Give the language of a paper for a reader: the own one where papers are translated into it, else German."""
    return locale if catalogue(locale) else GERMAN


def phrase(value: Any, language: str, say: Callable[[Any], str] = str) -> Any:
    """Say something in German and, beside it, in the language of the paper."""
    with force_locale(GERMAN):
        german = say(value)
    if language == GERMAN:
        return german
    with force_locale(language):
        return {"de": german, "translation": say(value)}


def qr_code(address: str) -> str:
    """Draw an address for the camera of a telephone, as SVG; the paper around it is white."""
    drawn = io.BytesIO()
    segno.make(address, error="m", micro=False).save(drawn, kind="svg", xmldecl=False, border=2)
    return drawn.getvalue().decode()


def _compile(template: str, inputs: dict[str, str]) -> bytes:
    if _first_process() != os.getpid():  # its threads do not survive a fork: it would wait for them for ever
        raise RuntimeError("a process that makes papers must not have been forked from one that did")
    try:
        made = _compiler().compile(
            str(TEMPLATES / f"{template}.typ"), format="pdf", sys_inputs=inputs, pdf_standards="ua-1"
        )
    except RuntimeError as error:
        raise PdfError(_cause(template, error)) from None
    return cast(bytes, made)  # several files come of pictures only


@cache
def _first_process() -> int:
    return os.getpid()


@cache
def _compiler() -> typst.Compiler:
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])
    return typst.Compiler(root=TEMPLATES, font_paths=fonts, ignore_system_fonts=True)


@cache
def catalogue(language: str) -> dict[str, str]:
    """Give the translations of the templates' fixed texts, German to `language`; empty where there is no catalogue."""
    path = CATALOGUES / language / "LC_MESSAGES" / "pdf.po"
    if not path.exists():
        return {}
    with path.open("rb") as file:
        return {str(entry.id): str(entry.string) for entry in read_po(file) if entry.id and entry.string}


@cache
def _covered() -> frozenset[str]:
    ranges = json.loads((FONTS / "MANIFEST.json").read_text(encoding="utf-8"))["coverage"]
    return frozenset(chr(code) for first, last in ranges for code in range(first, last + 1))


def _printable(value: object) -> object:
    """Let every text through our fonts: a letter they lack would stop the whole paper, since PDF/UA forbids it."""
    match value:
        case str():
            return "".join(map(_visible, unicodedata.normalize("NFC", value)))
        case Mapping():
            return {key: _printable(item) for key, item in value.items()}
        case list() | tuple():
            return [_printable(item) for item in value]
    return value


@cache
def _visible(character: str) -> str:
    category = unicodedata.category(character)
    if character in KEPT:
        return character
    if category[0] == "C" or category in ("Zl", "Zp"):  # control, direction overrides, private use, unassigned
        return " " if character.isspace() else ""
    if character in _covered():
        return character
    return {"Z": " ", "M": ""}.get(category[0], UNKNOWN)


def _cause(template: str, error: RuntimeError) -> str:
    """Take what may stem from the data out of the compiler's message: everything it quotes."""
    if not isinstance(error, typst.TypstError):
        return f"{template}: {QUOTED.sub('…', str(error))}"
    place = PLACE.search(error.diagnostic)
    return f"{place[1] if place else template}: {QUOTED.sub('…', error.message)}"
