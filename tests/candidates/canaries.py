"""People with a sign of its own in every text field, and which of the signs a level of the ladder may show."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import String, inspect, select

from portal.candidates.models import Candidate, CandidateLanguage, Consent, Experience, Residence, ScreeningCheck
from portal.core import db
from portal.reference.loading import DATA
from tests.factories.candidates import NOT_TEXT, CandidateFactory

COLUMNS = {
    "full name": ("first_name", "last_name"),
    "sex": ("gender",),
    "job-related limits (e.g. no lifting over 20 kg)": ("work_limits",),
    "occupation wish and KldB code": ("wish_occupations",),
    "work experience (years, tasks)": ("experience", "experience.what", "experience.place"),
    "school and training level": ("schooling_level", "qualification"),
    "skills": ("skills",),
    "recognition result": ("recognition",),
    "driving licence class": ("licence",),
    "home municipality": ("town",),
    "street address": ("street", "postal_code", "town"),
    "available from / hours": ("hours_note",),
    "phone and e-mail": ("phone", "email", "best_time"),
    "emergency contact": ("emergency_contact",),
}
"""Which columns stand behind a field of the table, written down apart from the code that is tested.

The guardian stands here only for minors: see `allowed`.
"""
CONDITIONS = ("consent", "if_vacancy_asks", "if_paper_needs")


@dataclass(frozen=True)
class Planted:
    """A person and the signs planted in the own columns and in the rows around them."""

    person: Candidate
    signs: dict[str, frozenset[str]]

    @property
    def all(self) -> frozenset[str]:
        """Every sign of this person."""
        return frozenset().union(*self.signs.values())


def plant(**traits: Any) -> Planted:
    """Make a person, ready for work, with a sign in every text field of every table."""
    person = CandidateFactory(with_canaries=True, ready_for_work=True, **traits)
    signs = {f"candidate.{name}": texts for name, texts in _texts(person).items()}
    for model in (CandidateLanguage, Experience, Residence, ScreeningCheck, Consent):
        for row in db.session.scalars(select(model).where(model.candidate_id == person.id)):
            for name, texts in _texts(row).items():
                key = f"{model.__tablename__}.{name}"
                signs[key] = signs.get(key, frozenset()) | texts
    return Planted(person, signs)


def _texts(row: Any) -> dict[str, frozenset[str]]:
    found = {}
    for attribute in inspect(type(row)).column_attrs:
        column, value = attribute.columns[0], getattr(row, attribute.key)
        if column.name in NOT_TEXT or not value:
            continue
        if type(column.type) is String:
            found[column.name] = frozenset({value})
        elif isinstance(value, list):
            found[column.name] = frozenset(value)
    return found


def table() -> list[dict[str, str]]:
    """Read the shipped table of the ladder as plain text."""
    with (DATA / "disclosure_fields.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter=";"))


def allowed(planted: Planted, level: str, *, conditions: Iterable[str] = (), is_minor: bool = False) -> frozenset[str]:
    """Give the signs a level may show; `conditions` names those of the table that are met."""
    fulfilled = {"yes", *conditions}
    columns = {**COLUMNS, "guardian (under 18)": ("guardian_name",) if is_minor else ()}
    fields = [row["field"] for row in table() if row.get(level) in fulfilled]
    return frozenset(
        sign
        for field in fields
        for name in columns.get(field, ())
        for sign in planted.signs[name if "." in name else f"candidate.{name}"]
    )


def found_in(text: str, planted: Planted) -> frozenset[str]:
    """Give the signs that stand in a page, a mail, a file or a log."""
    return frozenset(sign for sign in planted.all if sign in text)
