"""A person and the desk of the caseworker who looks after them."""

import pytest
from flask.testing import FlaskClient

from portal.accounts.models import User
from portal.candidates.models import Candidate
from portal.core import db
from tests.factories.candidates import CandidateFactory
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
