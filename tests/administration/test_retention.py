"""The page of what is kept how long: numbers for whoever runs the portal, and nobody's name."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal import wiring
from portal.administration.forms import KINDS
from portal.candidates.rules import CandidateState
from portal.core import clock, retention
from portal.core.actor import Role
from tests.factories.candidates import CandidateFactory
from tests.factories.organisations import office_member
from tests.signing import sign_in
from tests.statements import statements


def test_every_row_is_called_something() -> None:
    assert {rule.name for rule in (*wiring.RETENTION, *wiring.ON_DEMAND)} == set(KINDS)


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.COORDINATOR])
def test_the_page_counts_what_goes_and_what_went_and_names_nobody(client: FlaskClient, role: Role) -> None:
    ages = {"gone": 200, "soon": 170, "later": 10}
    for name, days in ages.items():
        closed_on = clock.today() - timedelta(days=days)
        CandidateFactory(state=CandidateState.CLOSED, closed_on=closed_on, first_name=f"Zq{name}")
    retention.run_due(wiring.RETENTION)
    sign_in(client, office_member(role=role))

    page = client.get("/administration/retention")

    row = page.text.split("Abgeschlossene Profile")[1].split("</tr>")[0]
    assert [part.split("<")[0] for part in row.split('ip-table__value">')[1:]] == ["183", "0", "1"]
    assert page.text.count("Abgeschlossene Profile") == 2
    assert "Zq" not in page.text
    assert page.text.count("<h1") == 1


def test_looking_ahead_asks_as_much_however_much_there_is(app: Flask) -> None:
    asked = []
    for people in (1, 30):
        for _ in range(people):
            CandidateFactory(state=CandidateState.CLOSED, closed_on=clock.today() - timedelta(days=200))
        with statements(app) as said:
            forecast = retention.preview(wiring.RETENTION, timedelta(days=30))
        asked.append(len(said))
        counted = {row.rule.name: row.next_run for row in forecast}

    assert counted["candidates/closed"] == 31
    assert asked == [2 * len(wiring.RETENTION)] * 2


@pytest.mark.parametrize("role", [Role.CASEWORKER, Role.EMPLOYER_SERVICE, Role.AUTHORITY])
def test_nobody_else_opens_it(client: FlaskClient, role: Role) -> None:
    sign_in(client, office_member(role=role))

    assert client.get("/administration/retention").status_code == 403
