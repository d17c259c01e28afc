"""The week of a person: ticked in a table, said in one short sentence."""

import pytest

from portal.candidates.queries import values
from portal.candidates.rules.times import BY_DAY, SLOTS, Day, PartOfDay, blocks, slot
from tests.candidates.files import again, url

WEEK = list(Day)[:5]
MORNINGS = [slot(day, PartOfDay.MORNING) for day in WEEK]
BY_DAYLIGHT = [slot(day, part) for day in WEEK for part in BY_DAY]


@pytest.mark.parametrize(
    ("times", "holidays", "expected"),
    [
        ([], None, ""),
        (SLOTS, None, "zu jeder Zeit"),
        (BY_DAYLIGHT, None, "Mo–Fr tagsüber"),
        ([*BY_DAYLIGHT, slot(Day.SATURDAY, PartOfDay.EVENING)], None, "Mo–Fr tagsüber, Sa abends"),
        ([slot(Day.MONDAY, part) for part in PartOfDay], None, "Mo tagsüber + abends + nachts"),
        (BY_DAYLIGHT, MORNINGS, "Mo–Fr tagsüber, in den Schulferien Mo–Fr vormittags"),
        (BY_DAYLIGHT, [], "Mo–Fr tagsüber, nicht in den Schulferien"),
        ([], MORNINGS, "in den Schulferien Mo–Fr vormittags"),
    ],
)
def test_a_week_is_said_in_one_short_sentence(app, times, holidays, expected):
    with app.test_request_context("/"):
        assert values.times_text(times, holidays) == expected


def test_days_that_are_alike_stand_together():
    found = blocks([slot(day, PartOfDay.NIGHT) for day in (Day.MONDAY, Day.TUESDAY, Day.THURSDAY)])

    assert [(block.first, block.last) for block in found] == [(Day.MONDAY, Day.TUESDAY), (Day.THURSDAY, Day.THURSDAY)]


def test_a_week_is_ticked_in_a_table_that_says_every_cell_aloud(desk, person):
    data = {"version": person.version, "work_times": BY_DAYLIGHT, "holiday_times": MORNINGS}

    form = desk.get(url(person, "/edit/availability")).text
    answer = desk.post(url(person, "/edit/availability"), data=data)

    assert form.count('aria-label="Mo vormittags"') == 2
    assert answer.status_code == 303
    saved = again(person)
    assert (saved.work_times, saved.holiday_times, saved.is_same_in_holidays) == (BY_DAYLIGHT, MORNINGS, False)
    assert "Mo–Fr tagsüber, in den Schulferien Mo–Fr vormittags" in desk.get(url(person)).text
    assert desk.get(url(person, "/edit/availability")).text.count("checked") == len(BY_DAYLIGHT) + len(MORNINGS)


def test_a_cell_that_is_none_is_refused(desk, person):
    data = {"version": person.version, "work_times": ["mo-breakfast"]}

    assert desk.post(url(person, "/edit/availability"), data=data).status_code == 422
