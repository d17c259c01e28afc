"""What is true of accounts whatever the database."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from portal.accounts import rules
from portal.accounts.models import User
from portal.accounts.queries import is_away
from portal.core import db
from portal.core.actor import COMPANY_ROLES, Role
from tests.factories.accounts import UserFactory

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)


@pytest.mark.parametrize(("until", "locked"), [(None, False), (NOON, False), (NOON.replace(hour=13), True)])
def test_a_lock_ends_by_itself(until, locked):
    assert rules.is_locked(until, NOON) is locked


@pytest.mark.parametrize(
    ("first", "last", "absent"),
    [(None, None, False), (None, 25, False), (None, 26, True), (26, 26, True), (25, 27, True), (27, 30, False)],
)
def test_the_first_and_the_last_day_of_an_absence_count_for_the_rule_and_the_database(app, first, last, absent):
    first, last = (day and date(2026, 11, day) for day in (first, last))
    user = UserFactory(absent_from=first, absent_until=last)

    found = db.session.scalar(select(User.id).where(User.id == user.id, is_away(User, date(2026, 11, 26))))

    assert rules.is_absent(first, last, date(2026, 11, 26)) is absent
    assert (found == user.id) is absent


def test_two_spellings_of_an_address_are_one():
    assert rules.email_key(" Kim.Müller@Firma.DE ") == rules.email_key("kim.müller@firma.de")


@pytest.mark.parametrize(
    ("inviter", "is_ip_office", "offered"),
    [
        (Role.COMPANY_ADMIN, False, COMPANY_ROLES),
        (Role.COORDINATOR, True, (Role.CASEWORKER, Role.EMPLOYER_SERVICE, Role.COORDINATOR)),
        (Role.ADMINISTRATOR, True, rules.IP_ROLES),
        (Role.ADMINISTRATOR, False, (Role.AUTHORITY,)),
    ],
)
def test_who_may_give_which_role(inviter, is_ip_office, offered):
    assert rules.roles_offered(inviter, is_ip_office=is_ip_office) == offered


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:133.0) Gecko/20100101 Firefox/133.0", "Firefox, Windows"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) Version/18.1 Mobile/15E148 Safari/604.1",
            "Safari, iPhone",
        ),
        ("curl/8.5.0", ""),
    ],
)
def test_a_device_is_named_in_words(said, name):
    assert rules.device_name(said) == name
