"""The clock of the portal, and pretending that it shows something else."""

from datetime import UTC, datetime, timedelta

from portal.core import clock

PAST = datetime(2026, 3, 28, 23, 30, tzinfo=UTC)


def test_a_pretended_clock_goes_on_from_its_moment():
    with clock.pretend(PAST):
        first, second = clock.now(), clock.now()

    assert timedelta() <= first - PAST < timedelta(seconds=5)
    assert first <= second


def test_a_pretended_day_is_the_one_in_the_district():
    with clock.pretend(PAST):
        today = clock.today()

    assert today.isoformat() == "2026-03-29"


def test_afterwards_the_clock_is_right_again():
    with clock.pretend(PAST), clock.pretend(PAST - timedelta(days=1)):
        pass

    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=5)  # noqa: TID251 - what the clock is compared with
