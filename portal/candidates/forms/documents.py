"""Forms of a person's documents."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired, MultipleFileField
from wtforms import BooleanField, RadioField
from wtforms.validators import InputRequired, ValidationError

from portal.candidates.forms.choices import of_words, select, text
from portal.candidates.forms.messages import ByLinkForm
from portal.candidates.queries.values import say
from portal.candidates.rules import MOST_AT_ONCE, RESIDENCE_PAPER, DocumentKind, Refusal
from portal.candidates.rules.words import DOCUMENTS, REFUSALS
from portal.core import uploads
from portal.core.attachments import Attachment
from portal.core.forms import REQUIRED, BaseForm, CreateForm, clean
from portal.reference.texts import N_

PAPERS = _l("PDF, Foto (JPEG, PNG) oder Text (DOCX, ODT) ohne Makros, höchstens 10 MB")
_NOT_KEPT = N_("Aufenthaltspapier oder Pass")


def _kinds() -> list[tuple[str, Any]]:
    return [*of_words(DOCUMENTS)(), (RESIDENCE_PAPER, say(_NOT_KEPT))]


class FilingForm(BaseForm):
    """What a paper is; alone for one that the person sent."""

    kind = select(_l("Was ist es?"), _kinds, required=True)
    title = text(_l("Bezeichnung"), 120, required=True, description=_l("Der Betrieb sieht sie nicht."))


class DocumentForm(CreateForm, FilingForm):
    """A new document."""

    file = FileField(_l("Datei"), [FileRequired(REQUIRED)], description=PAPERS)


class RefusalForm(BaseForm):
    """Why a paper that the person sent is not kept; the person reads it in the own language."""

    reason = RadioField(_l("Warum?"), [InputRequired(REQUIRED)], choices=of_words(REFUSALS), coerce=Refusal)


class PapersForm(ByLinkForm):
    """Papers a person photographs; what is wrong with one is said at the field."""

    kind = RadioField(_l("Was ist es?"), [InputRequired(REQUIRED)], choices=of_words(DOCUMENTS), coerce=DocumentKind)
    files = MultipleFileField(
        _l("Fotos oder Dateien"),
        [FileRequired(REQUIRED)],
        description=_l(
            "Höchstens 5 auf einmal, jede höchstens 10 MB: Foto (JPEG, PNG), PDF oder Text (DOCX, ODT). "
            "Legen Sie das Papier auf einen Tisch mit viel Licht."
        ),
        # Named one by one, so that an iPhone sends its photos as JPEG; phones offer the camera beside the files.
        render_kw={"accept": "image/jpeg,image/png,.jpg,.jpeg,.png,.pdf,.docx,.odt"},
    )
    papers: tuple[Attachment, ...] = ()

    def validate_files(self, field: MultipleFileField) -> None:
        """Look at what was sent, by its content; a photo is drawn anew here."""
        if len(field.data) > MOST_AT_ONCE:
            raise ValidationError(str(_l("Bitte schicken Sie höchstens 5 Dateien auf einmal.")))
        self.papers = tuple(_looked_at(file) for file in field.data)


def _looked_at(file: Any) -> Attachment:
    try:
        return Attachment(*uploads.document(file.stream))
    except uploads.NotADocument as error:
        raise ValidationError(f"{str(clean(file.filename))[:80]}: {error.message}") from error


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
