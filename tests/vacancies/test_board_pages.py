"""The public pages of the board: what they show, what they leave out, and what caches and crawlers rely on."""

import re
from datetime import timedelta

import pytest

from portal.core import clock, db
from portal.core.search import SearchUnavailable, WhooshBackend
from portal.organisations.models import Organisation
from portal.organisations.rules import CompanyState
from portal.vacancies import search
from tests.factories.organisations import OfficeFactory
from tests.factories.samples import publish_samples
from tests.factories.vacancies import VacancyFactory
from tests.vacancies.board import indexed, posting

NONSENSE = (
    "q=" + "x" * 10_000,
    "q=%00%00&place=%00",
    "q=%E2%80%AE%D8%B9%D8%B1%D8%A8%D9%8A&place=%F0%9F%98%80",
    "q=%ff%fe&place=%c3%28",
    "q=%22%22+-+%22&q=zwei",
    "q=*+OR+(title:&sort=",
    "kind=nothing&time=never&german=Z9&town=99999999",
    "kind=&kind=%00&town=' OR 1=1 --",
    "km=-5&place=Erkelenz",
    "km=1e9&place=41812",
    "km=" + "9" * 5_000,
    "page=0",
    "page=-1",
    "page=" + "9" * 5_000,
    "page=1.5&sort=<script>",
    "page=%D9%A1&sort=distance",
    "place=5252&place=52525",
    "place=52525+41812",
    "german=A1&german=C2&unknown=1",
    "&&&===%%%",
)


@pytest.fixture
def offers(app):
    """The sample offers by their reference, published and indexed."""
    published = publish_samples()
    search.rebuild()
    return published


@pytest.fixture
def offer(app):
    """One offer with everything said, indexed."""
    return indexed()


def test_the_start_page_shows_kinds_numbers_and_the_newest_offers(offers, client):
    page = client.get("/").text

    assert "Alle 36 Angebote ansehen" in page
    assert re.search(r'href="/offers\?kind=apprenticeship">Ausbildung</a>\s*<span[^>]*>2 Angebote', page)
    assert page.count('class="ip-card ip-card--link ip-offer-card"') == 6
    assert page.count('href="/places/erkelenz"') == 2  # on the drawing and in the list
    assert 'href="/firms"' in page
    assert 'href="/people"' in page


def test_the_start_page_works_without_an_index_and_without_offers(client, app, monkeypatch):
    def broken(*_arguments):
        raise SearchUnavailable

    monkeypatch.setattr(WhooshBackend, "search", broken)
    VacancyFactory(published=True)

    page = client.get("/")

    assert page.status_code == 200
    assert "Lagerhelfer" in page.text
    assert client.get("/offers").status_code == 503


def test_the_start_page_of_an_empty_board_says_what_to_do(client):
    search.rebuild()

    assert "Gerade gibt es kein offenes Angebot" in client.get("/").text


def test_a_question_stands_in_the_address_and_in_the_form(offers, client):
    page = client.get("/offers?q=Helfer&place=Hückelhoven&km=10&kind=full_time_job&german=A2").text

    assert re.search(r"\d+ Angebote", page)
    assert 'value="Helfer"' in page
    assert 'value="Hückelhoven"' in page
    assert re.search(r"<option selected value=\"10\">10 km", page)
    assert re.search(r'<input[^>]*value="full_time_job"[^>]* checked>', page)
    assert re.search(r'<option value="A2" selected>', page)


def test_every_chip_takes_its_filter_away(offers, client):
    page = client.get("/offers?q=Helfer&place=Erkelenz&kind=full_time_job&time=full&german=B1&town=05370004").text

    chips = re.findall(r'<a class="ip-chip" href="([^"]+)"', page)

    assert len(chips) == 6
    for name in ("q", "place", "kind", "time", "german", "town"):
        without = [chip for chip in chips if f"{name}=" not in chip]
        assert len(without) == 1, name
        assert client.get(without[0].replace("&amp;", "&")).status_code == 200
    assert '<a class="ip-chip ip-chip--clear" href="/offers">' in page


def test_pages_hold_twenty_and_link_on(offers, client):
    first, second, beyond = (client.get(f"/offers?page={number}").text for number in (1, 2, 9))

    assert first.count("ip-offer-card") == 20
    assert 'href="/offers?page=2" rel="next"' in first
    assert second.count("ip-offer-card") == 16
    assert "Zur ersten Seite" in beyond


def test_no_hit_says_what_to_change_and_what_that_brings(offers, client):
    page = client.get("/offers?q=Astronaut&kind=apprenticeship").text

    assert "Dazu gibt es gerade kein Angebot" in page
    assert re.search(r'<a href="/offers\?kind=apprenticeship">ohne Suchwort</a> <span[^>]*>\(2 Angebote\)', page)
    assert "ohne den Filter" not in page


def test_a_postal_code_of_two_towns_is_asked_about(offers, client):
    page = client.get("/offers?place=52525").text

    assert "Welchen meinen Sie?" in page
    assert 'href="/offers?place=52525+Waldfeucht"' in page
    chosen = client.get("/offers?place=52525+Waldfeucht").text
    assert "Welchen meinen Sie?" not in chosen
    assert "20 km um 52525 Waldfeucht" in chosen


def test_a_misspelt_place_is_answered_with_a_likelier_one(offers, client):
    page = client.get("/offers?place=Heinsbreg&kind=shadowing").text

    assert "Diesen Ort kennen wir nicht: Heinsbreg" in page
    assert '<a class="ip-chip" href="/offers?place=Heinsberg&amp;kind=shadowing">Heinsberg</a>' in page


def test_a_named_town_is_its_area_and_an_address_a_point(offers, client):
    assert "20 km um Heinsberg<" in client.get("/offers?place=Stadt+Heinsberg").text
    assert ">Heinsberg<" in client.get("/offers?place=Heinsberg&km=0").text
    assert "20 km um 41812 Erkelenz<" in client.get("/offers?place=Hochstr.+5,+41812+Erkelenz").text


def test_few_hits_say_what_each_filter_costs_and_where_more_is_found(offers, client):
    page = client.get("/offers?q=Koch&place=Waldfeucht&km=0&kind=full_time_job").text

    ways = re.findall(r'<a href="(/offers[^"]*)">([^<]+)</a> <span class="ip-muted">\((\d+) Angebot', page)
    assert {label for _, label, _ in ways} >= {"im ganzen Gebiet", "ohne Suchwort", "bis 5 km"}
    assert "ohne den Filter „Art“" not in {label for _, label, _ in ways}, "that alone brings nothing"
    for url, label, count in ways:
        answer = client.get(url.replace("&amp;", "&")).text
        assert re.search(rf'role="status">{count} Angebote?<', answer), label
    assert "So finden Sie mehr" in client.get("/offers?kind=shadowing").text, "one hit is few"
    assert "So finden Sie mehr" not in client.get("/offers?kind=full_time_job").text


def test_few_hits_name_the_field_that_was_meant_and_those_akin(offers, client):
    page = client.get("/offers?q=Maurer").text

    near = page[page.index("Ähnliche Arbeitsfelder") :]
    assert re.findall(r'href="/offers\?field=[^"]+">([^<]+)<', near)[:2] == ["Bau", "Lager und Logistik"]


def test_an_unknown_place_is_said_and_hides_nothing(offers, client):
    page = client.get("/offers?place=Atlantis").text

    assert "Diesen Ort kennen wir nicht: Atlantis" in page
    assert "36 Angebote" in page


@pytest.mark.parametrize("query", NONSENSE)
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_nonsense_in_the_address_narrows_nothing_and_never_fails(client, offer, query, prefix):
    assert client.get(f"{prefix}/offers?{query}").status_code == 200


@pytest.mark.parametrize("number", ["A-ZZZZZZ", "%00", "x" * 300, "..%2F..", "A-000000'--"])
def test_an_unknown_number_is_not_found(client, number):
    assert client.get(f"/offers/{number}").status_code == 404
    assert client.get(f"/companies/{number}").status_code == 404


def test_the_page_of_an_offer_says_everything_in_order(client, offer):
    office = OfficeFactory(town="Erkelenz", phone="02431 97370")

    whole = client.get(f"/offers/{offer.number}").text
    page = whole[whole.index("<main") :]

    wanted = ("Vollzeitstelle", "Industriestraße 1, 41812 Erkelenz", "Bus SB1", "18,50 EUR je Stunde", "(A2)", "(A1)")
    places = [page.index(text) for text in (*wanted, "Das machen Sie", "Das brauchen Sie", "So geht es weiter")]
    assert places == sorted(places)
    assert f'href="tel:{office.phone.replace(" ", "")}"' in page
    assert "Arabisch, Ukrainisch" in page
    assert "direkt bewerben" not in page


def test_a_company_that_allows_it_can_be_called_directly(client):
    offer = indexed(direct_application=True)

    page = client.get(f"/offers/{offer.number}").text

    assert "direkt bewerben" in page
    assert offer.organisation.contact_phone in page


def test_a_company_that_stays_unnamed_stays_unnamed_everywhere(client):
    offer = indexed(is_name_public=False, direct_application=True)
    company = offer.organisation
    secrets = (company.name, company.number, company.contact_name, company.contact_phone, "Industriestraße")

    pages = [client.get(path).text for path in ("/", "/offers", f"/offers/{offer.number}", "/sitemap.xml")]

    assert [secret for secret in secrets for page in pages if secret in page] == []
    assert posting(pages[2])["hiringOrganization"] == "confidential"
    assert client.get(f"/companies/{company.number}").status_code == 404


@pytest.mark.parametrize("state", ["expired", "withdrawn", "filled"])
def test_an_offer_that_is_over_is_gone_and_says_so_without_markup(client, state):
    offer = VacancyFactory(**{state: True}, published_at=clock.now())

    answer = client.get(f"/offers/{offer.number}")

    assert answer.status_code == 410
    assert "Dieses Angebot ist vorbei" in answer.text
    assert posting(answer.text) is None
    assert 'content="noindex"' in answer.text


def test_an_offer_past_its_last_day_is_gone_before_the_worker_comes(client):
    offer = VacancyFactory(published=True, expires_on=clock.today() - timedelta(days=1))

    assert client.get(f"/offers/{offer.number}").status_code == 410


@pytest.mark.parametrize("state", ["draft", "in_review", "paused"])
def test_an_offer_that_is_not_on_the_board_is_not_found(client, state):
    offer = VacancyFactory(**{state: True})

    assert client.get(f"/offers/{offer.number}").status_code == 404


def test_offers_of_a_suspended_company_are_not_found(client, offer):
    company = offer.organisation.number
    db.session.execute(Organisation.__table__.update().values(state=CompanyState.SUSPENDED))
    db.session.commit()

    assert client.get(f"/offers/{offer.number}").status_code == 404
    assert client.get(f"/companies/{company}").status_code == 404
    assert "Lagerhelfer" not in client.get("/").text


def test_the_page_of_a_company_lists_what_it_offers_under_its_name(client, offer):
    offer.organisation.website, offer.organisation.about = "javascript://x/%0aalert(1)", "<b>Wir bauen.</b>"
    VacancyFactory(
        published=True, organisation=offer.organisation, content={"title": "Geheime Stelle", "is_name_public": False}
    )

    page = client.get(f"/companies/{offer.organisation.number}").text

    assert f'href="/offers/{offer.number}"' in page
    assert "Geheime Stelle" not in page
    assert "javascript:" not in page
    assert "&lt;b&gt;Wir bauen." in page


def test_the_page_of_a_company_with_many_offers_has_pages(client, offer):
    VacancyFactory.create_batch(20, published=True, organisation=offer.organisation)
    path = f"/companies/{offer.organisation.number}"

    first, second = client.get(f"/en{path}").text, client.get(f"{path}?page=2").text

    assert (first.count('href="/en/offers/'), second.count('href="/offers/')) == (20, 1)
    assert f'href="/en{path}?page=2"' in first
    assert "21 Angebote" in second
    assert client.get(f"{path}?page=3").status_code == 404


def test_text_of_companies_cannot_leave_the_page(client):
    offer = indexed(title="</script><script>alert(1)</script>", tasks="<img src=x onerror=alert(1)>")

    for path in ("/", "/offers", f"/offers/{offer.number}", f"/companies/{offer.organisation.number}"):
        page = client.get(path).text
        assert "<script>alert" not in page
        assert "<img src=x" not in page


def test_raw_bytes_in_the_address_never_fail(client, offer):
    answer = client.get("/offers", environ_overrides={"QUERY_STRING": "q=Lager\xff&place=\xc3\x28"})

    assert answer.status_code == 200
