"""Builders of users and what hangs on them."""

import base64
import secrets
from datetime import timedelta

import factory

from portal.accounts.models import Invitation, SecondFactor, User
from portal.accounts.rules import INVITATION_LASTS, FactorState, email_key
from portal.core import clock, db, keys
from portal.core.actor import Role
from tests.factories.base import Factory

PASSWORD = "correct horse battery"
"""The password of every user whose trait is `with_password`."""


class UserFactory(Factory):
    """Somebody with a confirmed account; `sign_in` needs no password."""

    class Meta:
        model = User

    name = factory.Sequence(lambda number: f"Kim Beispiel {number}")
    email = factory.Sequence(lambda number: f"Kim{number}@Firma.example")
    email_key = factory.LazyAttribute(lambda user: email_key(user.email))
    fs_uniquifier = factory.Sequence(lambda number: f"uniquifier-{number:04}")
    confirmed_at = factory.LazyFunction(clock.now)

    class Params:
        absent = factory.Trait(
            absent_until=factory.LazyFunction(lambda: clock.today() + timedelta(days=7)),
            deputy_id=factory.LazyFunction(lambda: UserFactory().id),
        )


class InvitationFactory(Factory):
    """An open invitation into a company."""

    class Meta:
        model = Invitation

    email = factory.Sequence(lambda number: f"neu{number}@firma.example")
    email_key = factory.LazyAttribute(lambda invitation: email_key(invitation.email))
    name = "Neu Beispiel"
    role = Role.RECRUITER
    invited_by_id = factory.LazyFunction(lambda: UserFactory().id)
    expires_at = factory.LazyFunction(lambda: clock.now() + INVITATION_LASTS)


def with_second_step(user: User) -> SecondFactor:
    """Give a user an app that shows codes."""
    secret = keys.sealed(base64.b32encode(secrets.token_bytes(20)).decode())
    factor = SecondFactor(user_id=user.id, state=FactorState.ACTIVE, secret=secret, confirmed_at=clock.now())
    db.session.add(factor)
    db.session.commit()
    return factor
