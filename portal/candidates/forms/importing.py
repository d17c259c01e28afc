"""A table of people: each row goes through the form of the quick entry, so that it is refused in the same words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from werkzeug.datastructures import MultiDict
from wtforms import HiddenField

from portal.candidates.forms import choices
from portal.candidates.forms.entry import EntryForm
from portal.core import db
from portal.core.forms import REQUIRED, BaseForm, CreateForm
from portal.core.search.normalise import fold
from portal.reference import snapshot

COLUMNS: Mapping[str, str] = {
    "first_name": "Vorname",
    "last_name": "Nachname",
    "birth_date": "Geburtsdatum",
    "locale": "Sprache",
    "interpreter_language": "Dolmetschen",
    "phone": "Telefon",
    "email": "E-Mail",
    "ags": "Wohnort",
    "german": "Deutsch",
    "wish_occupations": "Berufswünsche",
    "guardian_name": "Gesetzliche Vertretung",
    "guardian_phone": "Telefon der Vertretung",
}
"""Headings of the table; German in every language of the reader, since the file is the office's own."""
NEEDED = ("first_name", "last_name", "birth_date", "locale")
EXAMPLE = (
    "Amina", "Beispiel", "14.03.1995", "Arabisch", "Arabisch", "0151 2345678", "amina@beispiel.example", "Heinsberg",
    "A2", "Köchin, Bäckerin", "", "",
)  # fmt: skip
FORMULA = ("=", "+", "@")
"""What a cell begins with that a spreadsheet would work out; a telephone number may begin with a plus."""


class UploadForm(BaseForm):
    """The table itself; it is read at once and not kept."""

    file = FileField(_l("Tabelle"), [FileRequired(REQUIRED)], description=_l("CSV oder XLSX, höchstens 1500 Zeilen."))


class ConfirmForm(CreateForm):
    """What was shown, signed, which of the doubtful rows shall be made all the same, and the list all of them go on."""

    rows = HiddenField()
    name = choices.text(
        _l("Alle auf eine neue Liste setzen"),
        80,
        description=_l("Zum Beispiel: Ankunft November. Bitte keine Namen."),
    )


class RowForm(EntryForm):
    """A row of the table; the token stands in the form around it."""

    class Meta(EntryForm.Meta):
        """Checked inside a form that has a token."""

        csrf = False


@dataclass
class ImportRow:
    """A row as it would be made, or why it cannot be.

    Args: line: as the spreadsheet counts. cells: what stands there, by field. values: columns, once all is right.
    """

    line: int
    cells: Mapping[str, str]
    record_id: str
    values: Mapping[str, Any] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    alike: list[str] = field(default_factory=list)


def missing_headings(headings: list[str]) -> list[str]:
    """List the headings a table cannot do without and lacks."""
    known = {fold(heading) for heading in headings}
    return [COLUMNS[name] for name in NEEDED if fold(COLUMNS[name]) not in known]


def read_rows(table: list[list[str]]) -> list[ImportRow]:
    """Check every row below the headings as the quick entry would."""
    names = {fold(heading): name for name, heading in COLUMNS.items()}
    order = [names.get(fold(heading)) for heading in table[0]]
    return [_checked(line, dict(zip(order, row, strict=False))) for line, row in enumerate(table[1:], start=2)]


def check_cells(line: int, cells: Mapping[str, str], record_id: str) -> ImportRow:
    """Check one row as the quick entry would; nothing of it is worked out."""
    row = ImportRow(line, cells, record_id)
    row.errors += [
        _("%(field)s: Formeln werden nicht gelesen.", field=COLUMNS[name])
        for name, cell in cells.items()
        if cell.startswith(FORMULA) and not name.endswith("phone")
    ]
    sent = {name: _READ.get(name, str)(cell) for name, cell in cells.items()}
    form = RowForm(formdata=MultiDict({**sent, "record_id": record_id}))
    if not form.validate():
        row.errors += [f"{label}: {message}" for _id, label, message in form.summary]
    row.values = {name: form[name].data for name in COLUMNS}
    return row


def _checked(line: int, cells: Mapping[str | None, str]) -> ImportRow:
    return check_cells(line, {name: cells.get(name, "") for name in COLUMNS}, str(db.new_id()))


def _day(text: str) -> str:
    for written in ("%d.%m.%Y", "%d.%m.%y", "%Y-%m-%d"):
        try:
            return datetime.strptime(text, written).date().isoformat()  # noqa: DTZ007  # a day, no moment
        except ValueError:
            continue
    return text


def _language(text: str) -> str:
    wanted = fold(text)
    for row in snapshot().languages:
        if wanted and wanted in (row.iso639_1, row.iso639_3, fold(row.name_de), fold(row.endonym)):
            return row.code
    return text


def _town(text: str) -> str:
    wanted = fold(text)
    return next((row.ags for row in snapshot().municipalities if fold(row.name) == wanted), text)


def _wishes(text: str) -> str:
    return "\n".join(part.strip() for part in text.replace("|", ",").replace(";", ",").split(","))


_READ: Mapping[str, Callable[[str], str]] = {
    "birth_date": _day,
    "locale": _language,
    "interpreter_language": _language,
    "ags": _town,
    "german": str.upper,
    "wish_occupations": _wishes,
}
