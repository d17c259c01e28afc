"""Where the pages of a file and of its person are, and how it stands now."""

from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from portal.candidates.mails import person_link
from portal.candidates.models import Candidate
from portal.core import db, links
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


def behind_the_door(app: Flask, person: Candidate, party: str = "candidate") -> tuple[FlaskClient, str]:
    """Open a link to the own page with the date of birth; give the browser and the address."""
    token, _code = links.issue(person_link(person, party))
    db.session.commit()
    browser = app.test_client()
    browser.post(f"/l/{token}", data={"birth_date": person.birth_date.isoformat()})
    return browser, f"/l/{token}"
