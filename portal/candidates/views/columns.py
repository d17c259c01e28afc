"""What the list of people can show, column by column, on the page and in a file."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from flask_babel import lazy_gettext as _l

from portal.candidates import rules
from portal.candidates.forms import GRADES, STATES
from portal.candidates.models import Candidate
from portal.candidates.queries.listing import Line
from portal.candidates.queries.values import language_name, word
from portal.candidates.rules.words import REACHES
from portal.core import clock, i18n


@dataclass(frozen=True)
class Column:
    """A column: its heading, what it says of a person, and whether it is there unasked."""

    title: Any
    text: Callable[[Line], Any]
    is_usual: bool = False


def _of(read: Callable[[Candidate], Any]) -> Callable[[Line], Any]:
    return lambda line: read(line.person)


def _german(person: Candidate) -> str:
    return next((row.speaking for row in person.languages if row.language == "de"), "")


def _grade(person: Candidate) -> Any:
    return GRADES[rules.grade(person.checks, clock.today())]


def _step(person: Candidate) -> str:
    return ", ".join(filter(None, (person.next_step, i18n.day(person.next_step_on))))


COLUMNS: Mapping[str, Column] = MappingProxyType(
    {
        "name": Column(_l("Name"), _of(lambda one: f"{one.last_name}, {one.first_name}"), is_usual=True),
        "number": Column(_l("Nummer"), _of(lambda one: one.number), is_usual=True),
        "state": Column(_l("Stand"), _of(lambda one: STATES[one.state]), is_usual=True),
        "grade": Column(_l("Bereit für"), _of(_grade), is_usual=True),
        "german": Column(_l("Deutsch"), _of(_german), is_usual=True),
        "town": Column(_l("Wohnort"), _of(lambda one: one.town)),
        "needs": Column(
            _l("Was ansteht"), lambda line: ", ".join(str(need.reason.title) for need in line.needs), is_usual=True
        ),
        "step": Column(_l("Nächster Schritt"), _of(_step), is_usual=True),
        "contact": Column(_l("Letzter Kontakt"), _of(lambda one: i18n.day(one.last_contact_on))),
        "wishes": Column(_l("Berufswünsche"), _of(lambda one: ", ".join(one.wish_occupations))),
        "available": Column(_l("Frühester Beginn"), _of(lambda one: i18n.day(one.available_from))),
        "hours": Column(_l("Stunden in der Woche"), _of(lambda one: i18n.number(one.weekly_hours))),
        "reach": Column(_l("Kommt zur Arbeit"), _of(lambda one: word(REACHES, one.reach))),
        "phone": Column(_l("Telefon"), _of(lambda one: one.phone)),
        "email": Column(_l("E-Mail"), _of(lambda one: one.email)),
        "language": Column(_l("Sprache der Person"), _of(lambda one: language_name(one.locale))),
        "caseworker": Column(_l("Zuständig"), _of(lambda one: one.caseworker.name)),
    }
)
USUAL = tuple(code for code, column in COLUMNS.items() if column.is_usual)


def columns(chosen: Iterable[str]) -> dict[str, Column]:
    """Give the columns that were chosen, in the order of the table; the name is always there."""
    wanted = {"name", *chosen}
    return {code: column for code, column in COLUMNS.items() if code in wanted}


def row(line: Line, shown: Iterable[Column]) -> list[str]:
    """Write a person as a row of texts."""
    return [str(column.text(line) or "") for column in shown]
