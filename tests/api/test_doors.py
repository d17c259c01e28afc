"""The doors of the interface: every one in every hand, keys that open nothing, and what reading writes."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine

from portal.api.models import ApiToken
from portal.api.services import tokens
from portal.api.views.door import ENDPOINTS
from portal.core import clock, db, permissions
from tests.api.conftest import Program, key_of, only_token
from tests.factories.organisations import actor_of

GUARDED = [one for one in ENDPOINTS if one.needs]


def path_of(door):
    """Build the address of a door with ids that exist nowhere."""
    path = door.path.replace("<name>", "HR-0")
    for name in ("proposal_id", "clearance_id"):
        path = path.replace(f"<uuid:{name}>", str(uuid4()))
    return path


def body(door):
    """Send something where something is sent."""
    return {} if door.method == "GET" else {"json": {}}


def test_every_door_but_the_boards_asks_for_a_key(app):
    assert {one.name for one in ENDPOINTS if one.needs is None} == {"openapi", "offers", "offer"}
    assert len(GUARDED) >= 9


@pytest.mark.parametrize("door", GUARDED, ids=lambda door: door.name)
def test_without_a_good_key_a_door_is_closed(client, boss, door):
    over = key_of(boss, days=1)
    revoked = key_of(boss)
    token = max(db.session.query(ApiToken), key=lambda one: one.expires_on)
    tokens.revoke(token, actor=actor_of(boss))
    db.session.commit()

    with time_machine.travel(clock.now() + timedelta(days=3)):
        answers = [
            Program(client, secret)(door.method, path_of(door), **body(door))
            for secret in ("", "ipt_" + "x" * 43, over, revoked, "ä")
        ]

    assert {(one.status_code, one.mimetype) for one in answers} == {(401, "application/problem+json")}
    assert {one.headers["WWW-Authenticate"] for one in answers} == {"Bearer"}
    assert {one.headers["Cache-Control"] for one in answers} == {"no-store"}


@pytest.mark.parametrize("door", GUARDED, ids=lambda door: door.name)
def test_a_door_opens_to_the_roles_its_policy_names(client, boss, authority, door):
    for user in (boss, authority):
        role = actor_of(user).role
        answer = Program(client, key_of(user))(door.method, path_of(door), **body(door))

        if role in permissions.declared()[door.needs.action]:
            assert answer.status_code in ((200, 404) if door.method == "GET" else (404, 422)), role
        else:
            assert answer.status_code == 403, role


def test_reading_notes_the_day_of_use_and_nothing_else(client, boss):
    firm = Program(client, key_of(boss))
    version = only_token().version

    for _ in range(2):
        firm("GET", "/company/offers").close()

    token = only_token()
    assert token.last_used_on == clock.today()
    assert token.version == version


def test_a_deed_notes_the_day_of_use_with_itself(client, boss):
    firm = Program(client, key_of(boss))
    firm("POST", "/company/offers", json={})
    assert only_token().last_used_on is None

    firm("POST", "/company/offers", json={"external_id": "HR-1", "title": "Bald", "hand_in": False})

    assert only_token().last_used_on == clock.today()


def test_a_secret_stands_in_no_log(client, boss, capsys, caplog):
    secret = key_of(boss)

    Program(client, secret)("GET", "/company/offers")
    Program(client, secret + "x")("POST", "/company/offers", json={})

    written = capsys.readouterr()
    assert secret not in written.out + written.err + caplog.text
