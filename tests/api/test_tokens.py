"""Keys of programs: who makes them, what is kept of them, when they end."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from portal.api import queries
from portal.api.models import ApiAnswer, ApiToken
from portal.api.rules import LASTS_DAYS, MOST_TOKENS, OVERLAP, TokenScope
from portal.api.services import tokens as services
from portal.api.services.tokens import Wanted
from portal.api.workflow import TOKENS
from portal.core import audit, clock, db, retention
from portal.core.actor import COMPANY_ROLES, OFFICE_ROLES, Channel, Role
from portal.core.db import new_id
from portal.core.errors import GuardRefused, NotAllowed, NotFound, TransitionNotAllowed
from portal.core.links import digest
from portal.organisations.models import Membership, Organisation
from portal.organisations.services import members
from portal.wiring.retention import RETENTION
from tests.api.conftest import key_of, only_token
from tests.factories.organisations import OrganisationFactory, actor_of, company_member, office_member
from tests.signing import sign_in

S = TokenScope
FORM = {
    "name": "Lohnprogramm",
    "scopes": "offers:read",
    "expires_on": (clock.today() + timedelta(days=30)).isoformat(),
}
MAKERS = (Role.COMPANY_ADMIN, Role.AUTHORITY, Role.COORDINATOR)


def member(role: Role):
    """Give somebody of a role."""
    return company_member(role=role) if role in COMPANY_ROLES else office_member(role=role)


def asked(**changes):
    """Give what somebody wants a token for."""
    return Wanted(
        **{"name": "HR", "scopes": (S.OFFERS_READ,), "expires_on": clock.today() + timedelta(days=9)} | changes
    )


def test_of_a_secret_only_the_hash_is_kept(boss):
    secret = key_of(boss, S.OFFERS_READ)

    kept = only_token()

    assert secret.startswith("ipt_")
    assert len(secret) > 40
    assert kept.secret_hash == digest(secret)
    assert secret not in repr([getattr(kept, column.key) for column in ApiToken.__table__.columns])
    assert secret not in repr([event.details for event in audit.history("api_token", kept.id)])


def test_a_program_does_the_deeds_of_who_made_its_key(boss):
    found = queries.bearer(key_of(boss, S.OFFERS_READ, S.PROPOSALS_READ))

    assert found is not None
    assert (found.actor.id, found.actor.role, found.actor.channel) == (boss.id, Role.COMPANY_ADMIN, Channel.API)
    assert found.actor.organisation_id == actor_of(boss).organisation_id
    assert found.scopes == {"offers:read", "proposals:read"}


@pytest.mark.parametrize("role", [*COMPANY_ROLES, *OFFICE_ROLES, Role.AUTHORITY, Role.ADMINISTRATOR])
def test_who_looks_after_a_company_or_office_makes_keys_and_nobody_else(client, role):
    sign_in(client, member(role))

    assert client.get("/tokens/new").status_code == (200 if role in MAKERS else 403)


def test_a_key_opens_no_more_than_its_role_has_pages_for(authority):
    with pytest.raises(NotAllowed):
        services.make(new_id(), asked(scopes=(S.PROPOSALS_READ,)), actor=actor_of(authority))
    with pytest.raises(NotAllowed):
        services.make(new_id(), asked(scopes=()), actor=actor_of(authority))


@pytest.mark.parametrize("days", [-1, 0, LASTS_DAYS + 1])
def test_a_key_lasts_a_year_at_most(boss, days):
    with pytest.raises(GuardRefused):
        services.make(new_id(), asked(expires_on=clock.today() + timedelta(days=days)), actor=actor_of(boss))


def test_there_are_not_more_keys_than_anybody_needs(boss):
    for _number in range(MOST_TOKENS):
        key_of(boss)

    with pytest.raises(GuardRefused):
        services.make(new_id(), asked(), actor=actor_of(boss))


def test_the_secret_is_shown_once(client, boss):
    sign_in(client, boss)
    form = FORM | {"record_id": str(new_id())}

    answer = client.post("/tokens/new", data=form)

    token = only_token()
    secret = answer.text.split("<code")[1].split(">")[1].split("<")[0]
    assert digest(secret) == token.secret_hash
    assert answer.headers["Cache-Control"] == "no-store"
    for page in ("/tokens/", f"/tokens/{token.id}"):
        text = client.get(page).text
        assert "Lohnprogramm" in text
        assert "ipt_" not in text


def test_what_is_seen_after_a_double_click_is_what_opens(client, boss):
    sign_in(client, boss)
    form = FORM | {"record_id": str(new_id())}

    client.post("/tokens/new", data=form)
    second = client.post("/tokens/new", data=form).text.split("<code")[1].split(">")[1].split("<")[0]

    assert queries.bearer(second) is not None
    assert [event.name for event in audit.history("api_token", only_token().id)] == ["make"]


def test_the_form_sent_again_later_shows_nothing(client, boss):
    sign_in(client, boss)
    form = FORM | {"record_id": str(new_id())}
    client.post("/tokens/new", data=form)
    before = only_token().secret_hash

    with time_machine.travel(clock.now() + timedelta(minutes=2)):
        answer = client.post("/tokens/new", data=form)

    assert answer.status_code == 303
    assert only_token().secret_hash == before


@pytest.mark.parametrize("page", ["/tokens/new", "/tokens/{id}/rotate"])
def test_a_secret_is_shown_only_after_the_password(client, boss, page):
    key_of(boss)
    sign_in(client, boss)
    with client.session_transaction("/account") as session:
        session["fs_paa"] = 0

    answer = client.get(page.format(id=only_token().id))

    assert answer.status_code == 303
    assert "/verify" in answer.location


def test_a_new_secret_leaves_the_former_one_a_day(boss):
    former = key_of(boss)
    token = only_token()

    new = services.rotate(token, actor=actor_of(boss))
    db.session.commit()

    assert queries.bearer(former) is not None
    assert queries.bearer(new) is not None
    with time_machine.travel(clock.now() + OVERLAP + timedelta(seconds=1)):
        assert queries.bearer(former) is None
        assert queries.bearer(new) is not None


def test_two_new_secrets_at_once_end_neither_the_former_one_nor_the_last(boss):
    former = key_of(boss)
    token = only_token()

    lost = services.rotate(token, actor=actor_of(boss))
    shown = services.rotate(token, actor=actor_of(boss))

    assert queries.bearer(former) is not None
    assert queries.bearer(shown) is not None
    assert queries.bearer(lost) is None


def test_a_key_that_is_taken_back_opens_nothing_and_stays_so(client, boss):
    former = key_of(boss)
    token = only_token()
    new = services.rotate(token, actor=actor_of(boss))
    db.session.commit()
    sign_in(client, boss)

    client.post(f"/tokens/{token.id}/revoke")

    assert queries.bearer(former) is None
    assert queries.bearer(new) is None
    with pytest.raises(TransitionNotAllowed):
        services.rotate(only_token(), actor=actor_of(boss))


def test_a_key_ends_with_its_day(boss):
    secret = key_of(boss, days=3)

    with time_machine.travel(clock.now() + timedelta(days=3)):
        assert queries.bearer(secret) is not None
    with time_machine.travel(clock.now() + timedelta(days=4)):
        assert queries.bearer(secret) is None
        with pytest.raises(TransitionNotAllowed):
            services.rotate(only_token(), actor=actor_of(boss))


def test_a_key_ends_when_its_maker_leaves(boss):
    secret = key_of(boss)
    membership = db.session.scalars(select(Membership).where(Membership.user_id == boss.id)).one()
    members.close(membership)
    db.session.commit()

    assert queries.bearer(secret) is None


def test_a_key_ends_when_its_maker_gets_another_role(boss):
    secret = key_of(boss)
    membership = db.session.scalars(select(Membership).where(Membership.user_id == boss.id)).one()

    membership.role = Role.RECRUITER
    db.session.commit()

    assert queries.bearer(secret) is None


def test_a_key_ends_with_the_account_of_its_maker(boss):
    secret = key_of(boss)

    boss.active = False
    db.session.commit()

    assert queries.bearer(secret) is None


def test_another_company_does_not_learn_that_a_key_exists(client, boss):
    key_of(boss)
    token = only_token()
    sign_in(client, company_member(OrganisationFactory(verified=True), role=Role.COMPANY_ADMIN))

    statuses = {client.get(f"/tokens/{token.id}{deed}").status_code for deed in ("", "/rotate", "/revoke")}

    assert statuses == {404}
    assert "Lohnprogramm" not in client.get("/tokens/").text


def test_a_colleague_takes_a_key_back_but_gets_no_secret_of_it(client, boss):
    key_of(boss)
    token = only_token()
    company = db.session.get_one(Organisation, actor_of(boss).organisation_id)
    colleague = company_member(company, role=Role.COMPANY_ADMIN)
    sign_in(client, colleague)

    assert client.get(f"/tokens/{token.id}/rotate").status_code == 403
    assert client.get(f"/tokens/{token.id}/revoke").status_code == 200
    with pytest.raises(NotAllowed):
        services.rotate(token, actor=actor_of(colleague))


def test_the_id_of_a_foreign_key_gives_no_secret(boss):
    key_of(boss)
    stranger = company_member(OrganisationFactory(verified=True), role=Role.COMPANY_ADMIN)

    with pytest.raises(NotFound):
        services.make(only_token().id, asked(), actor=actor_of(stranger))


def test_every_event_leaves_its_trace(boss):
    key_of(boss)
    token = only_token()
    services.rotate(token, actor=actor_of(boss))
    services.revoke(token, actor=actor_of(boss))

    names = {event.name for event in audit.history("api_token", token.id)}

    assert names == {row.event for row in TOKENS.transitions}


def test_keys_and_answers_are_forgotten_in_time(boss):
    key_of(boss, days=1)
    token = only_token()
    db.session.add(ApiAnswer(token_id=token.id, key="k", request_hash="0" * 64, status=200, body={}))
    db.session.commit()
    rules = tuple(rule for rule in RETENTION if rule.name.startswith("api/"))

    with time_machine.travel(clock.now() + timedelta(days=2)):
        retention.run_due(rules)
        assert db.session.scalars(select(ApiAnswer.id)).all() == []
        assert only_token().id == token.id
    with time_machine.travel(clock.now() + timedelta(days=183)):
        retention.run_due(rules)
        assert db.session.scalars(select(ApiToken.id)).all() == []
