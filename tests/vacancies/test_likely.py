"""What is offered where nothing is said yet: the address, the least German, a text in easy German."""

from decimal import Decimal
from types import SimpleNamespace

import pytest

from portal.core import db
from portal.reference import snapshot
from portal.reference.wording import check_wording
from portal.vacancies.rules import PayUnit, likely
from portal.vacancies.rules.likely import easy_german
from tests.factories.vacancies import VacancyFactory, VacancyVersionFactory

TABLES = snapshot()
COMPANY = SimpleNamespace(street="Markt 1", postal_code="41812", ags="05370004")


def text(**content):
    return VacancyVersionFactory.build(**content)


def test_the_address_of_the_company_is_the_usual_place_of_work():
    offered = likely(text(street=None, postal_code=None, ags=None), COMPANY, tables=TABLES)

    assert offered == {"street": "Markt 1", "postal_code": "41812", "ags": "05370004"}


@pytest.mark.parametrize(("postal_code", "ags"), [("10115", "11000000"), ("41812", None), ("41812", "05370016")])
def test_an_address_outside_the_region_is_not_offered(postal_code, ags):
    company = SimpleNamespace(street="Markt 1", postal_code=postal_code, ags=ags)

    assert likely(text(street=None, postal_code=None, ags=None), company, tables=TABLES) == {}


def test_what_is_said_stays():
    assert likely(text(), COMPANY, tables=TABLES) == {}


def test_the_least_german_is_offered():
    offered = likely(text(german_speaking=None, german_reading=None), COMPANY, tables=TABLES)

    assert offered == {"german_speaking": "A0", "german_reading": "A0"}


def test_easy_german_is_written_from_the_facts():
    written = easy_german(text(weekly_hours=Decimal("38.50"), pay_eur=Decimal("18.00")), TABLES)

    assert written == (
        "Sie arbeiten die ganze Woche. Sie arbeiten im Lager. Sie tragen und sortieren Waren. "
        "Die Arbeit ist in Erkelenz. "
        "Es sind 38,50 Stunden in der Woche. Sie bekommen 18 Euro in der Stunde. Sie brauchen einfaches Deutsch."
    )


def test_easy_german_of_nothing_is_nothing():
    said = {"offer_kind": None, "occupation": None, "town": None, "weekly_hours": None, "pay_unit": None}

    assert easy_german(text(**said, german_speaking=None), TABLES) == ""


@pytest.mark.parametrize("kind", [row.offer_kind for row in TABLES.offer_kinds])
@pytest.mark.parametrize("unit", PayUnit)
@pytest.mark.parametrize("german", ["A0", "B2"])
def test_easy_german_says_nothing_forbidden(kind, unit, german):
    written = easy_german(text(offer_kind=kind, pay_unit=unit, german_speaking=german), TABLES)

    assert check_wording("", written, tables=TABLES) == ()


def test_somebody_who_only_watches_is_not_told_to_work():
    assert "Sie arbeiten im Lager" not in easy_german(text(offer_kind="shadowing"), TABLES)


def test_likely_values_are_shown_and_kept_only_when_they_are_saved(client, recruiter, people):
    people.company.ags, people.company.postal_code = "05370004", "41812"
    empty = {"street": None, "postal_code": None, "ags": None, "german_speaking": None, "easy_german": None}
    vacancy = VacancyFactory(organisation=people.company, content=empty)

    assert 'value="41812"' in client.get(f"/vacancies/{vacancy.id}/edit/where").text
    assert "Sie arbeiten im Lager." in client.get(f"/vacancies/{vacancy.id}/edit/support").text
    db.session.expire_all()
    assert (vacancy.text.postal_code, vacancy.text.easy_german) == (None, None)


def test_what_the_numbers_say_waits_until_kind_and_pay_are_answered(client, recruiter, people):
    unlawful = {"offer_kind": "internship", "training_aim": False, "pay_unit": PayUnit.NONE, "pay_eur": None}
    answered = VacancyFactory(organisation=people.company, content=unlawful)
    begun = VacancyFactory(organisation=people.company, content={**unlawful, "training_aim": None})

    assert "Mindestlohn ab dem ersten Tag" in client.get(f"/vacancies/{answered.id}/edit/pay").text
    assert "Mindestlohn ab dem ersten Tag" not in client.get(f"/vacancies/{begun.id}/edit/what").text
