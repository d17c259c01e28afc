"""What caches, crawlers and monitors rely on: no cookie, 304, structured data, one address, sitemap, few statements."""

import re
from datetime import timedelta
from decimal import Decimal
from xml.etree import ElementTree as ET

import pytest

from portal.core import clock, db
from portal.vacancies import search
from portal.vacancies.rules import PayUnit
from portal.vacancies.rules.states import SHOWN_DAYS
from tests.factories.organisations import company_member
from tests.factories.vacancies import VacancyFactory
from tests.signing import sign_in
from tests.statements import statements
from tests.vacancies.board import PAGES, indexed, posting


@pytest.fixture
def offer(app):
    """One offer with everything said, indexed."""
    return indexed()


def canonical(page):
    """Give the address a page calls its own."""
    return re.search(r'<link rel="canonical" href="([^"]+)"', page).group(1).replace("&amp;", "&")


def test_structured_data_holds_what_search_engines_require(client):
    offer = indexed(pay_eur=Decimal("18.50"), pay_unit=PayUnit.HOUR, tasks="Kisten & <Paletten>")

    job = posting(client.get(f"/offers/{offer.number}").text)

    required = {"@context", "@type", "title", "description", "datePosted", "hiringOrganization", "jobLocation"}
    assert required <= job.keys()
    assert job["@type"] == "JobPosting"
    assert job["description"].startswith("<p>Kisten &amp; &lt;Paletten&gt;</p>")
    assert job["url"] == f"http://portal.test/offers/{offer.number}"
    assert job["jobLocation"]["address"]["postalCode"] == "41812"
    assert job["baseSalary"]["value"] == {"@type": "QuantitativeValue", "value": 18.5, "unitText": "HOUR"}
    assert job["validThrough"].startswith(offer.expires_on.isoformat())
    assert job["datePosted"] == clock.today().isoformat()


@pytest.mark.parametrize(
    ("needs_training", "said"),
    [
        (None, None),
        (False, "no requirements"),
        (True, {"@type": "EducationalOccupationalCredential", "credentialCategory": "professional certificate"}),
    ],
)
def test_structured_data_says_what_must_be_learned_before_where_the_company_does(client, needs_training, said):
    offer = indexed(needs_training=needs_training, needed="Sie heben Kisten.", times="6 bis 14 Uhr", support="")

    job = posting(client.get(f"/offers/{offer.number}").text)

    assert job.get("educationRequirements") == said
    assert (job["qualifications"], job["workHours"]) == ("Sie heben Kisten.", "6 bis 14 Uhr")
    assert "jobBenefits" not in job


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ({}, "FULL_TIME"),
        ({"duration_days": 90}, ["FULL_TIME", "TEMPORARY"]),
        ({"offer_kind": "mini_job"}, "PART_TIME"),
        ({"offer_kind": "internship", "duration_days": 20}, "INTERN"),
        ({"offer_kind": "apprenticeship"}, "OTHER"),
    ],
)
def test_structured_data_names_the_kind_of_employment(client, content, said):
    offer = indexed(**content)

    assert posting(client.get(f"/offers/{offer.number}").text)["employmentType"] == said


def test_structured_data_hides_a_company_that_wants_no_name(client):
    offer = indexed(is_name_public=False)

    job = posting(client.get(f"/offers/{offer.number}").text)

    assert job["hiringOrganization"] == "confidential"
    assert "streetAddress" not in job["jobLocation"]["address"]
    assert job["jobLocation"]["address"]["addressRegion"] == "NW"
    assert job["directApply"] is False


@pytest.mark.parametrize("unit", [PayUnit.AGREEMENT, PayUnit.NONE])
def test_structured_data_names_no_pay_the_company_did_not(client, unit):
    offer = indexed(pay_unit=unit, pay_eur=None)

    assert "baseSalary" not in posting(client.get(f"/offers/{offer.number}").text)


def test_structured_data_names_no_end_the_company_did_not(client, offer):
    offer.expires_on = clock.today() + timedelta(days=SHOWN_DAYS)
    db.session.commit()

    assert "validThrough" not in posting(client.get(f"/offers/{offer.number}").text)


@pytest.mark.parametrize("content", [{"is_standing": True}, {"starts_on": None}])
def test_an_offer_without_a_date_is_no_job_posting(client, content):
    offer = indexed(**content)

    assert posting(client.get(f"/offers/{offer.number}").text) is None


@pytest.mark.parametrize("path", [*PAGES, "/offers/{number}", "/companies/{company}", "/robots.txt", "/sitemap.xml"])
def test_public_pages_set_no_cookie_and_look_the_same_signed_in(client, offer, path):
    path = path.format(number=offer.number, company=offer.organisation.number)
    alone = client.get(path)

    sign_in(client, company_member(offer.organisation))
    signed_in = client.get(path)

    assert alone.status_code == 200
    assert alone.data == signed_in.data
    for answer in (alone, signed_in):
        assert "Set-Cookie" not in answer.headers
        assert "Cookie" not in answer.headers.get("Vary", "")
        assert answer.headers["Cache-Control"] == "public, max-age=60"
        assert "script-src 'self'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("path", [*PAGES, "/offers/{number}"])
def test_an_unchanged_page_is_not_sent_again(client, offer, path):
    path = path.format(number=offer.number)
    tag = client.get(path).headers["ETag"]

    same = client.get(path, headers={"If-None-Match": tag})
    offer.text.title = "Neuer Titel"
    db.session.commit()
    search.rebuild()
    changed = client.get(path, headers={"If-None-Match": tag})

    assert (same.status_code, same.data) == (304, b"")
    assert changed.status_code == 200


def test_an_offer_says_when_it_was_last_changed(client, offer):
    first = client.get(f"/offers/{offer.number}")

    again = client.get(f"/offers/{offer.number}", headers={"If-Modified-Since": first.headers["Last-Modified"]})

    assert first.last_modified == max(offer.published_at, offer.text.saved_at).replace(microsecond=0)
    assert again.status_code == 304


def test_every_page_names_itself_and_its_other_languages(client, offer):
    for prefix in ("", "/en"):
        page = client.get(f"{prefix}/offers/{offer.number}").text
        others = dict(re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)"', page))

        assert canonical(page) == f"http://portal.test{prefix}/offers/{offer.number}"
        assert others["de"] == others["x-default"] == f"http://portal.test/offers/{offer.number}"
        assert others["en"] == f"http://portal.test/en/offers/{offer.number}"
        assert f'<html lang="{prefix.strip("/") or "de"}"' in page


def test_the_same_question_has_one_address_however_it_is_asked(client, offer):
    asked = client.get("/offers?time=full&kind=internship&sort=newest&km=20&kind=full_time_job&x=1&page=1").text

    assert canonical(asked) == "http://portal.test/offers?kind=full_time_job&kind=internship&time=full"


def test_what_a_company_wrote_is_marked_as_german_on_english_pages(client, offer):
    page = client.get(f"/en/offers/{offer.number}").text

    assert '<bdi lang="de">Lagerhelfer (m/w/d) im Versand</bdi>' in page
    assert 'lang="de" dir="auto">Sie packen Pakete' in page
    assert "Full-time job" in page


def test_the_sitemap_lists_every_public_page_in_every_language(client, offer):
    answer = client.get("/sitemap.xml")

    root = ET.fromstring(answer.data)
    listed = {place.text for place in root.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")}
    assert answer.mimetype == "application/xml"
    assert {f"http://portal.test{prefix}/offers/{offer.number}" for prefix in ("", "/en")} <= listed
    assert {"http://portal.test/", "http://portal.test/en/", "http://portal.test/firms/costs"} <= listed
    for address in listed:
        assert client.get(address.removeprefix("http://portal.test")).status_code == 200


def test_crawlers_are_kept_from_links_and_filters(client):
    robots = client.get("/robots.txt")

    assert robots.mimetype == "text/plain"
    assert "Disallow: /l/" in robots.text
    assert "Sitemap: http://portal.test/sitemap.xml" in robots.text


@pytest.mark.parametrize(
    ("path", "budget"), [("/", 1), ("/offers", 1), ("/offers/{number}", 3), ("/companies/{company}", 1)]
)
def test_statements_are_few_and_do_not_grow_with_the_rows(client, app, path, budget):
    def asked():
        with statements(app) as said:
            assert client.get(path.format(number=first.number, company=first.organisation.number)).status_code == 200
        return len(said)

    first = indexed()
    alone = asked()
    for _ in range(5):
        indexed()
        VacancyFactory(published=True, organisation=first.organisation)
    search.rebuild()

    assert alone <= budget
    assert asked() <= budget
