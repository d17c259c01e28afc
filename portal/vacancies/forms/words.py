"""What a version says, in the words of its forms: for preview, review, comparison and the page of the offer."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from wtforms import SelectField, SelectMultipleField

from portal.core import i18n
from portal.vacancies.forms.steps import STEP_FORMS, STEP_TITLES
from portal.vacancies.models import VacancyVersion
from portal.vacancies.rules import STEPS, differing


@dataclass(frozen=True)
class Line:
    """One column of a version: its label and its value in words, empty where nothing was said."""

    name: str
    label: str
    value: str


@dataclass(frozen=True)
class Section:
    """What a version says in one step."""

    step: str
    title: Any
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Change:
    """One column two versions differ in."""

    label: str
    before: str
    after: str


def sections(version: VacancyVersion) -> tuple[Section, ...]:
    """Give everything a version says, step by step."""
    return tuple(Section(step, STEP_TITLES[step], _lines(step, version)) for step in STEPS)


def _lines(step: str, version: VacancyVersion) -> tuple[Line, ...]:
    form = STEP_FORMS[step](formdata=None, obj=version, meta={"csrf": False})
    return tuple(Line(name, str(form[name].label.text), _said(form[name])) for name in STEPS[step])


def changes(old: VacancyVersion, new: VacancyVersion) -> tuple[Change, ...]:
    """Give what differs between two versions, in the order of the steps."""
    before = {line.name: line for section in sections(old) for line in section.lines}
    after = {line.name: line for section in sections(new) for line in section.lines}
    return tuple(Change(after[name].label, before[name].value, after[name].value) for name in differing(old, new))


def _said(field: Any) -> str:
    if field.data is None or field.data == "":
        return ""
    if isinstance(field.data, bool):
        return str(_("Ja") if field.data else _("Nein"))
    if isinstance(field, SelectField | SelectMultipleField):
        return _chosen(field)
    if field.name == "pay_eur":
        return i18n.money(field.data)
    return _WRITERS.get(type(field.data), str)(field.data)


_WRITERS: dict[type, Callable[[Any], str]] = {date: i18n.day, Decimal: i18n.number, int: i18n.number}


def _chosen(field: Any) -> str:
    codes = {str(code) for code in (field.data if isinstance(field.data, list) else [field.data])}
    return ", ".join(str(choice.label) for choice in field.iter_choices() if str(choice.value) in codes)
