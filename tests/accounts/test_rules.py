"""What is true of accounts whatever the database."""

from datetime import UTC, date, datetime

import pytest

from portal.accounts import rules
from portal.core.actor import COMPANY_ROLES, Role

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)


@pytest.mark.parametrize(("until", "locked"), [(None, False), (NOON, False), (NOON.replace(hour=13), True)])
def test_a_lock_ends_by_itself(until, locked):
    assert rules.is_locked(until, NOON) is locked


@pytest.mark.parametrize(("until", "absent"), [(None, False), (date(2026, 11, 25), False), (date(2026, 11, 26), True)])
def test_the_last_day_of_an_absence_counts(until, absent):
    assert rules.is_absent(until, date(2026, 11, 26)) is absent


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
