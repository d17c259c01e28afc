"""When an offer wants somebody, read from the words companies write, and compared with a person's week."""

from dataclasses import replace

import pytest

from portal.candidates.rules.times import BY_DAY, Day, PartOfDay, slot
from portal.proposals.rules.matching import Part, match
from portal.proposals.rules.terms import Outcome
from portal.proposals.rules.times import needed
from tests.proposals.matching.pairs import OFFER, PERSON

M, D, A, E, N = PartOfDay
WEEK = frozenset(list(Day)[:5])


@pytest.mark.parametrize(
    ("text", "days", "parts"),
    [
        ("Montag bis Freitag, 7 bis 15 Uhr", WEEK, {M, D}),
        ("Mo-Fr 8:00-12:30 Uhr", WEEK, {M, D}),
        ("Dienstag bis Samstag, 10 bis 16 Uhr", frozenset(list(Day)[1:6]), {D, A}),
        ("Drei Vormittage, 8 bis 12 Uhr", frozenset(), {M}),
        ("Vier Abende, 17 bis 22.30 Uhr, jedes zweite Wochenende", {Day.SATURDAY, Day.SUNDAY}, {E}),
        ("Frühschicht 6 bis 14 Uhr, Spätschicht 14 bis 22 Uhr, jede Woche im Wechsel", frozenset(), {M, D, A, E}),
        ("Drei Schichten nach Dienstplan", frozenset(), {M, E, N}),
        ("Nachtschicht 22 bis 6 Uhr", frozenset(), {N}),
        ("Samstag und Sonntag, 11.30 bis 16 Uhr", {Day.SATURDAY, Day.SUNDAY}, {D, A}),
        ("sonnabends und werktags vormittags", {*WEEK, Day.SATURDAY}, {M}),
        ("Freitag bis Montag, 9 bis 13 Uhr", {Day.FRIDAY, Day.SATURDAY, Day.SUNDAY, Day.MONDAY}, {M, D}),
    ],
)
def test_the_times_of_an_offer_are_read_from_its_words(text, days, parts):
    found = needed(text, has_shifts=False)

    assert (found.days, found.parts) == (frozenset(days), frozenset(parts))


@pytest.mark.parametrize("text", [None, "", "nach Vereinbarung", "flexibel, 30 Stunden", "99 Uhr"])
def test_what_the_words_do_not_say_is_not_known(text):
    assert needed(text, has_shifts=False) is None
    assert needed(text, has_shifts=True).parts == {M, E}


@pytest.mark.parametrize(
    ("times", "offered", "expected"),
    [
        ({slot(day, part) for day in WEEK for part in BY_DAY}, "Montag bis Freitag, 7 bis 16 Uhr", Outcome.FITS),
        ({slot(day, part) for day in WEEK for part in (M, D)}, "Montag bis Freitag, 7 bis 16 Uhr", Outcome.NEAR),
        ({slot(day, M) for day in WEEK}, "Montag bis Freitag, 7 bis 16 Uhr", Outcome.MISSING),
        ({slot(Day.SATURDAY, M)}, "Ein Vormittag, 8 bis 12 Uhr", Outcome.FITS),
        ({slot(day, M) for day in WEEK}, "Drei Schichten", Outcome.MISSING),
        (set(), "Montag bis Freitag, 7 bis 16 Uhr", Outcome.UNKNOWN),
        ({slot(Day.SATURDAY, M)}, "nach Absprache", Outcome.UNKNOWN),
    ],
)
def test_a_week_is_compared_with_the_times_of_an_offer(times, offered, expected):
    person = replace(PERSON, times=frozenset(times))
    offer = replace(OFFER, times=needed(offered, has_shifts=False))

    assert match(person, offer).outcome(Part.TIMES) is expected
