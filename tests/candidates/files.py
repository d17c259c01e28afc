"""Where the pages of a file and of its person are, and how it stands now."""

from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from portal.candidates.mails import person_link
from portal.candidates.models import Candidate
from portal.core import db, links
from portal.core.actor import Actor, ActorKind, Role
from portal.organisations.models import Office
from tests.factories.organisations import OfficeFactory


def url(person: Candidate, rest: str = "") -> str:
    """Give the address of a page of a file."""
    return f"/candidates/{person.id}{rest}"


def again(person: Candidate) -> Candidate:
    """Read a file anew."""
    db.session.expire_all()
    return db.session.get(Candidate, person.id)


def office_of(office_id: Any) -> Office:
    """Give an office by its id, or another one."""
    return db.session.get(Office, office_id) if office_id else OfficeFactory()


def own_caseworker(person: Candidate) -> Actor:
    """Give the actor who looks after a person."""
    return Actor(ActorKind.USER, Role.CASEWORKER, id=person.caseworker_id, office_id=person.office_id)


def token_for(person: Candidate, party: str = "candidate") -> str:
    """Make a link to the own page; give its token."""
    token, _code = links.issue(person_link(person, party))
    db.session.commit()
    return token


def come_in(browser: FlaskClient, person: Candidate, party: str = "candidate") -> str:
    """Open a link to the own page with the date of birth; give its address."""
    address = f"/l/{token_for(person, party)}"
    browser.post(address, data={"birth_date": person.birth_date.isoformat()})
    return address


def behind_the_door(app: Flask, person: Candidate, party: str = "candidate") -> tuple[FlaskClient, str]:
    """Open a link to the own page in a new browser; give the browser and the address."""
    browser = app.test_client()
    return browser, come_in(browser, person, party)
