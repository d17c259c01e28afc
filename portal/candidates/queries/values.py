"""What stands behind each field of the ladder, and how it is said; asked by the ladder only."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from babel.dates import format_date, get_day_names
from flask_babel import gettext as _

from portal.candidates.models import Candidate, CandidateLanguage
from portal.candidates.models import Experience as ExperienceRow
from portal.candidates.queries.documents import Paper
from portal.candidates.queries.guardians import guardian_said
from portal.candidates.rules import LABELS, EmailUse, Field, PhoneUse, Reach, age_band, is_minor
from portal.candidates.rules.times import BY_DAY, SLOTS, Block, Day, blocks
from portal.candidates.rules.words import (
    DOCUMENTS,
    GENDERS,
    HOW_OFTEN,
    LICENCES,
    PARTS_OF_DAY,
    PHONE_USES,
    REACHES,
    RECOGNITIONS,
    SCHOOLING_LEVELS,
)
from portal.core import i18n
from portal.reference import UnknownCode, snapshot
from portal.reference.terms import label
from portal.reference.texts import Text

GERMAN = "de"


@dataclass(frozen=True)
class Source:
    """Everything a field can be read from."""

    candidate: Candidate
    on: date
    languages: frozenset[str] = frozenset()
    permission: Any = None
    permission_until: date | None = None
    distance_km: float | None = None
    documents: tuple[str, ...] = ()
    papers: tuple[Paper, ...] = ()
    contact: str = ""


@dataclass(frozen=True)
class Month:
    """A date of which only the month may be known."""

    year: int
    month: int

    @classmethod
    def of(cls, day: date) -> "Month":
        """Forget the day."""
        return cls(day.year, day.month)


@dataclass(frozen=True)
class Skill:
    """How well somebody understands, speaks, reads and writes one language (CEFR); blank is not known."""

    language: str
    speaking: str
    reading: str
    listening: str | None = None
    writing: str | None = None


@dataclass(frozen=True)
class Done:
    """Something a person has worked at, as a company reads it."""

    what: str
    place: str | None
    years: Decimal | None
    is_paid: bool


class Experience(NamedTuple):
    """What a person has worked at: years and tasks altogether, and one by one."""

    years: int | None = None
    tasks: str | None = None
    done: tuple[Done, ...] = ()


class Availability(NamedTuple):
    """When a person can work; `holidays` where the school holidays are different."""

    start: date | None = None
    weekly_hours: Decimal | None = None
    times: tuple[str, ...] = ()
    holidays: tuple[str, ...] | None = None
    note: str | None = None


class Contact(NamedTuple):
    """How a company may reach a person."""

    phone: str | None
    phone_use: PhoneUse | None
    email: str | None
    best_time: str | None


class Abilities(NamedTuple):
    """What a person is good at in free words, and the tasks that were ticked with how often."""

    skills: tuple[str, ...] = ()
    tasks: tuple[tuple[str, str], ...] = ()


def _skills(source: Source, *, german: bool) -> tuple[Skill, ...]:
    wanted = {GERMAN} if german else source.languages - {GERMAN}
    rows = (row for row in source.candidate.languages if row.language in wanted)
    return tuple(Skill(row.language, row.speaking, row.reading, row.listening, row.writing) for row in rows)


def _name(source: Source) -> str:
    return f"{source.candidate.first_name} {source.candidate.last_name}"


def _address(source: Source) -> tuple[str, ...]:
    person = source.candidate
    return _some(person.street, " ".join(_some(person.postal_code, person.town)))


def _guardian(source: Source) -> str | None:
    return guardian_said(source.candidate) if is_minor(source.candidate.birth_date, source.on) else None


def _experience(source: Source) -> Experience:
    person = source.candidate
    done = tuple(Done(one.what, one.place, one.years, one.is_paid) for one in person.experiences)
    return Experience(person.experience_years, person.experience, done)


def _abilities(source: Source) -> Abilities:
    return Abilities(tuple(source.candidate.skills), tuple(source.candidate.tasks.items()))


def _availability(source: Source) -> Availability:
    person = source.candidate
    holidays = None if person.is_same_in_holidays else tuple(person.holiday_times)
    return Availability(
        person.available_from, person.weekly_hours, tuple(person.work_times), holidays, person.hours_note
    )


def _contact(source: Source) -> Contact | None:
    """Give what a person lets a company use: nothing where nobody has asked the person."""
    person = source.candidate
    phone = person.phone if person.phone_use not in (None, PhoneUse.NEVER) else None
    email = person.email if person.email_use is EmailUse.WRITE else None
    return Contact(phone, person.phone_use, email, person.best_time) if phone or email else None


def _distance(source: Source) -> int | None:
    return None if source.distance_km is None else round(source.distance_km)


def _nothing(_source: Source) -> None:
    """Stand for what the portal does not keep, or keeps where no company ever looks."""


VALUES: Mapping[Field, Callable[[Source], Any]] = {
    Field.NUMBER: lambda source: source.candidate.number,
    Field.NAME: _name,
    Field.BIRTH_DATE: lambda source: source.candidate.birth_date,
    Field.AGE_BAND: lambda source: age_band(source.candidate.birth_date, source.on),
    Field.SEX: lambda source: source.candidate.gender,
    Field.NATIONALITY: _nothing,
    Field.FIRST_LANGUAGE: _nothing,
    Field.OTHER_LANGUAGES: lambda source: _skills(source, german=False),
    Field.GERMAN: lambda source: _skills(source, german=True),
    Field.RESIDENCE_STATUS: _nothing,
    Field.WORK_PERMISSION: lambda source: source.permission,
    Field.PERMISSION_UNTIL: lambda source: source.permission_until,
    Field.DOCUMENT_CHECKLIST: lambda source: source.documents,
    Field.ASYLUM_STORY: _nothing,
    Field.HEALTH: _nothing,
    Field.WORK_LIMITS: lambda source: source.candidate.work_limits,
    Field.RELIGION: _nothing,
    Field.FAMILY: _nothing,
    Field.CHILD_CARE: _nothing,
    Field.BENEFITS: _nothing,
    Field.HOUSING: _nothing,
    Field.CRIMINAL_RECORD: _nothing,
    Field.PHOTO: _nothing,
    Field.WISH: lambda source: tuple(source.candidate.wish_occupations),
    Field.EXPERIENCE: _experience,
    Field.SCHOOLING: lambda source: (source.candidate.schooling_level, source.candidate.qualification),
    Field.SKILLS: _abilities,
    Field.RECOGNITION: lambda source: source.candidate.recognition,
    Field.CV: lambda source: source.papers,
    Field.LICENCE: lambda source: source.candidate.licence,
    Field.MOBILITY: lambda source: (source.candidate.reach, source.candidate.radius_km),
    Field.DISTANCE: _distance,
    Field.MUNICIPALITY: lambda source: source.candidate.town,
    Field.ADDRESS: _address,
    Field.AVAILABILITY: _availability,
    Field.PHONE_AND_EMAIL: _contact,
    Field.GUARDIAN: _guardian,
    Field.EMERGENCY_CONTACT: lambda source: source.candidate.emergency_contact,
    Field.INSURANCE_NUMBERS: _nothing,
    Field.EXCLUDED_COMPANIES: _nothing,
    Field.NOTES: _nothing,
    Field.CONTACT: lambda source: source.contact,
}


def line(key: Field, value: Any) -> tuple[str, str]:
    """Give heading and text of one field in the language of the reader."""
    return say(LABELS[key]), _TEXTS.get(key, _plain)(value)


def say(text: Text) -> str:
    """Say a German sentence of the rules in the language of the reader."""
    translated: str = _(text.msgid)
    return translated % text.values if text.values else translated


def word(words: Mapping[str, Text], code: str | None) -> str:
    """Say a code; one nobody knows is shown as it is."""
    return say(words[code]) if code and code in words else code or ""


def language_name(code: str) -> str:
    """Name a language in the language of the reader."""
    try:
        row = snapshot().language(code)
    except UnknownCode:
        return code
    return row.name_en if i18n.current().code == "en" else row.name_de


def skill_text(skill: Skill | CandidateLanguage) -> str:
    """Say how well somebody speaks and reads, and understands and writes where that is known."""
    return ", ".join(
        _some(
            _("Sprechen %(level)s", level=skill.speaking),
            _("Hören %(level)s", level=skill.listening) if skill.listening else None,
            _("Lesen %(level)s", level=skill.reading),
            _("Schreiben %(level)s", level=skill.writing) if skill.writing else None,
        )
    )


def _plain(value: Any) -> str:
    if isinstance(value, Text):
        return say(value)
    if isinstance(value, Month):
        return format_date(date(value.year, value.month, 1), "MMMM y", locale=i18n.current().code)
    if isinstance(value, date):
        return i18n.day(value)
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _languages_text(value: tuple[Skill, ...]) -> str:
    return "; ".join(f"{language_name(skill.language)}: {skill_text(skill)}" for skill in value)


def _experience_text(value: Experience) -> str:
    altogether = ": ".join(_some(_years_text(value.years), value.tasks))
    return "; ".join(_some(altogether, *map(done_text, value.done)))


def done_text(done: Done | ExperienceRow) -> str:
    """Say one thing a person has worked at: what, where, how long, and whether it was paid."""
    around = ", ".join(_some(done.place, _years_text(done.years), None if done.is_paid else _("unbezahlt")))
    return f"{done.what} ({around})" if around else done.what


def _years_text(years: Decimal | int | None) -> str | None:
    if not years:
        return None
    return str(_("1 Jahr") if years == 1 else _("%(years)s Jahre", years=i18n.number(years)))


def task_label(task: str) -> str:
    """Name a task in the language of the reader; one the list no longer has is named by its code."""
    return label_of_task(task, i18n.current().code)


def label_of_task(task: str, locale: str) -> str:
    """Name a task in a language, in German where the list has no other."""
    try:
        return label("skill_tasks", task, language=locale.split("@", maxsplit=1)[0])
    except UnknownCode:
        return task


def _abilities_text(value: Abilities) -> str:
    ticked = (f"{task_label(task)} ({word(HOW_OFTEN, how_often)})" for task, how_often in value.tasks)
    return ", ".join((*value.skills, *ticked))


def _mobility_text(value: tuple[Reach | None, int | None]) -> str:
    reach, radius_km = value
    return ", ".join(_some(word(REACHES, reach), _("bis %(km)s km", km=radius_km) if radius_km else None))


def times_text(times: Collection[str], holidays: Collection[str] | None) -> str:
    """Say a week in one short sentence; nothing where it is not known.

    Args: holidays: the week in the school holidays, if it is another one; empty is no work then.
    """
    if not times and not holidays:
        return ""
    usual = _week_text(times)
    if holidays is None:
        return usual
    if not holidays:
        return str(_("%(times)s, nicht in den Schulferien", times=usual))
    return ", ".join(_some(usual, _("in den Schulferien %(times)s", times=_week_text(holidays))))


def _week_text(times: Collection[str]) -> str:
    if set(SLOTS) <= set(times):
        return str(_("zu jeder Zeit"))
    names = dict(zip(Day, day_names(), strict=True))
    return ", ".join(_block_text(block, names) for block in blocks(times))


def day_names() -> list[str]:
    """List the days of the week in short, Monday first, in the language of the reader."""
    names = get_day_names("abbreviated", locale=i18n.current().code)
    return [names[number].rstrip(".") for number, _day in enumerate(Day)]


def parts_of_day() -> dict[str, str]:
    """List the parts of the day in the language of the reader."""
    return {code: say(text) for code, text in PARTS_OF_DAY.items()}


def _block_text(block: Block, names: Mapping[Day, str]) -> str:
    first, last = names[block.first], names[block.last]
    days = first if first == last else f"{first}–{last}"
    is_daytime = block.parts[: len(BY_DAY)] == BY_DAY
    parts = [_("tagsüber")] if is_daytime else []
    parts += [word(PARTS_OF_DAY, part) for part in block.parts[len(BY_DAY) if is_daytime else 0 :]]
    return f"{days} {' + '.join(parts)}"


def _availability_text(value: Availability) -> str:
    start, hours, times, holidays, note = value
    return ", ".join(
        _some(
            _("ab %(day)s", day=i18n.day(start)) if start else None,
            _("%(hours)s Stunden in der Woche", hours=i18n.number(hours)) if hours else None,
            times_text(times, holidays) or None,
            note,
        )
    )


def _contact_text(value: Contact) -> str:
    called = f"{value.phone} ({word(PHONE_USES, value.phone_use)})" if value.phone else None
    return ", ".join(_some(called, value.email, value.best_time))


def _some(*parts: str | None) -> tuple[str, ...]:
    return tuple(part for part in parts if part)


_TEXTS: Mapping[Field, Callable[[Any], str]] = {
    Field.SEX: lambda value: word(GENDERS, value),
    Field.GERMAN: lambda value: ", ".join(map(skill_text, value)),
    Field.OTHER_LANGUAGES: _languages_text,
    Field.EXPERIENCE: _experience_text,
    Field.SCHOOLING: lambda value: ", ".join(_some(word(SCHOOLING_LEVELS, value[0]), value[1])),
    Field.SKILLS: _abilities_text,
    Field.RECOGNITION: lambda value: word(RECOGNITIONS, value),
    Field.LICENCE: lambda value: word(LICENCES, value),
    Field.MOBILITY: _mobility_text,
    Field.DISTANCE: lambda value: _("etwa %(km)s km", km=value),
    Field.AVAILABILITY: _availability_text,
    Field.CV: lambda value: ", ".join(word(DOCUMENTS, paper.kind) for paper in value),
    Field.PHONE_AND_EMAIL: _contact_text,
}
