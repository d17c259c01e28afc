"""What most companies would answer: offered where nothing is said yet, and kept only when it is saved."""

from collections.abc import Iterator
from typing import Any

from portal.reference import Level, OfferKindCode, Snapshot
from portal.vacancies.rules.content import in_figures
from portal.vacancies.rules.states import PayUnit

_GERMAN = {
    Level.A0: "Sie brauchen kein Deutsch.",
    Level.A1: "Sie brauchen ein paar Wörter Deutsch.",
    Level.A2: "Sie brauchen einfaches Deutsch.",
}


def likely(version: Any, company: Any, *, tables: Snapshot) -> dict[str, Any]:
    """Give likely values for columns that are still empty, by column.

    Args: company: has street, postal code and municipality (AGS); its address is the usual place of work.
    """
    values = {"german_speaking": Level.A0, "german_reading": Level.A0, "easy_german": easy_german(version, tables)}
    known = {(code.plz, code.ags) for code in tables.postal_codes}
    if not version.postal_code and (company.postal_code, company.ags) in known:
        values |= {"street": company.street, "postal_code": company.postal_code, "ags": company.ags}
    return {name: value for name, value in values.items() if not getattr(version, name)}


def easy_german(version: Any, tables: Snapshot) -> str:
    """Write an offer in a few short sentences out of what was chosen and counted."""
    return " ".join(_sentences(version, tables))


def _sentences(version: Any, tables: Snapshot) -> Iterator[str]:
    if version.offer_kind:
        yield tables.offer_kind(version.offer_kind).easy_german
    if version.occupation and version.offer_kind != OfferKindCode.SHADOWING:
        yield tables.occupation_group(version.occupation).easy_german
    if version.town:
        yield f"Die Arbeit ist in {version.town}."
    if version.weekly_hours:
        yield f"Es sind {in_figures(version.weekly_hours)} Stunden in der Woche."
    yield from _pay(version)
    if version.german_speaking:
        yield _GERMAN.get(version.german_speaking, f"Sie brauchen Deutsch {version.german_speaking}.")


def _pay(version: Any) -> Iterator[str]:
    per = {PayUnit.HOUR: "in der Stunde", PayUnit.MONTH: "im Monat"}.get(version.pay_unit)
    if per and version.pay_eur:
        yield f"Sie bekommen {in_figures(version.pay_eur)} Euro {per}."
    if version.pay_unit is PayUnit.NONE:
        yield "Es gibt keinen Lohn."
