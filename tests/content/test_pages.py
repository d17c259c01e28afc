"""The guide and legal pages: complete, the same for everybody, and honest about what nobody has filled in."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from portal.config import Operator
from portal.content import queries
from portal.content.rules import amounts
from portal.content.views import PAGES
from portal.core import clock
from portal.reference import Override, snapshot, with_overrides
from portal.vacancies import search
from tests.factories.organisations import OfficeFactory
from tests.statements import statements

MISSING = "Noch nicht eingetragen"
OFFICES = ("contact", "offices", "complaint")
"""Pages that list offices, in one statement."""


@pytest.fixture
def operated(app, monkeypatch):
    """Let the installation have an operator who filled in what is given."""

    def fill(**facts):
        settings = replace(app.extensions["portal.settings"], operator=Operator(**facts))
        monkeypatch.setitem(app.extensions, "portal.settings", settings)

    return fill


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("path", PAGES.values())
def test_every_page_has_one_heading_says_its_language_and_sets_no_cookie(client, path, prefix):
    answer = client.get(prefix + path)

    assert answer.status_code == 200
    assert len(re.findall(r"<h1\b", answer.text)) == 1
    assert f'<html lang="{prefix.strip("/") or "de"}"' in answer.text
    assert f'<link rel="canonical" href="http://portal.test{prefix}{path}">' in answer.text
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("path", PAGES.values())
def test_every_link_to_a_public_page_leads_somewhere(client, path):
    search.rebuild()

    links = set(re.findall(r'<a\b[^>]*href="(/[^"#?]*)', client.get(path).text))

    assert [link for link in links if client.get(link).status_code not in (200, 303)] == []


@pytest.mark.parametrize(("path", "budget"), [(path, int(name in OFFICES)) for name, path in PAGES.items()])
def test_pages_ask_the_database_for_offices_only(client, app, path, budget):
    with statements(app) as said:
        client.get(path)

    assert len(said) == budget


@pytest.mark.parametrize("path", ["/imprint", "/privacy", "/accessibility"])
def test_what_the_operator_has_not_said_is_said_to_be_missing(client, operated, path):
    operated()
    empty = client.get(path).text
    operated(
        name="Kreis Beispiel",
        address="Am Markt 1\n52525 Heinsberg",
        representative="Die Landrätin",
        phone="02452 130",
        email="ip@kreis.example",
        supervision="Bezirksregierung",
        data_protection_officer="Kim Schutz",
        data_protection_authority="Landesbeauftragte",
        hosting="Rechenzentrum",
        accessibility_checked_on="2. November 2026",
        accessibility_gaps="keine bekannt",
        enforcement_body="Ombudsstelle",
    )
    full = client.get(path).text

    assert MISSING in empty
    assert MISSING not in full
    assert "Kreis Beispiel" in full


def test_settings_name_the_operator():
    operator = Operator.from_environment(
        {"PORTAL_OPERATOR_NAME": " Kreis ", "PORTAL_OPERATOR_ADDRESS": r"Markt 1\nOrt"}
    )

    assert operator == Operator(name="Kreis", address="Markt 1\nOrt")


def test_the_contact_page_lists_the_open_offices_and_says_what_is_unchecked(client):
    row = snapshot().office("hs")
    OfficeFactory(key="hs", name=row.name, town=row.town, street=row.street, phone=row.phone)
    OfficeFactory(name="Büro Erkelenz", town="Erkelenz", phone="02431 1", email="buero@ip.example")
    OfficeFactory(name="Altes Büro", closed_on=date(2020, 1, 1))
    OfficeFactory(name="Ausländerbehörde", authority=True)

    page = client.get("/contact").text

    assert page.count("noch nicht bestätigt") == 1
    assert 'href="tel:024311"' in page
    assert 'href="mailto:buero@ip.example"' in page
    assert "Altes Büro" not in page
    assert "Ausländerbehörde" not in page


def test_the_contact_page_without_offices_says_so(client):
    assert "sobald der Betreiber sie eingetragen hat" in client.get("/contact").text


@pytest.mark.parametrize(
    ("ags", "town"), [("05370004", "Erkelenz"), ("05370040", "Erkelenz"), ("05116000", "Aachen"), (None, "Aachen")]
)
def test_an_offer_is_looked_after_by_the_office_of_its_municipality(app, ags, town):
    OfficeFactory(name="A", town="Aachen")
    OfficeFactory(name="B", town="Erkelenz")

    assert queries.office_for(ags).town == town


def test_there_may_be_no_office_and_an_unknown_municipality(app):
    assert queries.office_for("05370004") is None
    assert queries.office_for("99999999") is None


def test_an_office_the_operator_corrected_counts_as_checked(app):
    row = snapshot().office("erk")
    as_shipped = OfficeFactory(key="erk", street=row.street or None, phone=row.phone)
    corrected = OfficeFactory(key="hueck", street="Neue Straße 2", phone="02433 1")
    own = OfficeFactory(key="own")

    assert queries.is_unchecked(as_shipped)
    assert not queries.is_unchecked(corrected)
    assert not queries.is_unchecked(own)


def test_amounts_are_those_of_the_day_and_those_to_come(client, monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: date(2026, 11, 26))
    autumn = client.get("/firms/costs").text
    monkeypatch.setattr(clock, "today", lambda: date(2027, 1, 1))
    new_year = client.get("/firms/costs").text

    assert "<strong>13,90 EUR</strong> je Stunde (ab Fr, 1. Januar 2027: 14,60 EUR)" in autumn
    assert "<strong>14,60 EUR</strong> je Stunde." in new_year
    assert "13,90" not in new_year
    assert "(bitte erfragen)" in new_year  # the training pay of 2027 is not known yet


def test_an_amount_of_the_law_is_never_guessed():
    tables = snapshot()

    assert amounts(tables, "mindestlohn", on=date(2014, 12, 31)) == ()
    assert amounts(tables, "no such key", on=date(2026, 1, 1)) == ()
    assert amounts(tables, "eq_zuschuss_max", on=date(2020, 1, 1)) == ()


def test_an_amount_that_nobody_checked_is_marked():
    changed = with_overrides(
        snapshot(),
        [Override("dated_values", {"key": "mag_max_weeks", "valid_from": "2012-04-01", "confidence": "verify"})],
    )

    (amount,) = amounts(changed, "mag_max_weeks", on=date(2026, 1, 1))

    assert (amount.value, amount.unit, amount.is_unchecked) == (Decimal(6), "weeks", True)
