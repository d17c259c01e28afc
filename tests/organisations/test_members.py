"""Members and invitations: who lets whom in, as what, for how long, and that somebody is left."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.accounts.models import Invitation, User
from portal.accounts.rules import INVITATION_LASTS, InvitationState
from portal.accounts.services import invitations
from portal.accounts.services.invitations import Wanted
from portal.accounts.services.passwords import hash_password
from portal.accounts.workflow import InvitationOver
from portal.core import audit, clock, db
from portal.core.actor import Role
from portal.core.errors import NotFound
from portal.core.outbox import OutboxMail
from portal.organisations.models import Membership
from portal.organisations.queries import memberships_of
from portal.organisations.services import members
from tests.accounts.test_sign_in import is_in, knock
from tests.factories.accounts import PASSWORD, InvitationFactory, UserFactory
from tests.factories.organisations import (
    MembershipFactory,
    OfficeFactory,
    OrganisationFactory,
    actor_of,
    company_member,
    office_member,
)
from tests.mailbox import link_in
from tests.signing import sign_in

INVITE = {"email": "neu@firma.example", "name": "Neu Beispiel", "role": "recruiter"}


def membership_of(user: User) -> Membership:
    """Give the one membership of a user."""
    return db.session.scalars(select(Membership).where(Membership.user_id == user.id)).one()


def newest_link() -> str:
    """Give the path of the link in the newest invitation."""
    mail = db.session.scalars(
        select(OutboxMail).where(OutboxMail.kind == "accounts/invitation").order_by(OutboxMail.id.desc())
    ).first()
    assert mail
    return link_in(mail)


@pytest.fixture
def admin(client: FlaskClient) -> User:
    """The admin of a company, signed in."""
    user = company_member(role=Role.COMPANY_ADMIN)
    sign_in(client, user)
    return user


def invite(client: FlaskClient, **changed: str) -> int:
    """Send an invitation."""
    return client.post(
        "/organisations/members/invite", data={"record_id": str(uuid4()), **INVITE, **changed}
    ).status_code


def test_an_invited_person_opens_an_account_and_belongs(client, admin):
    assert invite(client) == 303
    client.post("/logout")
    path = newest_link()

    page = client.get(path)
    assert "lädt Sie ein" in page.text
    assert db.session.scalars(select(User).where(User.email_key == "neu@firma.example")).all() == []
    answer = client.post(path, data={"name": "Neu Name", "password": PASSWORD})

    user = db.session.scalars(select(User).where(User.email_key == "neu@firma.example")).one()
    assert (answer.status_code, answer.headers["Location"]) == (303, "/login")
    member = membership_of(user)
    assert (member.role, member.organisation_id) == (Role.RECRUITER, membership_of(admin).organisation_id)
    assert knock(client, user).status_code == 303
    assert client.get(path).status_code == 404


def test_somebody_with_an_account_shows_that_it_is_theirs_and_keeps_the_password(client, admin):
    known = company_member(email="neu@firma.example", password=hash_password(PASSWORD))
    invite(client)

    refused = client.post(newest_link(), data={"password": "another password"})
    answer = client.post(newest_link(), data={"password": PASSWORD})

    assert (refused.status_code, answer.status_code) == (422, 303)
    mine = db.session.scalars(select(Membership).where(Membership.user_id == known.id)).all()
    assert sorted(one.is_active for one in mine) == [False, True]
    client.post("/logout")
    assert knock(client, known).status_code == 303


def test_an_invitation_into_the_own_company_changes_no_role(admin):
    company_id = membership_of(admin).organisation_id

    members.join(admin.id, Role.RECRUITER, organisation_id=company_id)

    assert membership_of(admin).role is Role.COMPANY_ADMIN


def test_an_invitation_is_no_place_to_guess_a_password(client, admin):
    company_member(email="neu@firma.example", password=hash_password(PASSWORD))
    invite(client)
    path = newest_link()

    wrong = [client.post(path, data={"password": f"guess number {count}"}).status_code for count in range(5)]
    db.session.rollback()

    assert wrong == [422] * 5
    assert client.post(path, data={"password": PASSWORD}).status_code == 404


def test_an_account_never_confirmed_is_not_trusted_with_its_old_password(client, admin):
    attempt = UserFactory(email="neu@firma.example", confirmed_at=None, password=hash_password("of an attacker"))
    invite(client)

    refused = client.post(newest_link(), data={})
    client.post(newest_link(), data={"name": "Neu", "password": PASSWORD})
    client.post("/logout")

    assert refused.status_code == 422
    assert knock(client, attempt, "of an attacker").status_code == 422
    assert knock(client, attempt).status_code == 303


def test_a_link_is_over_after_fourteen_days_or_when_taken_back(client, admin):
    invite(client)
    path, invitation = newest_link(), db.session.scalars(select(Invitation)).one()

    with time_machine.travel(clock.now() + INVITATION_LASTS + timedelta(minutes=1)):
        assert client.get(path).status_code == 404
        assert invitations.expire_due() == 1
    db.session.refresh(invitation)
    assert invitation.state is InvitationState.EXPIRED

    assert client.post(f"/organisations/invitations/{invitation.id}/resend").status_code == 303
    assert client.get(path).status_code == 404
    assert client.get(newest_link()).status_code == 200

    client.post(f"/organisations/invitations/{invitation.id}/revoke")
    assert client.get(newest_link()).status_code == 404
    assert db.session.get_one(Invitation, invitation.id, populate_existing=True).state is InvitationState.REVOKED


def test_the_same_form_twice_sends_one_invitation(client, admin):
    data = {"record_id": str(uuid4()), **INVITE}

    for _ in range(2):
        client.post("/organisations/members/invite", data=data)

    assert len(db.session.scalars(select(OutboxMail)).all()) == 1


@pytest.mark.parametrize("verb", ["resend", "revoke"])
def test_the_admin_of_another_company_finds_no_invitation(client, admin, verb):
    foreign = InvitationFactory(organisation_id=OrganisationFactory().id)

    assert client.post(f"/organisations/invitations/{foreign.id}/{verb}").status_code == 404
    assert foreign.state is InvitationState.OPEN


@pytest.mark.parametrize(
    "bad",
    [
        {"role": "administrator"},
        {"role": "coordinator"},
        {"role": ""},
        {"email": "x"},
        {"name": ""},
        {"record_id": "x"},
    ],
)
def test_roles_of_other_homes_and_bad_input_are_refused(client, admin, bad):
    assert invite(client, **bad) == 422


def test_a_recruiter_invites_nobody(client):
    sign_in(client, company_member())

    assert invite(client) == 403


def test_a_coordinator_invites_into_the_own_office_only_up_to_the_own_role(client):
    lead = office_member(role=Role.COORDINATOR)
    sign_in(client, lead)

    assert invite(client, role="administrator") == 422
    assert invite(client, role="caseworker") == 303
    assert db.session.scalars(select(Invitation.office_id)).one() == membership_of(lead).office_id


def test_an_administrator_chooses_the_office_and_its_kind_gives_the_roles(client):
    authority = OfficeFactory(authority=True)
    sign_in(client, office_member(role=Role.ADMINISTRATOR))
    address = f"/organisations/members/invite?office={authority.id}"
    data = {"record_id": str(uuid4()), **INVITE}

    assert authority.name in client.get("/organisations/members/invite").text
    assert client.post(address, data={**data, "role": "caseworker"}).status_code == 422
    assert client.post(address, data={**data, "role": "authority"}).status_code == 303
    assert db.session.scalars(select(Invitation.office_id)).one() == authority.id


def change_role(client: FlaskClient, member: Membership, role: str) -> int:
    """Send the form of a member's role."""
    address = f"/organisations/members/{member.id}/role"
    return client.post(address, data={"role": role, "version": member.version}).status_code


def test_an_admin_changes_a_role_and_it_is_written_down(client, admin):
    company = membership_of(admin).organisation_id
    member = MembershipFactory(organisation_id=company)

    assert change_role(client, member, "company_admin") == 303
    assert member.role is Role.COMPANY_ADMIN


def test_the_last_admin_can_neither_go_nor_step_down(client, admin):
    mine = membership_of(admin)

    assert change_role(client, mine, "recruiter") == 422
    assert client.post(f"/organisations/members/{mine.id}/end").status_code == 422
    db.session.refresh(mine)
    assert (mine.role, mine.ended_at) == (Role.COMPANY_ADMIN, None)


def test_one_of_two_admins_can_go_and_is_out_at_once(app, client, admin):
    mine = membership_of(admin)
    other = UserFactory()
    theirs = MembershipFactory(user_id=other.id, organisation_id=mine.organisation_id, role=Role.COMPANY_ADMIN)
    elsewhere = app.test_client()
    sign_in(elsewhere, other)
    assert elsewhere.get("/organisations/members").status_code == 200

    assert client.get(f"/organisations/members/{theirs.id}/end").status_code == 200
    assert client.post(f"/organisations/members/{theirs.id}/end").status_code == 303

    assert elsewhere.get("/organisations/members").status_code == 403
    assert is_in(elsewhere)


@pytest.mark.parametrize("page", ["role", "end"])
def test_members_of_another_company_do_not_exist(client, admin, page):
    foreign = MembershipFactory(organisation_id=OrganisationFactory().id)

    assert client.post(f"/organisations/members/{foreign.id}/{page}", data={"role": "recruiter"}).status_code == 404
    assert (foreign.role, foreign.ended_at) == (Role.RECRUITER, None)


@pytest.mark.parametrize(
    ("inviter", "role"),
    [(Role.COMPANY_ADMIN, Role.CASEWORKER), (Role.COORDINATOR, Role.ADMINISTRATOR), (Role.COORDINATOR, Role.RECRUITER)],
)
def test_a_role_of_another_home_is_refused_below_the_form_too(inviter, role):
    actor = actor_of(company_member(role=inviter) if inviter is Role.COMPANY_ADMIN else office_member(role=inviter))
    wanted = Wanted("neu@firma.example", "Neu", role, actor.organisation_id, actor.office_id)

    with pytest.raises(members.RoleNotOffered):
        members.invite(wanted, actor=actor, invitation_id=uuid4())


def test_an_invitation_of_somebody_else_is_not_found_under_its_id():
    foreign = InvitationFactory(organisation_id=OrganisationFactory().id)
    actor = actor_of(company_member(role=Role.COMPANY_ADMIN))
    wanted = Wanted("neu@firma.example", "Neu", Role.RECRUITER, actor.organisation_id)

    with pytest.raises(NotFound):
        members.invite(wanted, actor=actor, invitation_id=foreign.id)


def test_an_invitation_past_its_time_is_refused_before_the_system_ends_it():
    late = InvitationFactory(organisation_id=OrganisationFactory().id, expires_at=clock.now())

    with pytest.raises(InvitationOver):
        invitations.accept(late, name="Neu", hashed_password="x")


def test_joining_again_neither_changes_the_role_nor_makes_two_memberships():
    user, company = company_member(), OrganisationFactory()
    members.join(user.id, Role.RECRUITER, organisation_id=company.id)

    members.join(user.id, Role.COMPANY_ADMIN, organisation_id=company.id)

    [joined] = [one for one in memberships_of(user.id) if one.organisation_id == company.id]
    assert (joined.role, joined.is_active) == (Role.RECRUITER, False)


def test_whoever_leaves_the_active_home_goes_on_in_another(client, admin):
    leaver = company_member()
    left = membership_of(leaver)
    left.organisation_id = membership_of(admin).organisation_id
    other = MembershipFactory(user_id=leaver.id, organisation_id=OrganisationFactory().id, is_active=False)
    db.session.commit()

    for _ in range(2):
        members.end(left, actor=actor_of(admin))

    assert (left.is_active, other.is_active) == (False, True)
    written = audit.history("membership", left.id)
    assert [(event.name, event.actor_id) for event in written] == [("end", admin.id)]


def test_the_last_administrator_stays_whatever_the_office(client):
    one, two = office_member(role=Role.ADMINISTRATOR), office_member(role=Role.ADMINISTRATOR)

    members.end(membership_of(two), actor=actor_of(one))

    with pytest.raises(members.LastAdmin):
        members.end(membership_of(one), actor=actor_of(one))


def test_a_coordinator_neither_ends_nor_demotes_an_administrator():
    office = OfficeFactory()
    coordinator = actor_of(office_member(office, role=Role.COORDINATOR))
    administrator, _other = (membership_of(office_member(office, role=Role.ADMINISTRATOR)) for _ in range(2))

    with pytest.raises(members.RoleNotOffered):
        members.end(administrator, actor=coordinator)
    with pytest.raises(members.RoleNotOffered):
        members.change_role(administrator, Role.CASEWORKER, actor=coordinator)

    assert (administrator.role, administrator.ended_at) == (Role.ADMINISTRATOR, None)


def test_an_administrator_gives_a_role_by_the_kind_of_the_office():
    admin = actor_of(office_member(role=Role.ADMINISTRATOR))
    member = membership_of(office_member(role=Role.AUTHORITY))

    with pytest.raises(members.RoleNotOffered):
        members.change_role(member, Role.CASEWORKER, actor=admin)

    members.change_role(member, Role.AUTHORITY, actor=admin)
    assert audit.history("membership", member.id) == []


def test_members_are_listed_for_their_own_company(client, admin):
    mine, foreign = company_member(name="Eigene Person"), company_member(name="Fremde Person")
    membership_of(mine).organisation_id = membership_of(admin).organisation_id
    db.session.commit()

    page = client.get("/organisations/members").text

    assert mine.name in page
    assert foreign.name not in page


def test_somebody_of_two_homes_acts_for_one_at_a_time(client, admin):
    office = OfficeFactory()
    second = MembershipFactory(user_id=admin.id, office_id=office.id, role=Role.CASEWORKER, is_active=False)
    foreign = membership_of(company_member())

    assert client.post(f"/organisations/memberships/{foreign.id}/activate").status_code == 404
    assert client.post(f"/organisations/memberships/{second.id}/activate").status_code == 303

    actor = actor_of(admin)
    assert (actor.role, actor.office_id, actor.organisation_id) == (Role.CASEWORKER, office.id, None)
    assert client.get("/organisations").status_code == 200
