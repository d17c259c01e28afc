"""Two at once: a company keeps an admin, an asker is let in once, and nothing new lands on a double."""

from threading import Thread

import pytest
from sqlalchemy import func, select

from portal.accounts.models import Invitation
from portal.core import db
from portal.core.actor import Channel, Role
from portal.core.errors import PortalError
from portal.organisations import queries
from portal.organisations.models import ContactEntry, JoinRequest, Membership, Organisation
from portal.organisations.services import joining, members, merging
from tests.factories.organisations import OrganisationFactory, actor_of, company_member, office_member
from tests.racing import at_once

pytestmark = pytest.mark.commits


def admins(company_id: object) -> int:
    """Count who looks after a company."""
    living = (Membership.role == Role.COMPANY_ADMIN) & Membership.ended_at.is_(None)
    query = select(func.count()).where(Membership.organisation_id == company_id, living)
    return db.session.scalar(query) or 0


@pytest.mark.parametrize("target", ["each other", "themselves"])
def test_of_two_admins_who_go_at_once_one_stays(app, target):
    company = OrganisationFactory(verified=True)
    actors = [actor_of(company_member(company, role=Role.COMPANY_ADMIN)) for _ in range(2)]
    ids = [db.session.scalars(select(Membership.id).where(Membership.user_id == one.id)).one() for one in actors]
    company_id = company.id
    leaving = ids if target == "themselves" else reversed(ids)

    outcomes = at_once(
        app,
        *(
            lambda one=one, actor=actor: members.end(queries.membership(actor, one), actor=actor)
            for one, actor in zip(leaving, actors, strict=True)
        ),
    )

    assert outcomes == ["LastAdmin", "done"]
    assert admins(company_id) == 1


def test_two_admins_who_let_somebody_in_at_once_send_one_invitation(app):
    company = OrganisationFactory(verified=True)
    actors = [actor_of(company_member(company, role=Role.COMPANY_ADMIN)) for _ in range(2)]
    who = {"name": "Kim", "email": "kim@firma.example", "email_key": "kim@firma.example"}
    request = JoinRequest(id=db.new_id(), organisation_id=company.id, **who)
    db.session.add(request)
    db.session.commit()
    request_id = request.id

    outcomes = at_once(
        app,
        *(lambda one=one: joining.invite(queries.join_request(one, request_id), actor=one) for one in actors),
    )

    assert outcomes == ["TransitionNotAllowed", "done"]
    assert db.session.scalar(select(func.count()).select_from(Invitation)) == 1


def test_what_is_written_while_a_double_is_merged_does_not_land_on_it(app):
    kept_id, double_id = (OrganisationFactory(verified=True).id for _ in range(2))
    staff = actor_of(office_member(role=Role.EMPLOYER_SERVICE))
    line = {"organisation_id": double_id, "author_id": staff.id, "channel": Channel.PHONE, "contact": "A", "text": "B"}
    outcomes: list[str] = []

    def write() -> None:
        with app.app_context():
            try:
                with db.transaction() as session:
                    session.add(ContactEntry(**line))
            except PortalError as refused:
                outcomes.append(type(refused).__name__)
            finally:
                db.session.remove()

    db.session.remove()
    late = Thread(target=write)
    with db.transaction() as session:
        double, kept = (session.get_one(Organisation, one) for one in (double_id, kept_id))
        merging.merge(double, kept, actor=staff, reason="Zweimal angemeldet.")
        late.start()
        late.join(0.5)  # it waits for whoever merges
    late.join()

    assert outcomes == ["TransitionNotAllowed"]
    assert db.session.scalars(select(ContactEntry)).all() == []
