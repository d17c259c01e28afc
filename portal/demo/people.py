"""The people of the demo: entered, checked, with what they agreed to."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from sqlalchemy import select

from portal.candidates import queries, services
from portal.candidates.models import Candidate, Consent
from portal.candidates.rules import (
    FOR_SHADOWING,
    FOR_WORK,
    ConsentProof,
    ConsentPurpose,
    EmailUse,
    Grade,
    PhoneUse,
    Reach,
    ScreeningItem,
    is_minor,
)
from portal.candidates.rules.times import BY_DAY, SLOTS, Day, slot
from portal.core import clock, db
from portal.core.actor import Channel
from portal.demo import files, own_page
from portal.demo.stage import Plan, Stage, read
from portal.proposals.rules.searching import Question, UnsuitableReason
from portal.proposals.services import searching as searches
from portal.reference import snapshot
from portal.reference.calendar import add_months

FIRST_ENTRY = 59
ENTRIES_A_DAY = 12
PHONE, GUARDIAN_PHONE = "+49 171 39200", "+49 176 040690"
"""Ranges that belong to nobody; two digits follow."""
WRITTEN_IN = ("ar", "en", "uk")
"""Languages a person is written to in; everybody else gets simple German."""
ITEMS: Mapping[str, tuple[ScreeningItem, ...]] = {Grade.WORK: FOR_WORK, Grade.SHADOWING: FOR_SHADOWING, Grade.NONE: ()}
EVIDENCE: Mapping[ScreeningItem, str] = {
    ScreeningItem.IDENTITY: "Ausweispapier im Original gesehen",
    ScreeningItem.CONTACT: "Angerufen und erreicht",
    ScreeningItem.CONSENT: "Einwilligung am Tisch unterschrieben",
    ScreeningItem.RESIDENCE: "Papier und Zusatzblatt im Original gesehen",
    ScreeningItem.GERMAN: "Kurzes Gespräch und ein Text gelesen",
    ScreeningItem.BACKGROUND: "Gespräch, Zeugnisse soweit vorhanden",
    ScreeningItem.AVAILABILITY: "Gespräch, Busverbindung geprüft",
    ScreeningItem.WISHES: "Gespräch",
}
PART_TIME = 25
_WORKING_DAYS = tuple(Day)[:5]
WEEKS = {
    "never": [],
    "day": [slot(day, part) for day in _WORKING_DAYS for part in BY_DAY],
    "morning": [slot(day, part) for day in _WORKING_DAYS for part in BY_DAY[:2]],
    "any": list(SLOTS),
}
RESIDENCE_CODES = (
    "status_key",
    "housing",
    "safe_origin_after_cutoff",
    "abh_ban_decision",
    "permission_on_paper",
    "old_title",
    "nationality_ukraine",
    "title_valid_2026_02_01",
    "named_job",
)


LAST_CONTACTS = 46
"""Within how many days everybody was spoken with; six weeks are 42."""
TALKED = "Besprochen, wie es weitergeht."


def enter(plan: Plan) -> None:
    """Plan the entry and the check of everybody, and what happens to files later."""
    told = read("people")
    for place, (key, person) in enumerate(told["people"].items()):
        day = FIRST_ENTRY - place // ENTRIES_A_DAY
        paper = told["papers"][person["paper"]] | {name: person[name] for name in ("card_days",) if name in person}
        plan.add(day, partial(_register, plan.stage, place, key, person))
        plan.add(day, partial(_describe, plan.stage, key, person, paper))
        plan.add(day, partial(_agree, plan.stage, key, person))
        plan.add(day - 1, partial(_check, plan.stage, key, person))
        plan.add(1 + place * 7 % LAST_CONTACTS, partial(_talk, plan.stage, key))
        for days_ago, deed, *words in person.get("steps", ()):
            plan.add(days_ago, partial(DEEDS[deed], plan.stage, key, *words))


def _register(stage: Stage, place: int, key: str, told: dict[str, Any]) -> None:
    first_name, last_name = told["name"].split(maxsplit=1)
    town = next(row for row in snapshot().municipalities if row.name == told["town"])
    language, known = told["languages"][0], stage.people.get(told.get("same_as", ""))
    values = {
        "first_name": first_name,
        "last_name": last_name,
        "birth_date": known.birth_date if known else _birth_date(stage.today, told["age"], place),
        "gender": told["gender"],
        "locale": language if language in WRITTEN_IN else "de",
        "interpreter_language": told.get("interpreter"),
        "interpreter_gender": told.get("interpreter_gender"),
        "phone": known.phone if known else f"{PHONE}{place:02}",
        "phone_use": PhoneUse(told.get("phone_use", PhoneUse.BOTH)),
        "email": told.get("email"),
        "email_use": EmailUse.WRITE if "email" in told else None,
        "best_time": told.get("best_time"),
        "street": f"Musterweg {place + 1}",
        "postal_code": town.postal_codes[0],
        "ags": town.ags,
    }
    if "guardian" in told:
        values |= {
            "guardian_name": told["guardian"],
            "guardian_phone": f"{GUARDIAN_PHONE}{place:02}",
            "guardian_email": told["guardian_email"],
        }
    caseworker = stage.actors[told.get("caseworker", "nadine")]
    person = services.register(values, german=None, record_id=db.new_id(), actor=caseworker)
    stage.people[key], stage.languages[person.id] = person, language


def _talk(stage: Stage, key: str) -> None:
    """Note the last talk with somebody; with a few it is longer ago than it should be."""
    person, channel = stage.people[key], "meeting" if len(key) % 2 else "phone"
    today = clock.today()
    services.note_contact(person, TALKED, on=today, channel=channel, actor=stage.caseworker_of(person))


def _birth_date(today: date, age: int, place: int) -> date:
    """Give a birthday in the half-year behind us, so that ages hold for months."""
    return add_months(today, -12 * age) - timedelta(days=20 + 4 * place)


def _describe(stage: Stage, key: str, told: dict[str, Any], paper: dict[str, Any]) -> None:
    person = stage.people[key]
    actor = stage.caseworker_of(person)
    for section, values in _sections(told).items():
        services.edit(person, section, values, actor=actor)
    speaking, reading = told["german"].split("/")
    services.set_language(person, services.Skill("de", speaking, reading, "Einstufung im Gespräch"), actor=actor)
    services.set_tasks(person, told.get("tasks", {}), actor=actor)
    for entry in told.get("done", ()):
        values = {"is_paid": True} | entry
        services.set_experience(person, db.new_id(), values, actor=actor)
    for entry in told["languages"]:
        code, _, level = entry.partition(":")
        services.set_language(person, services.Skill(code, level or "C2", level or "C2"), actor=actor)
    if paper:
        services.set_residence(person, _residence(stage, told, paper), actor=actor)


def _sections(told: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        "background": {
            "schooling_level": told["schooling"],
            "qualification": told.get("qualification"),
            "recognition": told.get("recognition"),
            "experience_years": told.get("experience_years"),
            "experience": told.get("experience"),
            "skills": told.get("skills", []),
            "licence": told.get("licence"),
        },
        "availability": {
            "reach": Reach(told.get("reach", "transit")),
            "radius_km": told.get("radius", 20),
            "weekly_hours": Decimal(str(told.get("hours", 39))),
            "work_times": WEEKS[told.get("times", "morning" if told.get("hours", 39) < PART_TIME else "day")],
            "is_same_in_holidays": "holiday_times" not in told,
            "holiday_times": WEEKS[told.get("holiday_times", "never")],
        },
        "wishes": {"wish_occupations": told["wishes"], "work_limits": told.get("limits")},
    }


def _residence(stage: Stage, told: dict[str, Any], paper: dict[str, Any]) -> dict[str, Any]:
    values = {name: paper.get(name) for name in RESIDENCE_CODES}
    values["stay_since"] = add_months(stage.today, -paper["stay_months"])
    if "card_days" in paper:
        # The lapsed one ran out since it was checked: only new proposals for work are stopped by that.
        days = -9 if told.get("paper_lapsed") else paper["card_days"]
        values["card_valid_until"] = stage.today + timedelta(days=days)
    return values


def _agree(stage: Stage, key: str, told: dict[str, Any]) -> None:
    purposes: list[dict[str, Any]] = [{"purpose": ConsentPurpose.CARE}] if _wanted(told) else []
    if "cards" in told:
        purposes.append({"purpose": ConsentPurpose.CARD, "work_field": told["cards"]})
    for purpose, company in told.get("shares", ()):
        organisation_id = stage.companies[company].id
        purposes.append({"purpose": ConsentPurpose(purpose), "organisation_id": organisation_id})
    person = stage.people[key]
    for values in purposes:
        for proof in proofs(stage, person):
            services.record_consent(person, proof=proof, actor=stage.caseworker_of(person), **values)
    for company in told.get("excluded", ()):
        services.exclude(person, stage.companies[company].id, actor=stage.caseworker_of(person))


def proofs(stage: Stage, person: Candidate, channel: Channel = Channel.DESK) -> tuple[ConsentProof, ...]:
    """Give the proof of a yes in the person's own language, and of the guardian's where the law asks for one."""
    interpreter = "Sprachmittlerpool Kreis" if person.interpreter_language else None
    own = ConsentProof(channel, stage.languages[person.id], interpreter)
    return (own, replace(own, by_guardian=True)) if is_minor(person.birth_date, clock.today()) else (own,)


def _wanted(told: dict[str, Any]) -> tuple[ScreeningItem, ...]:
    return tuple(map(ScreeningItem, told.get("checked", ()))) or ITEMS[told.get("grade", Grade.WORK)]


def _check(stage: Stage, key: str, told: dict[str, Any]) -> None:
    actor = stage.caseworker_of(stage.people[key])
    person = queries.one(actor, stage.people[key].id)
    items = _wanted(told)
    for item in items:
        services.check(person, item, EVIDENCE[item], actor=actor)
    if set(FOR_SHADOWING) <= set(items):
        services.step(person, "make_ready", actor=actor)


def _step(event: str) -> Callable[..., None]:
    def deed(stage: Stage, key: str, reason: str | None = None) -> None:
        person = stage.people[key]
        services.step(person, event, actor=stage.caseworker_of(person), reason=reason)

    return deed


def _send_link(stage: Stage, key: str) -> None:
    services.send_link(stage.people[key], actor=stage.caseworker_of(stage.people[key]))


def _withdraw_cards(stage: Stage, key: str) -> None:
    person = stage.people[key]
    same = (Consent.candidate_id == person.id) & (Consent.purpose == ConsentPurpose.CARD)
    consent = db.session.scalars(select(Consent).where(same)).one()
    services.withdraw_consent(person, consent, actor=stage.caseworker_of(person))


def _note(stage: Stage, key: str, offer: str) -> None:
    person = stage.people[key]
    searches.note(person, stage.offers[offer], actor=stage.caseworker_of(person))


def _put_aside(stage: Stage, key: str, offer: str, reason: str) -> None:
    person = stage.people[key]
    why = searches.Why(UnsuitableReason(reason))
    searches.put_aside(person, stage.offers[offer], why, actor=stage.caseworker_of(person))


def _search(stage: Stage, key: str, text: str) -> None:
    person = stage.people[key]
    searches.save_order(person, Question(text), actor=stage.caseworker_of(person))


DEEDS: Mapping[str, Callable[..., None]] = {
    "pause": _step("pause"),
    "follow_up": _step("follow_up"),
    "close": _step("close"),
    "ask_erasure": _step("ask_erasure"),
    "send_link": _send_link,
    "withdraw_cards": _withdraw_cards,
    "note": _note,
    "put_aside": _put_aside,
    "search": _search,
    **files.DEEDS,
    **own_page.DEEDS,
}
