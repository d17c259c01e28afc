"""A person and the desk of the caseworker who looks after them."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.accounts.models import User
from portal.candidates.models import Candidate
from portal.core import db
from portal.organisations.models import Organisation
from tests.candidates.files import behind_the_door
from tests.factories.candidates import CandidateFactory
from tests.factories.organisations import OrganisationFactory, company_member
from tests.signing import sign_in


@pytest.fixture
def person() -> Candidate:
    made: Candidate = CandidateFactory(ready_for_shadowing=True)
    return made


@pytest.fixture
def desk(client: FlaskClient, person: Candidate) -> FlaskClient:
    """The browser of the person's own caseworker."""
    sign_in(client, db.session.get(User, person.caseworker_id))
    return client


@pytest.fixture
def own_page(app: Flask, person: Candidate) -> tuple[FlaskClient, str]:
    """The person's browser behind the date of birth, and the address of the own page."""
    return behind_the_door(app, person)


@pytest.fixture
def firm() -> tuple[Organisation, User]:
    """A company and one of its people."""
    company = OrganisationFactory(verified=True)
    return company, company_member(company)


@pytest.fixture
def folder(app: Flask) -> Path:
    """Where files are kept."""
    path: Path = app.extensions["portal.settings"].data_dir / "files"
    return path
