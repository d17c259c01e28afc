"""The list of people: what narrows it, and what is done with several of them at once."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, Form, SelectField, StringField
from wtforms.validators import Length, Optional, ValidationError

from portal.candidates.forms.choices import (
    GRADES,
    STATES,
    code,
    day,
    levels_short,
    not_over,
    select,
    text,
    towns,
    within_years,
    work_fields,
)
from portal.candidates.queries.listing import ANY
from portal.candidates.queries.reasons import reasons
from portal.core.forms import BaseForm, CreateForm, GetForm, TickField, VersionedForm, as_choices, clean

OWN, DEPUTISED = "own", "deputised"
A_LIST_OR_A_NAME = _l("Bitte wählen Sie eine Liste, oder geben Sie einer neuen einen Namen.")


def piles() -> list[tuple[str, Any]]:
    """List why somebody may be needed today; these are the piles of the desk."""
    return [(ANY, _("Alles, was ansteht")), *((one.code, one.title) for one in reasons().values())]


def files() -> list[tuple[str, str]]:
    """List whose people the list shows."""
    return [(OWN, _("meine eigene")), (DEPUTISED, _("die ich vertrete"))]


class FilterForm(GetForm):
    """Narrows the list of the own people; it lives in the address, so it holds no name."""

    pile = select(_l("Was ansteht"), piles)
    state = select(_l("Stand"), lambda: list(STATES.items()))
    grade = select(_l("Bereit für"), lambda: list(GRADES.items()))
    ags = select(_l("Wohnort"), towns)
    german = select(_l("Deutsch mindestens"), levels_short)
    wish = select(_l("Berufswunsch"), work_fields)
    on_list = SelectField(_l("Liste"), [Optional()], coerce=code)
    file = select(_l("Akte"), files)
    overdue = BooleanField(_l("Nächster Schritt ist überfällig"))
    columns = TickField(_l("Spalten"), [Optional()])


class StepsForm(BaseForm):
    """The next step of several people."""

    text = text(_l("Nächster Schritt"), 200, required=True)
    on = day(_l("Bis wann"), not_over, within_years(3), required=True)


class NotesForm(BaseForm):
    """A line for the notes of several people."""

    line = text(_l("Notiz"), 300, required=True, description=_l("Kommt mit dem heutigen Datum zu den Notizen."))


def _or_a_list(form: Form, field: Field) -> None:
    """Ask for a name where no list is chosen."""
    if not field.data and not form["on_list"].data:
        raise ValidationError(str(A_LIST_OR_A_NAME))


class OntoListForm(CreateForm):
    """The list several people go on: one there is, or a new one."""

    on_list = SelectField(_l("Liste"), [Optional()], coerce=code)
    name = StringField(
        _l("Oder eine neue Liste"),
        [_or_a_list, Length(max=80)],
        filters=[clean, code],
        description=_l("Zum Beispiel: Jobmesse März. Bitte keine Namen."),
    )


class OffListForm(BaseForm):
    """The list several people are taken off."""

    on_list = SelectField(_l("Liste"), coerce=code)


class RenameForm(VersionedForm):
    """Another name for a list."""

    name = text(_l("Name der Liste"), 80, required=True, description=_l("Bitte keine Namen von Personen."))


def offer_lists(field: SelectField, lists: Any, *, empty: Any = None) -> None:
    """Fill a field with the lists there are."""
    field.choices = as_choices({str(one.id): f"{one.name} ({one.people})" for one in lists}, empty=empty)
