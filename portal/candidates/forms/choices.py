"""Words for codes, and the lists and fields the forms are made of."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    Field,
    Form,
    SelectField,
    SelectMultipleField,
    StringField,
    TelField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than the stubs
from wtforms.validators import DataRequired, InputRequired, Length, Optional, Regexp, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from portal.candidates.policy import CALLS_LEVEL, FILE_LEVEL, LIST_LEVEL
from portal.candidates.queries import Alike
from portal.candidates.queries.values import language_name, say
from portal.candidates.rules import (
    CandidateState,
    ConsentPurpose,
    DeletionState,
    DisclosureLevel,
    Grade,
    ScreeningItem,
)
from portal.candidates.rules.times import SLOTS
from portal.core import clock
from portal.core.forms import REQUIRED, clean
from portal.reference import Level, snapshot
from portal.reference.texts import Text

STATES: Mapping[CandidateState, Any] = {
    CandidateState.REGISTERED: _l("Angelegt"),
    CandidateState.IN_SCREENING: _l("Im Profil-Check"),
    CandidateState.READY: _l("Bereit"),
    CandidateState.PAUSED: _l("Pausiert"),
    CandidateState.FOLLOW_UP: _l("In Nachbetreuung"),
    CandidateState.CLOSED: _l("Abgeschlossen"),
}
GRADES: Mapping[Grade, Any] = {
    Grade.NONE: _l("Profil-Check offen"),
    Grade.SHADOWING: _l("Bereit zum Zuschauen"),
    Grade.WORK: _l("Bereit für Arbeit"),
}
ITEMS: Mapping[ScreeningItem, Any] = {
    ScreeningItem.IDENTITY: _l("Identität"),
    ScreeningItem.CONTACT: _l("Kontakt"),
    ScreeningItem.CONSENT: _l("Einwilligung zur Betreuung"),
    ScreeningItem.RESIDENCE: _l("Aufenthaltspapier und Eintrag zur Arbeit"),
    ScreeningItem.GERMAN: _l("Deutsch beim Sprechen und Lesen"),
    ScreeningItem.BACKGROUND: _l("Schule, Arbeit und Fähigkeiten"),
    ScreeningItem.AVAILABILITY: _l("Stunden und Weg zur Arbeit"),
    ScreeningItem.WISHES: _l("Wünsche"),
}
CONSENT_PURPOSES: Mapping[ConsentPurpose, Any] = {
    ConsentPurpose.CARE: _l("Betreuung durch den Integration Point"),
    ConsentPurpose.CARD: _l("Kurzprofil ohne Namen zeigen"),
    ConsentPurpose.NAME: _l("Namen zeigen, wenn der Betrieb Interesse hat"),
    ConsentPurpose.WORK_LIMITS: _l("Sagen, was bei der Arbeit nicht geht"),
    ConsentPurpose.CONTACT_PHONE: _l("Telefon und E-Mail weitergeben"),
    ConsentPurpose.HOME_TOWN: _l("Wohnort nennen"),
    ConsentPurpose.DOCUMENTS: _l("Lebenslauf und Zeugnisse zeigen"),
}
LEVELS: Mapping[DisclosureLevel, Any] = {
    DisclosureLevel.L1: _l("Kurzprofil ohne Namen"),
    DisclosureLevel.L2: _l("Profil mit Namen"),
    DisclosureLevel.L3_CONTRACT: _l("Angaben für die Vereinbarung"),
    DisclosureLevel.L3_START: _l("Angaben für den Einsatz"),
}
LOOKS: Mapping[str, Any] = {
    **{level.value: label for level, label in LEVELS.items()},
    FILE_LEVEL: _l("das ganze Profil"),
    LIST_LEVEL: _l("als Liste ausgegeben"),
    CALLS_LEVEL: _l("Vorname und Telefon in der Anrufliste"),
    "export": _l("alle Daten, um sie der Person zu geben"),
    "referral": _l("Name, Kontakt und Anliegen einer Weiterleitung"),
    "course": _l("Name in der Liste eines Kurses"),
    "clearance": _l("Angaben zu einer Erlaubnis"),
}
"""What somebody saw, as the read log has it."""
ALIKE: Mapping[Alike, Any] = {
    Alike.NAME_AND_BIRTH_DATE: _l("Name und Geburtsdatum gleich"),
    Alike.BIRTH_DATE: _l("Geburtsdatum gleich, Name ähnlich"),
    Alike.NAME: _l("Name gleich"),
    Alike.PHONE: _l("Telefon gleich"),
    Alike.EMAIL: _l("E-Mail gleich"),
}
"""Why a file may be the same person's."""
STEPS: Mapping[str, Any] = {
    "start_screening": _l("Profil-Check beginnen"),
    "make_ready": _l("Als bereit markieren"),
    "pause": _l("Pausieren"),
    "resume": _l("Fortsetzen"),
    "follow_up": _l("In Nachbetreuung geben"),
    "close": _l("Profil abschließen"),
    "reopen": _l("Wieder aufnehmen"),
    "call": _l("Ich habe angerufen"),
    "give_data": _l("Daten sind übergeben"),
    "ask_erasure": _l("Löschung der Daten beantragen"),
}
"""What the buttons say that move a file on."""
EVENTS: Mapping[str, Any] = {
    "register": _l("Profil angelegt"),
    "start_screening": _l("Profil-Check begonnen"),
    "make_ready": _l("Als bereit markiert"),
    "pause": _l("Pausiert"),
    "resume": _l("Fortgesetzt"),
    "follow_up": _l("In Nachbetreuung gegeben"),
    "close": _l("Profil abgeschlossen"),
    "reopen": _l("Wieder aufgenommen"),
    "take_over": _l("Doppeltes Profil übernommen"),
    "merge": _l("Mit einem anderen Profil zusammengelegt"),
    "edit": _l("Angaben geändert"),
    "check": _l("Profil-Check: Punkt geprüft"),
    "confirm": _l("Profil-Check als zweite Person bestätigt"),
    "send_link": _l("Persönlichen Link geschickt"),
    "give_consent": _l("Einwilligung gegeben"),
    "withdraw_consent": _l("Einwilligung zurückgenommen"),
    "exclude": _l("Betrieb ausgeschlossen"),
    "include": _l("Betrieb wieder zugelassen"),
    "ask_for_call": _l("Bittet um einen Anruf"),
    "call": _l("Angerufen"),
    "add_document": _l("Dokument abgelegt"),
    "send_documents": _l("Papiere geschickt"),
    "take_back_document": _l("Papier zurückgenommen"),
    "file_document": _l("Papier zu den Unterlagen genommen"),
    "refuse_document": _l("Papier abgelehnt und gelöscht"),
    "replace_document": _l("Dokument ersetzt"),
    "clean_document": _l("Dokument als bereinigt bestätigt"),
    "unclean_document": _l("Bestätigung „bereinigt“ zurückgenommen"),
    "remove_document": _l("Dokument gelöscht"),
    "note_contact": _l("Kontakt"),
    "put_on_list": _l("Auf eine Liste gesetzt"),
    "take_off_list": _l("Von einer Liste genommen"),
    "ask_for_data": _l("Möchte die eigenen Daten bekommen"),
    "give_data": _l("Eigene Daten übergeben"),
    "ask_erasure": _l("Löschung der Daten beantragt"),
    "refuse_erasure": _l("Löschung der Daten abgelehnt"),
    "confirm_erasure": _l("Löschung der Daten bestätigt"),
    "anonymise": _l("Daten gelöscht"),
}
"""What the history says."""
DELETION_STATES: Mapping[DeletionState, Any] = {
    DeletionState.ASKED: _l("noch nicht bestätigt"),
    DeletionState.CONFIRMED: _l("gelöscht"),
}
DELETION_EVENTS: Mapping[str, Any] = {
    "ask": _l("Um Löschung gebeten"),
    "remind": _l("Noch einmal um Löschung gebeten"),
    "confirm": _l("Löschung bestätigt"),
}
CONTACTS: Mapping[str, Any] = {
    "phone": _l("Telefon"),
    "meeting": _l("Gespräch"),
    "mail": _l("E-Mail"),
    "message": _l("Kurznachricht"),
    "letter": _l("Brief"),
}
"""How somebody was spoken with."""
CHOOSE = _l("Bitte wählen")
NO_RELATIVES = _l("Niemals Kinder oder Angehörige, wenn es um Einwilligungen geht.")
OUT_OF_RANGE = _l("Bitte geben Sie eine Zahl in diesem Bereich ein: %(min)s bis %(max)s.")
NO_PHONE = _l("Das ist keine Telefonnummer. Ein Beispiel: 0151 2345678")
EARLIEST = date(1900, 1, 1)
MOST_LINES = 20
LINE_LENGTH = 80
Choices = Callable[[], list[tuple[str, Any]]]


def code(value: Any) -> str | None:
    """Read a choice; none is no value."""
    return str(value) if value else None


def select(label: Any, choices: Choices, *, required: bool = False, none: Any = CHOOSE, **options: Any) -> SelectField:
    """Make a field with one choice of many, the first of which is none."""
    validators = [InputRequired(REQUIRED)] if required else [Optional()]
    return SelectField(label, validators, choices=lambda: [("", none), *choices()], coerce=code, **options)


def of_words(words: Mapping[str, Text]) -> Choices:
    """List codes with their words in the reader's language."""
    return lambda: [(key, say(text)) for key, text in words.items()]


def of_labels(labels: Mapping[Any, Any]) -> Choices:
    """List the members of an enum with their labels."""
    return lambda: [(key.value, label) for key, label in labels.items()]


def languages() -> list[tuple[str, str]]:
    """List the languages people speak, by name; German first."""
    named = [(row.code, language_name(row.code)) for row in snapshot().languages]
    return sorted(named, key=lambda one: (one[0] != "de", one[1].casefold()))


def towns() -> list[tuple[str, str]]:
    """List the municipalities: those of the district first."""
    rows = sorted(snapshot().municipalities, key=lambda row: (not row.in_kreis_heinsberg, row.name))
    return [(row.ags, row.name) for row in rows]


def levels() -> list[tuple[str, str]]:
    """List the levels of the CEFR with what they mean."""
    return [(row.level.value, f"{row.level.value} – {row.label_de}") for row in snapshot().cefr_levels]


def levels_short() -> list[tuple[str, str]]:
    """List the levels of the CEFR from which one can filter."""
    return [(level.value, level.value) for level in Level if level.rank]


def work_fields() -> list[tuple[str, str]]:
    """List the fields of work a standing consent can be for."""
    return [(name, name) for name in sorted({row.area for row in snapshot().occupation_groups})]


def text(label: Any, length: int, *, required: bool = False, **options: Any) -> StringField:
    """Make a line of text no longer than its column."""
    first = DataRequired(REQUIRED) if required else Optional()
    return StringField(label, [first, Length(max=length)], filters=[clean, code], **options)


def long_text(label: Any, length: int, **options: Any) -> TextAreaField:
    """Make an optional text of several lines no longer than its column."""
    return TextAreaField(label, [Optional(), Length(max=length)], filters=[clean, code], **options)


def phone_field(label: Any, **options: Any) -> TelField:
    """Make an optional field for a telephone number."""
    looks_like_one = Regexp(r"^\+?[0-9 ()/-]{5,40}$", message=NO_PHONE)
    return TelField(label, [Optional(), looks_like_one], filters=[clean, code], **options)


def day(label: Any, *validators: Any, required: bool = False, **options: Any) -> DateField:
    """Make a field for a date."""
    first = DataRequired(REQUIRED) if required else Optional()
    return DateField(label, [first, *validators], **options)


def word_on_paper() -> BooleanField:
    """Make the tick with which a caseworker says what stands on a paper that is given for one job."""
    return BooleanField(
        _l("Das Papier nennt genau diesen Betrieb und diese Arbeit"),
        description=_l("Bitte nur ankreuzen, wenn Sie es auf dem Papier gelesen haben."),
    )


def in_the_past(_form: Form, field: Field) -> None:
    """Refuse a day that lies ahead, or so far back that it is a slip of the finger."""
    if field.data and not EARLIEST <= field.data <= clock.today():
        raise ValidationError(_("Bitte geben Sie ein Datum in der Vergangenheit an, zum Beispiel 14.03.1995."))


def not_over(_form: Form, field: Field) -> None:
    """Refuse a day that has passed."""
    if field.data and field.data < clock.today():
        raise ValidationError(_("Dieser Tag ist vorbei. Bitte wählen Sie einen späteren."))


def not_before(name: str) -> Callable[[Form, Field], None]:
    """Refuse a last day before the first one, which is another field of the form."""

    def check(form: Form, field: Field) -> None:
        if field.data and form[name].data and field.data < form[name].data:
            raise ValidationError(_("Das Ende liegt vor dem Beginn."))

    return check


def within_years(years: int) -> Callable[[Form, Field], None]:
    """Refuse a day further away than some years."""

    def check(_form: Form, field: Field) -> None:
        if field.data and abs(field.data.year - clock.today().year) > years:
            raise ValidationError(_("Dieses Datum liegt zu weit weg. Bitte prüfen Sie das Jahr."))

    return check


class TimesField(SelectMultipleField):
    """The cells of a week that are ticked; its template draws it as a table."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, label: Any, **options: Any) -> None:
        """Offer every cell."""
        super().__init__(label, [Optional()], choices=[SelectChoice(cell, cell) for cell in SLOTS], **options)


class LinesField(TextAreaField):
    """A list of short texts, one a line."""

    data: Any

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Cut the lines and drop empty ones."""
        lines: Iterable[Any] = (clean(line) for line in (valuelist[0] if valuelist else "").splitlines())
        self.data = [line for line in lines if line]

    def _value(self) -> str:
        return "\n".join(self.data or [])

    def pre_validate(self, form: Any) -> None:
        """Bound the number of lines and their length."""
        too_many, too_long = len(self.data or []) > MOST_LINES, any(len(line) > LINE_LENGTH for line in self.data or [])
        if too_many or too_long:
            raise ValidationError(_("Bitte höchstens 20 Zeilen mit je höchstens 80 Zeichen."))
