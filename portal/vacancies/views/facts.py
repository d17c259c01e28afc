"""An offer in the words of the board: what stands on its card, and its facts as pictograms."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from portal.core import clock, i18n, web
from portal.reference import Level, snapshot
from portal.vacancies.forms import choices
from portal.vacancies.forms.filters import kinds
from portal.vacancies.models import VacancyVersion
from portal.vacancies.rules import PayUnit

Fact = tuple[str, Any, Any]
"""A pictogram, a label and a value."""


@dataclass(frozen=True)
class Card:
    """An offer as a card in a list."""

    number: str
    url: str
    title: str
    company: str
    kind: str
    field: str
    facts: tuple[Fact, ...]


def card(version: VacancyVersion) -> Card:
    """Give the card of an offer; it needs the offer and its company loaded."""
    return Card(
        number=version.vacancy.number,
        url=web.public_url("board.offer", number=version.vacancy.number),
        title=version.title or "",
        company=company(version),
        kind=kind(version),
        field=snapshot().occupation_group(version.occupation).area if version.occupation else "",
        facts=(
            ("place", _("Ort"), version.town),
            ("calendar", _("Beginn"), start(version)),
            ("clock", _("Arbeitszeit"), hours(version)),
            ("euro", _("Lohn"), pay(version)),
            (f"german-{version.german_speaking}", _("Deutsch"), german(version)),
        ),
    )


def company(version: VacancyVersion) -> str:
    """Name the company where it wants to be named."""
    return version.vacancy.organisation.name if version.is_name_public else _("Betrieb ohne Namensnennung")


def kind(version: VacancyVersion) -> str:
    """Give the kind of offer in words."""
    return str(kinds().get(version.offer_kind or "", ""))


def start(version: VacancyVersion) -> str:
    """Say when it begins."""
    if version.is_standing:
        return str(_("jederzeit"))
    if version.starts_on is None:
        return str(_("nach Absprache"))
    return i18n.day(version.starts_on) if version.starts_on > clock.today() else str(_("ab sofort"))


def hours(version: VacancyVersion) -> str:
    """Say how much of the week it takes."""
    if version.weekly_hours is None:
        return str(_("nach Absprache"))
    return str(_("%(hours)s Stunden pro Woche", hours=i18n.number(version.weekly_hours)))


def pay(version: VacancyVersion) -> str:
    """Say what is paid, as the company gave it."""
    if version.pay_eur is not None and version.pay_unit in (PayUnit.HOUR, PayUnit.MONTH):
        return f"{i18n.money(version.pay_eur)} {choices.PAY_UNITS[version.pay_unit]}"
    return str(_("nach Tarif") if version.pay_unit is PayUnit.AGREEMENT else _("ohne Lohn"))


def german(version: VacancyVersion) -> str:
    """Say how much German is needed, in short."""
    level = version.german_speaking or Level.A0
    return str(_("kein Deutsch nötig") if level == Level.A0 else _("Deutsch %(level)s", level=level))


def length(version: VacancyVersion) -> str:
    """Say how long it lasts, where it does not last for good."""
    days = version.duration_days
    if not days:
        return str(_("bis %(day)s", day=i18n.day(version.ends_on))) if version.ends_on else ""
    if days % 30 == 0:
        return str(ngettext("%(num)s Monat", "%(num)s Monate", days // 30))
    if days % 7 == 0:
        return str(ngettext("%(num)s Woche", "%(num)s Wochen", days // 7))
    return str(ngettext("%(num)s Tag", "%(num)s Tage", days))


def all_of(version: VacancyVersion) -> list[Fact]:
    """List everything an offer says in a few words, the most important first; what it does not say is left out."""
    facts = (*_work(version), *_german(version), *_around(version))
    return [fact for fact in facts if fact[2]]


def _work(version: VacancyVersion) -> Iterable[Fact]:
    yield f"kind-{version.offer_kind}", _("Art"), kind(version)
    yield "person", _("Beruf"), _said(version.occupation_title)
    yield "place", _("Ort"), _said(address(version))
    yield (
        "bus",
        _("So kommen Sie hin"),
        _said(version.reach) or (_("mit der Bahn zu erreichen") if version.by_train else ""),
    )
    shifts = _("im Schichtdienst") if version.has_shifts else ""
    yield "clock", _("Arbeitszeit"), Markup(", ").join(filter(None, (hours(version), _said(version.times), shifts)))
    yield "euro", _("Lohn"), Markup(" · ").join(filter(None, (pay(version), _said(version.pay_note))))
    yield "calendar", _("Beginn"), start(version)
    yield "history", _("Dauer"), length(version)
    yield "people", _("Freie Plätze"), str(version.vacancy.places_left)


def _said(text: str | None) -> Markup | str:
    """Keep what the company wrote together and name its language, whatever the page's own is and which way it runs."""
    return Markup('<bdi lang="de">{}</bdi>').format(text) if text else ""


def _german(version: VacancyVersion) -> Iterable[Fact]:
    speaking, reading = version.german_speaking, version.german_reading
    can_learn = _("Mehr lernen Sie hier") if version.german_can_be_learned else ""
    if speaking:
        words = ". ".join(filter(None, (str(choices.SPEAKING[Level(speaking)]), can_learn)))
        yield f"german-{speaking}", _("Deutsch sprechen"), words
    if reading:
        yield "paragraph", _("Deutsch lesen"), str(choices.READING[Level(reading)])
    yield "language", _("Diese Sprachen helfen auch"), languages(version)


def _around(version: VacancyVersion) -> Iterable[Fact]:
    yield "handshake", _("Was daraus werden kann"), prospect(version)
    if version.needs_training is False:
        yield "star", _("Gelernter Beruf"), _("nicht nötig")
    licence = next((word for code, word in choices.LICENCES.items() if code == version.licence), "")
    yield "car", _("Das brauchen Sie"), str(licence)
    yield "tools", _("Körperliche Arbeit"), str(choices.LOADS[version.physical_load]) if version.physical_load else ""


def prospect(version: VacancyVersion) -> str:
    """Say what may come of it."""
    said = (
        _("Ausbildung möglich") if version.training_aim else "",
        _("Arbeitsvertrag möglich") if version.may_lead_to_job else "",
        _("Kennenlernen vorher möglich (MAG)") if version.mag_possible else "",
    )
    return ", ".join(filter(None, said))


def address(version: VacancyVersion) -> str:
    """Give the place of work; the street would name a company that does not want to be named."""
    town = f"{version.postal_code or ''} {version.town or ''}".strip()
    return f"{version.street}, {town}" if version.street and version.is_name_public else town


def languages(version: VacancyVersion) -> str:
    """Name the languages that are welcome."""
    names = {row.code: choices.language_name(row) for row in snapshot().languages}
    return ", ".join(names[code] for code in version.languages_welcome if code in names)
