"""Every error has a page that says what to do next, even when nothing else is known."""

import re

import pytest
from flask import render_template

from portal.core.refusals import PAGES


@pytest.mark.parametrize("code", sorted(PAGES))
def test_an_error_page_needs_no_names_and_shows_the_way_on(app, code):
    with app.test_request_context("/"):
        page = render_template(f"errors/{code}.html")

    assert f"Fehler {code}" in page
    assert len(re.findall(r"<h1>[^<]+</h1>", page)) == 1
    assert "Zur Startseite" in page


def test_the_conflict_page_shows_both_versions_and_marks_what_differs(app):
    mine, theirs = {"Stunden": 30, "Ort": "Wegberg"}, {"Stunden": 35, "Ort": "Wegberg"}
    with app.test_request_context("/"):
        page = render_template("errors/409.html", mine=mine, theirs=theirs)

    assert [
        row for row in re.findall(r'class="ip-table__changed".*?</tr>', page, re.DOTALL) if "30" in row and "35" in row
    ]
    assert page.count("ip-table__changed") == 1


def test_an_unknown_address_answers_with_the_page(client):
    answer = client.get("/gibt-es-nicht")

    assert answer.status_code == 404
    assert "Diese Seite gibt es nicht" in answer.get_data(as_text=True)
