"""The profile sheet on its own: for the person in German and the own language, for the office as companies see it."""

from collections.abc import Sequence
from typing import Any

from flask import current_app
from flask_babel import force_locale
from flask_babel import lazy_gettext as _l

from portal.candidates.mails import locale_of
from portal.candidates.models import Candidate
from portal.candidates.queries import DisclosedView, own_sheet
from portal.core import pdf

GERMAN = "de"
OWN = _l("Mein Profil")
NOTE = _l("Stimmt etwas nicht? Sagen Sie es Ihrer Beratung.")
AS_SEEN = _l("So sieht es ein Betrieb")
Row = tuple[str, str]


def own_profile(candidate: Candidate) -> bytes:
    """Print what is known of a person for the person: in German, with the own language beside it where there is one."""
    language = pdf.language_of(locale_of(candidate))
    with force_locale(GERMAN):
        german, words = own_sheet.lines(candidate), (str(OWN), str(NOTE))
    with force_locale(language):
        own, own_words = own_sheet.lines(candidate), (str(OWN), str(NOTE))
    title, note = (_phrase(de, said, language) for de, said in zip(words, own_words, strict=True))
    rows = [
        {"label": _phrase(one[0], other[0], language), "value": _phrase(one[1], other[1], language)}
        for one, other in zip(german, own, strict=True)
    ]
    name = f"{candidate.first_name} {candidate.last_name}"
    return _render({"title": title, "note": note, "name": name, "rows": rows}, candidate, language)


def as_company_sees(candidate: Candidate, view: DisclosedView) -> bytes:
    """Print for the office what the ladder opens to a company at a level; always German, as companies read it."""
    with force_locale(GERMAN):
        told: Sequence[Row] = view.lines
        words = {"title": str(AS_SEEN), "note": "", "name": view.title}
    rows = [{"label": label, "value": value} for label, value in told]
    return _render({**words, "rows": rows}, candidate, GERMAN)


def _render(data: dict[str, Any], candidate: Candidate, language: str) -> bytes:
    settings = current_app.extensions["portal.settings"]
    sender = {"name": "Integration Point", "area": settings.district, "lines": [settings.reply_to]}
    return pdf.render("own_sheet", {**data, "reference": candidate.number, "sender": sender}, language=language)


def _phrase(german: str, said: str, language: str) -> Any:
    return german if language == GERMAN or said == german else {"de": german, "translation": said}
