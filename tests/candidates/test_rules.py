"""Readiness, consents and ages as pure rules."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.candidates.rules import (
    CARD_CONSENT_LASTS,
    CHECK_LASTS,
    FOR_SHADOWING,
    FOR_WORK,
    ConsentPurpose,
    Grade,
    ScreeningItem,
    age_band,
    age_on,
    good_until,
    grade,
    is_for_one_recipient,
    is_last_word_no,
    is_live,
    is_minor,
    valid_until,
    whole_months,
)

TODAY = date(2026, 11, 26)


@dataclass
class Check:
    """A line of a checklist."""

    item: ScreeningItem
    checked_on: date = TODAY
    valid_until: date = TODAY + CHECK_LASTS
    needs_second: bool = False
    confirmed_by_id: UUID | None = None


@dataclass
class Yes:
    """A consent as far as its validity goes."""

    valid_until: date | None = None
    withdrawn_at: datetime | None = None
    given_at: datetime = datetime(2026, 11, 1, tzinfo=UTC)
    counts_from: datetime | None = given_at


def checks(*items: ScreeningItem) -> list[Check]:
    return [Check(item) for item in items]


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        ((), Grade.NONE),
        (FOR_SHADOWING[:2], Grade.NONE),
        (FOR_SHADOWING, Grade.SHADOWING),
        (FOR_WORK[:-1], Grade.SHADOWING),
        (FOR_WORK, Grade.WORK),
        (tuple(set(FOR_WORK) - {ScreeningItem.CONSENT}), Grade.NONE),
    ],
)
def test_the_grade_follows_from_the_lines_that_are_good(items, expected):
    assert grade(checks(*items), TODAY) is expected


def test_a_line_is_good_on_its_last_day_and_lapsed_the_day_after():
    lines = checks(*FOR_WORK)

    assert grade(lines, TODAY + CHECK_LASTS) is Grade.WORK
    assert grade(lines, TODAY + CHECK_LASTS + timedelta(days=1)) is Grade.NONE


def test_a_check_does_not_count_before_its_day():
    assert grade(checks(*FOR_WORK), TODAY - timedelta(days=1)) is Grade.NONE


def test_one_lapsed_line_takes_only_the_grade_that_needs_it():
    lines = checks(*FOR_WORK)
    lines[FOR_WORK.index(ScreeningItem.RESIDENCE)].valid_until = TODAY - timedelta(days=1)

    assert grade(lines, TODAY) is Grade.SHADOWING


@given(st.sets(st.sampled_from(FOR_WORK)), st.sampled_from(FOR_WORK))
def test_one_more_line_never_lowers_the_grade(items, more):
    ranks = list(Grade)

    assert ranks.index(grade(checks(*items, more), TODAY)) >= ranks.index(grade(checks(*items), TODAY))


@pytest.mark.parametrize(
    ("has", "needs", "is_enough"),
    [
        (Grade.WORK, Grade.SHADOWING, True),
        (Grade.WORK, Grade.WORK, True),
        (Grade.SHADOWING, Grade.WORK, False),
        (Grade.NONE, Grade.SHADOWING, False),
    ],
)
def test_a_grade_covers_itself_and_the_lower_ones(has, needs, is_enough):
    assert has.covers(needs) is is_enough


def test_a_check_is_good_for_six_months_or_as_long_as_its_paper():
    assert good_until(TODAY) == TODAY + CHECK_LASTS
    assert good_until(TODAY, date(2027, 1, 31)) == date(2027, 1, 31)
    assert good_until(TODAY, date(2030, 1, 1)) == TODAY + CHECK_LASTS


def test_a_withdrawn_consent_never_counts_again_and_a_dated_one_ends():
    assert is_live(Yes(), TODAY)
    assert is_live(Yes(valid_until=TODAY), TODAY)
    assert not is_live(Yes(valid_until=TODAY), TODAY + timedelta(days=1))
    assert not is_live(Yes(withdrawn_at=datetime(2026, 11, 2, tzinfo=UTC)), TODAY)
    assert not is_live(Yes(counts_from=None), TODAY)


NO_AT = datetime(2026, 11, 10, 9, tzinfo=UTC)
NO = Yes(withdrawn_at=NO_AT)


@pytest.mark.parametrize(
    ("said", "is_no"),
    [
        ((), False),
        ((Yes(),), False),
        ((NO,), True),
        ((NO, Yes(counts_from=NO_AT - timedelta(seconds=1))), True),
        ((NO, Yes(counts_from=NO_AT)), True),
        ((NO, Yes(counts_from=NO_AT + timedelta(seconds=1))), False),
        ((Yes(counts_from=NO_AT + timedelta(seconds=1)), NO), False),
        ((NO, Yes(counts_from=None)), True),
        ((NO, Yes(counts_from=NO_AT + timedelta(days=1), valid_until=TODAY - timedelta(days=1))), True),
        ((NO, Yes(counts_from=NO_AT + timedelta(days=1)), Yes(withdrawn_at=NO_AT + timedelta(days=2))), True),
    ],
)
def test_the_last_word_counts_and_of_a_yes_and_a_no_at_once_the_no(said, is_no):
    assert is_last_word_no(iter(said), TODAY) is is_no


def test_a_standing_yes_to_cards_ends_after_three_months_and_one_for_a_company_does_not():
    assert valid_until(ConsentPurpose.CARD, "Pflege", TODAY) == TODAY + CARD_CONSENT_LASTS
    assert valid_until(ConsentPurpose.CARD, None, TODAY) is None
    assert valid_until(ConsentPurpose.NAME, None, TODAY) is None


@pytest.mark.parametrize("purpose", ConsentPurpose)
def test_a_yes_names_one_recipient_and_only_a_card_may_go_to_a_field_of_work(purpose):
    ways = ((None, None), (uuid4(), None), (None, "Pflege"), (uuid4(), "Pflege"))

    fits = [is_for_one_recipient(purpose, *way) for way in ways]

    care, card = purpose is ConsentPurpose.CARE, purpose is ConsentPurpose.CARD
    assert fits == [care, not care, card, False]


@pytest.mark.parametrize(
    ("born", "on", "age"),
    [
        (date(2008, 11, 26), TODAY, 18),
        (date(2008, 11, 27), TODAY, 17),
        (date(2008, 2, 29), date(2026, 2, 28), 17),
        (date(2008, 2, 29), date(2026, 3, 1), 18),
    ],
)
def test_age_turns_on_the_birthday(born, on, age):
    assert age_on(born, on) == age
    assert is_minor(born, on) is (age < 18)
    assert age_band(born, on) == ("15-17" if age < 18 else "18+")


@pytest.mark.parametrize(
    ("since", "on", "months"),
    [
        (None, TODAY, None),
        (TODAY + timedelta(days=1), TODAY, None),
        (TODAY, TODAY, 0),
        (date(2026, 8, 26), TODAY, 3),
        (date(2026, 8, 27), TODAY, 2),
        (date(2025, 11, 26), TODAY, 12),
    ],
)
def test_only_whole_months_of_stay_count(since, on, months):
    assert whole_months(since, on) == months
