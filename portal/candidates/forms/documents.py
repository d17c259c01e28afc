"""Forms of a person's documents."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField
from wtforms.validators import InputRequired

from portal.candidates.forms.choices import of_words, select, text
from portal.candidates.queries.values import say
from portal.candidates.rules import RESIDENCE_PAPER
from portal.candidates.rules.words import DOCUMENTS
from portal.core.forms import REQUIRED, BaseForm, CreateForm
from portal.reference.texts import N_

PAPERS = _l("PDF, Foto (JPEG, PNG) oder Text (DOCX, ODT) ohne Makros, höchstens 10 MB")
_NOT_KEPT = N_("Aufenthaltspapier oder Pass")


def _kinds() -> list[tuple[str, Any]]:
    return [*of_words(DOCUMENTS)(), (RESIDENCE_PAPER, say(_NOT_KEPT))]


class DocumentForm(CreateForm):
    """A new document."""

    kind = select(_l("Was ist es?"), _kinds, required=True)
    title = text(_l("Bezeichnung"), 120, required=True, description=_l("Der Betrieb sieht sie nicht."))
    file = FileField(_l("Datei"), [FileRequired(REQUIRED)], description=PAPERS)


class ReplaceForm(BaseForm):
    """Another file for a document."""

    file = FileField(_l("Datei"), [FileRequired(REQUIRED)], description=PAPERS)


class CleanForm(BaseForm):
    """The word that a document tells nothing that a company must not know."""

    is_clean = BooleanField(
        _l("Ich habe das ganze Dokument gelesen. Es verrät nichts, was der Betrieb nicht wissen darf."),
        [InputRequired(REQUIRED)],
        description=_l("Kein Foto, kein Geburtsort, keine Herkunft, keine Religion, kein Aufenthalt, keine Anschrift."),
    )
