"""The purpose limitation, and the offices that reference data brings."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.core import db
from portal.core.actor import Role
from portal.organisations.models import Office, PurposeAcceptance
from portal.organisations.queries import has_accepted_purpose
from portal.organisations.services import load_offices
from portal.reference import snapshot
from tests.factories.organisations import actor_of, company_member, office_member
from tests.signing import sign_in


def test_a_promise_is_given_once_by_each_user_for_each_company(client):
    user = company_member()
    other = company_member()
    sign_in(client, user)
    assert "Ich verspreche das" in client.get("/organisations/purpose").text

    answers = [client.post("/organisations/purpose", data={"next": "/account"}) for _ in range(2)]

    assert [answer.headers["Location"] for answer in answers] == ["/account"] * 2
    assert (has_accepted_purpose(actor_of(user)), has_accepted_purpose(actor_of(other))) == (True, False)
    assert db.session.scalar(select(func.count()).select_from(PurposeAcceptance)) == 1


def test_a_promise_made_in_older_words_is_asked_anew(client, monkeypatch):
    user = company_member()
    sign_in(client, user)
    client.post("/organisations/purpose")

    monkeypatch.setattr("portal.organisations.queries.homes.PURPOSE_VERSION", "2099-01")

    assert not has_accepted_purpose(actor_of(user))


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example", "/\\evil.example"])
def test_a_promise_leads_to_our_own_pages_only(client, target):
    sign_in(client, company_member())

    answer = client.post("/organisations/purpose", data={"next": target})

    assert answer.headers["Location"] == "/organisations/mine"


def test_staff_have_no_promise_to_give(client):
    sign_in(client, office_member(role=Role.EMPLOYER_SERVICE))

    assert client.post("/organisations/purpose").status_code == 403


def test_offices_are_brought_up_to_date_by_their_key(app: Flask):
    result = app.test_cli_runner().invoke(args=["offices", "load"])
    assert result.exit_code == 0
    office = db.session.scalars(select(Office).where(Office.key == "hs")).one()
    office.phone = "wrong"

    load_offices(snapshot())

    assert office.phone == "02452 97620"
    assert db.session.scalar(select(func.count()).select_from(Office)) == len(snapshot().offices)
