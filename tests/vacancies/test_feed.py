"""The feed of the board: what is new for any of its filters, the same names for good, and nothing sent twice."""

from datetime import timedelta
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import pytest

from portal.core import clock, db
from portal.vacancies import search
from portal.vacancies.views import feed
from tests.factories.vacancies import VacancyFactory
from tests.pages import Page
from tests.statements import statements
from tests.vacancies.board import indexed

ATOM = "{http://www.w3.org/2005/Atom}"


def read(client, path):
    """Read a feed."""
    answer = client.get(path)
    assert answer.mimetype == "application/atom+xml"
    return ET.fromstring(answer.data)


def titles(root):
    """Give the titles of its entries."""
    return [entry.findtext(f"{ATOM}title") for entry in root.iter(f"{ATOM}entry")]


def link(element, rel):
    """Give the address an element is linked to."""
    return next(one.get("href") for one in element.findall(f"{ATOM}link") if one.get("rel") == rel)


def test_a_feed_names_itself_its_page_and_its_language(client, app):
    search.rebuild()
    for prefix, title in (("", "Neue Angebote"), ("/en", "New offers")):
        root = read(client, f"{prefix}/offers.atom?sort=start&kind=internship&page=2")

        assert link(root, "self") == f"http://portal.test{prefix}/offers.atom?kind=internship"
        assert link(root, "alternate") == f"http://portal.test{prefix}/offers?kind=internship"
        assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == (prefix.strip("/") or "de")
        assert root.findtext(f"{ATOM}title").startswith(f"{title} – Integration Point")
        asked = read(client, f"{prefix}/offers.atom?q=Lager&place=Erkelenz")
        assert asked.findtext(f"{ATOM}title").startswith(f"{title}: Lager · Erkelenz – Integration Point")
        assert root.findtext(f"{ATOM}id") == f"tag:portal.test,2026:{prefix}/offers.atom?kind=internship"


def test_a_feed_holds_what_its_filters_find_the_newest_first(client, app, monkeypatch):
    monkeypatch.setattr(feed, "ENTRIES", 2)
    for days, title in ((3, "Alt"), (2, "Mittel"), (1, "Neu")):
        VacancyFactory(published=True, published_at=clock.now() - timedelta(days=days), content={"title": title})
    VacancyFactory(published=True, content={"title": "Praktikum", "offer_kind": "internship"})
    search.rebuild()

    assert titles(read(client, "/offers.atom?kind=full_time_job")) == ["Neu", "Mittel"]
    assert titles(read(client, "/offers.atom?kind=internship")) == ["Praktikum"]
    assert titles(read(client, "/offers.atom?kind=mini_job")) == []


def test_an_entry_keeps_its_name_while_its_offer_changes(client, app):
    offer = indexed(title="Lager & <Versand>")
    [before] = read(client, "/offers.atom").iter(f"{ATOM}entry")
    offer.text.saved_at = clock.now() + timedelta(hours=2)
    db.session.commit()

    [after] = read(client, "/en/offers.atom").iter(f"{ATOM}entry")

    assert before.findtext(f"{ATOM}title") == "Lager & <Versand>"
    assert before.findtext(f"{ATOM}id") == after.findtext(f"{ATOM}id") == f"tag:portal.test,2026:/offers/{offer.number}"
    assert link(after, "alternate") == f"http://portal.test/en/offers/{offer.number}"
    assert before.findtext(f"{ATOM}updated") < after.findtext(f"{ATOM}updated")
    assert before.findtext(f"{ATOM}published") == after.findtext(f"{ATOM}published")


def test_an_unchanged_feed_is_not_sent_again(client, app):
    offer = indexed()
    first = client.get("/offers.atom")

    same = client.get("/offers.atom", headers={"If-None-Match": first.headers["ETag"]})
    by_date = client.get("/offers.atom", headers={"If-Modified-Since": first.headers["Last-Modified"]})
    offer.text.title = "Neuer Titel"
    db.session.commit()

    assert [(answer.status_code, answer.data) for answer in (same, by_date)] == [(304, b""), (304, b"")]
    assert client.get("/offers.atom", headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_a_feed_without_entries_is_a_feed(client, app):
    search.rebuild()
    root = read(client, "/offers.atom?place=Erkelenz&q=Nichts")

    assert titles(root) == []
    assert root.findtext(f"{ATOM}updated")
    assert "Nichts · Erkelenz" in root.findtext(f"{ATOM}title")


def test_no_sign_breaks_a_feed(client, app):
    indexed(title="Lager\ufffe ]]> &amp; \u202e", tasks="Zeile\n\ttab \U0001f469")

    assert titles(read(client, "/offers.atom?q=%EF%BF%BE%00%3C"))[:1] in ([], ["Lager ]]> &amp; \u202e"])
    assert titles(read(client, "/offers.atom")) == ["Lager ]]> &amp; \u202e"]


def test_a_closed_offer_leaves_the_feed_before_the_index_knows(client, app):
    offer = indexed()
    offer.taken = offer.places
    db.session.commit()

    assert titles(read(client, "/offers.atom")) == []


def test_a_company_that_wants_no_name_is_named_nowhere(client, app):
    offer = indexed(is_name_public=False)

    assert offer.organisation.name not in client.get("/offers.atom").text


def test_the_list_links_to_its_feed(client, app):
    page = client.get("/offers?kind=internship&place=Erkelenz&sort=start").text

    assert 'href="http://portal.test/offers.atom?place=Erkelenz&amp;kind=internship"' in page


def test_the_list_leads_to_an_alert_with_the_same_question(client, app):
    page = Page(client.get("/offers?kind=internship&place=Erkelenz&km=10&page=2").text)

    [address] = {one for one in page.links if urlsplit(one).path == "/alerts/new"}
    form = client.get(address).text
    assert 'value="Erkelenz"' in form
    assert '<option selected value="10">' in form
    assert '<option selected value="kind:internship">' in form


@pytest.mark.parametrize("count", [1, 6])
def test_a_feed_costs_one_statement(client, app, count):
    for _ in range(count):
        indexed()

    with statements(app) as said:
        assert client.get("/offers.atom").status_code == 200
    assert len(said) == 1
