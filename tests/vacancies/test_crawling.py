"""What search engines read: robots.txt, the sitemap, what each page says of itself, and which addresses are no page."""

import re
from datetime import timedelta
from xml.etree import ElementTree as ET

import pytest

from portal.core import clock, db, i18n
from portal.vacancies.views import crawling
from tests.factories.vacancies import VacancyFactory
from tests.pages import Page
from tests.statements import statements
from tests.vacancies.board import indexed, posting

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"


def sitemap(client):
    """Read the sitemap: address -> (last change, addresses in other languages)."""
    root = ET.fromstring(client.get("/sitemap.xml").data)
    return {
        one.findtext(f"{SITEMAP}loc").removeprefix("http://portal.test"): (
            one.findtext(f"{SITEMAP}lastmod"),
            {other.get("hreflang"): other.get("href") for other in one.findall(f"{XHTML}link")},
        )
        for one in root.iter(f"{SITEMAP}url")
    }


def meta(page, name):
    """Give what a page says of itself."""
    found = re.search(rf'<meta (?:name|property)="{name}" content="([^"]*)">', page)
    return found[1] if found else None


def test_the_sitemap_says_when_each_page_last_changed(client, app):
    old = VacancyFactory(published=True, published_at=clock.now() - timedelta(days=9))
    old.text.saved_at = clock.now() - timedelta(days=9)
    new = VacancyFactory(published=True, organisation=old.organisation)
    hidden = VacancyFactory(published=True, content={"is_name_public": False})
    db.session.commit()

    listed = sitemap(client)

    changed = {path: listed[path][0] for path in (f"/offers/{old.number}", f"/offers/{new.number}")}
    assert changed[f"/offers/{old.number}"] < changed[f"/offers/{new.number}"]
    assert listed[f"/companies/{old.organisation.number}"][0] == changed[f"/offers/{new.number}"]
    assert listed["/offers"][0] == max(at for at, _others in listed.values() if at)
    assert listed["/imprint"][0] is None, "nobody knows"
    assert f"/companies/{hidden.organisation.number}" not in listed


def test_the_sitemap_names_each_page_in_every_language(client, app):
    listed = sitemap(client)

    _at, others = listed["/offers"]
    assert set(others) == {language.tag for language in i18n.LANGUAGES} | {"x-default"}
    assert others["x-default"] == others["de"] == "http://portal.test/offers"
    assert len(listed) % len(i18n.LANGUAGES) == 0
    assert client.get("/sitemap.xml").text.count("<loc>") == len(listed), "and each once"


def test_the_sitemap_never_holds_more_than_it_may(client, app, monkeypatch):
    monkeypatch.setattr(crawling, "MOST_ADDRESSES", (crawling.BESIDE_OFFERS + 2) * len(i18n.LANGUAGES))
    for _ in range(3):
        VacancyFactory(published=True)

    assert len([path for path in sitemap(client) if path.startswith("/offers/")]) == 2


def test_the_sitemap_costs_one_statement(client, app):
    for _ in range(3):
        VacancyFactory(published=True)

    with statements(app) as said:
        client.get("/sitemap.xml")
    assert len(said) == 1


def test_what_is_over_is_in_no_sitemap_and_has_no_structured_data(client, app):
    offer = VacancyFactory(expired=True)

    answer = client.get(f"/offers/{offer.number}")

    assert (answer.status_code, posting(answer.text)) == (410, None)
    assert answer.headers["Cache-Control"] == "no-store"
    assert f"/offers/{offer.number}" not in sitemap(client)


@pytest.mark.parametrize(
    ("query", "is_listed"),
    [
        ("", True),
        ("?kind=internship", True),
        ("?field=Pflege", True),
        ("?town=05370004", True),
        ("?page=2", True),
        ("?kind=internship&kind=mini_job", False),
        ("?kind=internship&town=05370004", False),
        ("?q=Lager", False),
        ("?place=Erkelenz", False),
        ("?german=A1", False),
        ("?sort=start", False),
        ("?utm_source=x", False),
    ],
)
def test_filters_put_together_are_no_page_of_their_own(client, app, query, is_listed):
    indexed()

    page = client.get(f"/offers{query}").text

    assert (meta(page, "robots") is None) is is_listed
    assert bool(re.search(r'rel="alternate" hreflang="en"', page)) is is_listed


def test_a_page_of_a_list_calls_itself_by_its_number(client, app):
    indexed()

    page = client.get("/offers?page=2&x=1").text

    assert 'rel="canonical" href="http://portal.test/offers?page=2"' in page


@pytest.mark.parametrize("path", ["/", "/offers", "/offers/{number}", "/companies/{company}", "/people"])
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_every_page_says_what_it_is_about(client, app, path, prefix):
    offer = indexed(title='Lager "A" <b>', pay_note="bar & pünktlich")
    address = prefix + path.format(number=offer.number, company=offer.organisation.number)

    page = client.get(address).text

    assert 20 <= len(meta(page, "description")) <= 220
    assert meta(page, "og:description") == meta(page, "description")
    assert meta(page, "og:title") in re.search(r"<title>(.*?)</title>", page)[1]
    assert meta(page, "og:url") == re.search(r'rel="canonical" href="([^"]+)"', page)[1]
    assert "<" not in meta(page, "og:title")


def test_an_offer_is_described_by_its_facts(client, app):
    offer = indexed()

    said = meta(client.get(f"/en/offers/{offer.number}").text, "description")

    assert said.startswith(f"Full-time job, {offer.organisation.name}.")
    assert "Erkelenz" in said


def test_forms_and_personal_links_are_kept_from_crawlers(client, app):
    rules = client.get("/robots.txt").text.splitlines()

    assert {"Disallow: /l/", "Disallow: /*/l/", "Disallow: /*?*&", "Disallow: /*alerts/new"} <= set(rules)
    assert meta(client.get("/alerts/new").text, "robots") == "noindex"
    assert Page(client.get("/alerts/asked").text).links
