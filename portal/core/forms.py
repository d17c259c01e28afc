"""What every form shares: cleaned text, bounded lengths, the version it was opened at, and refusal as 422."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import (
    DecimalField,
    HiddenField,
    IntegerField,
    PasswordField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than the stubs
from wtforms.validators import Email, Length, StopValidation, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from portal.core.db import new_id
from portal.core.errors import StaleVersion

# C0 and C1 controls but tab and line breaks, U+0000, bidi embeddings and isolates: they forge what a reader sees.
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_BREAKS = re.compile("[\n\u2028\u2029]+")
_SURROGATES = re.compile("[\ud800-\udfff]")
_UNSEEN = ("Cf", "Zs", "Zl", "Zp")
"""Kinds of signs that leave no mark: honest inside a text (emoji, Persian), but a name of nothing else is no name."""
LONGEST = 10_000
LARGEST = 2**31 - 1


def clean(value: Any) -> Any:
    """Strip what no honest text holds and compose the letters (NFC), so that equal texts compare equal."""
    if not isinstance(value, str):
        return value
    text = _SURROGATES.sub("", CONTROLS.sub("", value)).replace("\r\n", "\n").replace("\r", "\n")
    composed = unicodedata.normalize("NFC", text).strip()
    return composed if any(unicodedata.category(sign) not in _UNSEEN for sign in composed) else ""


def one_line(text: Any) -> Any:
    """Join the lines of what has one line, as browsers do: headings, lists and mails must be able to trust it."""
    return " ".join(part.strip() for part in _BREAKS.split(text)) if isinstance(text, str) else text


def countable(_form: Any, field: IntegerField) -> None:
    """Refuse a number no column holds before any other rule calculates with it."""
    if field.data is not None and abs(field.data) > LARGEST:
        raise StopValidation(str(_l("Bitte geben Sie eine kleinere Zahl ein.")))


class NumberField(DecimalField):
    """A number as Germans write it, with a comma or a point; "NaN" and its kin are none: no check can read them."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the number. Raises: ValueError: it is none, or without end."""
        super().process_formdata([str(value).strip().replace(",", ".") for value in valuelist])
        if self.data is not None and not self.data.is_finite():
            super().process_formdata(["-"])  # refused in the words, and the language, of what is no number at all


class TickField(SelectMultipleField):
    """Several of some choices, each with a box to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def as_choices(words: Mapping[Any, Any], *, empty: Any = None) -> list[SelectChoice]:
    """Turn a table of words into the choices of a field; `empty` is the words for no answer."""
    first = [SelectChoice("", empty)] if empty is not None else []
    return first + [SelectChoice(str(code), word) for code, word in words.items()]


BY_LINK = {"csrf": False}
"""Meta of a form behind a personal link: the token is its CSRF guard."""


class BaseForm(FlaskForm):
    """The root of all forms. A form that edits a record carries `version` and calls `check_version`."""

    class Meta(FlaskForm.Meta):
        """Clean whatever is sent, also what lists of fields and choices take, and bound every text."""

        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            """Cut what no honest text holds; a password is taken as it is."""
            sent = super().wrap_formdata(form, formdata)
            if sent is None:
                return None
            kept = {field.name for field in form if isinstance(field, PasswordField)}
            lines = {field.name for field in form if _is_line(field)}
            pairs = [(name, value) for name, values in sent.lists() for value in values]
            cleaned = ((name, value if name in kept else clean(value)) for name, value in pairs)
            return MultiDict((name, one_line(value) if name in lines else value) for name, value in cleaned)

        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Any:
            """Give texts without a bound of their own a last one."""
            field = unbound_field.bind(form=form, **options)
            is_text = isinstance(field, StringField) and not isinstance(field, HiddenField)
            if is_text and not any(isinstance(rule, Length) for rule in field.validators):
                field.validators = (*field.validators, Length(max=LONGEST))
            if isinstance(field, IntegerField):
                field.validators = (countable, *field.validators)
            return field

    @property
    def summary(self) -> list[tuple[str, str, str]]:
        """List (field id, label, message) for the error summary, in page order."""
        return [
            (field.id, str(field.label.text), str(message)) for field in self for message in _messages(field.errors)
        ]


def _is_line(field: Any) -> bool:
    return isinstance(field, StringField) and not isinstance(field, TextAreaField | HiddenField | PasswordField)


class GetForm(BaseForm):
    """A form that lives in the address: it changes nothing, so it needs no token."""

    class Meta(BaseForm.Meta):
        """Sent by GET."""

        csrf = False

    def chosen(self, name: str) -> Any:
        """Give what a field narrows by, or nothing where the address holds nonsense."""
        field = self[name]
        return field.data if field.validate(self) else None


class VersionedForm(BaseForm):
    """A form that edits a record two people may have open."""

    version = HiddenField(filters=[lambda value: None if value is None else str(value)])

    def check_version(self, record: Any) -> None:
        """Raise: StaleVersion where the record was saved since this form was opened; both versions go along."""
        if str(self.version.data) == str(record.version):
            return
        compared = self.compared(record)
        raise StaleVersion(
            mine={label: mine for label, mine, _theirs in compared},
            theirs={label: theirs for label, _mine, theirs in compared},
        )

    def compared(self, record: Any) -> list[tuple[str, Any, Any]]:
        """List label, what this form says and what the record says; a form adds what is no single field."""
        shared = (
            field for field in self if field.name not in ("version", "csrf_token") and hasattr(record, field.name)
        )
        return [(str(field.label.text), field.data, getattr(record, field.name)) for field in shared]


class CreateForm(BaseForm):
    """A form that makes a record: it names the record beforehand, so that a double click makes one, not two."""

    record_id = HiddenField(default=lambda: str(new_id()))

    def validate_record_id(self, field: HiddenField) -> None:
        """Refuse a name that is none; only a tampered form has one."""
        try:
            UUID(field.data or "")
        except ValueError as error:
            raise ValidationError(str(REQUIRED)) from error

    @property
    def new_id(self) -> UUID:
        """Give the id the record shall have."""
        return UUID(self.record_id.data)


class PublicForm(CreateForm):
    """A form that stands open to everybody: what only a machine fills in is a trap, and its sending leads nowhere."""

    homepage = StringField(
        _l("Dieses Feld bitte leer lassen"), render_kw={"tabindex": "-1", "autocomplete": "off"}, filters=[clean]
    )

    @property
    def is_from_machine(self) -> bool:
        """Tell whether the trap was filled in; whoever did so is thanked like everybody else."""
        return bool(self.homepage.data)


def _messages(errors: Any) -> list[Any]:
    if isinstance(errors, dict):
        return [message for part in errors.values() for message in _messages(part)]
    flat: list[Any] = []
    for error in errors:
        flat.extend(_messages(error) if isinstance(error, list | tuple | dict) else [error])
    return flat


LONGEST_LOCAL_PART = 64
"""Letters before the @; no mail server has to take more (RFC 5321 section 4.5.3.1.1)."""


class Mailbox(Email):
    """Ask for an address that mail can be sent to."""

    def __call__(self, form: Any, field: Any) -> None:
        """Check the address, and that the part before the @ is not too long for a mail server."""
        super().__call__(form, field)
        if len(str(field.data).rpartition("@")[0]) > LONGEST_LOCAL_PART:
            raise ValidationError(str(self.message))


def mailbox(message: Any) -> Mailbox:
    """Ask for an address that mail can be sent to: other letters before the @ need what few servers have (RFC 6531)."""
    return Mailbox(message, allow_smtputf8=False)


REQUIRED = _l("Bitte füllen Sie dieses Feld aus.")
