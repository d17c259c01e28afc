"""Hours, breaks, rest and weekends by age group, and the length of each legal kind."""

from datetime import date, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.reference import Override, snapshot, with_overrides
from portal.reference.codes import PlacementKindCode, Severity
from portal.reference.working_time import Shift, check_length, check_weekly_hours, check_working_time

TABLES = snapshot()
K = PlacementKindCode
ERROR, WARNING = Severity.ERROR, Severity.WARNING


def week(starts, ends, break_minutes=0, days=range(5)):
    return tuple(Shift(day, time.fromisoformat(starts), time.fromisoformat(ends), break_minutes) for day in days)


def found(shifts, age=None, kind=K.JOB_BEFRISTET):
    findings = check_working_time(shifts, kind, age=age, tables=TABLES)
    return list(dict.fromkeys((finding.rule_id, finding.severity) for finding in findings))


@pytest.mark.parametrize(
    ("shifts", "expected"),
    [
        (week("08:00", "16:30", 30), []),
        (week("08:00", "17:30", 30), [("adult_day", WARNING)]),
        (week("07:00", "18:45", 45), [("adult_day", ERROR), ("adult_week", WARNING)]),
        (week("06:00", "19:30", 60), [("adult_day", ERROR), ("adult_week", ERROR), ("adult_rest", WARNING)]),
        (week("08:00", "16:00", 0), [("adult_break_6", ERROR)]),
        (week("08:00", "17:50", 30), [("adult_day", WARNING), ("adult_break_9", ERROR)]),
        (week("08:00", "14:00", 0), []),
        (week("22:00", "06:30", 30), []),
        (week("08:00", "12:00", 0, days=[6]), [("adult_sunday", WARNING)]),
        (
            (*week("14:00", "22:00", 30, days=[0]), *week("06:00", "14:00", 30, days=[1])),
            [("adult_rest", WARNING)],
        ),
        (
            (*week("14:00", "22:00", 30, days=[6]), *week("06:00", "14:00", 30, days=[0])),
            [("adult_rest", WARNING), ("adult_sunday", WARNING)],
        ),
        ((*week("08:00", "10:00", days=[0]), *week("12:00", "14:00", days=[0])), []),
        ((), []),
    ],
)
def test_adults(shifts, expected):
    assert found(shifts) == expected
    assert found(shifts, age=18) == expected


@pytest.mark.parametrize(
    ("shifts", "expected"),
    [
        (week("08:00", "17:00", 60), []),
        (week("08:00", "17:30", 60, days=[0, 1]), [("minor_day", WARNING)]),
        (week("08:00", "18:00", 60, days=[0, 1]), [("minor_day", ERROR)]),
        (week("08:00", "16:00", 30), [("minor_break_6", ERROR)]),
        (week("08:00", "13:00", 15), [("minor_break_45", ERROR)]),
        (week("05:30", "10:00", 0), [("minor_night", WARNING)]),
        (week("17:00", "20:30", 0), [("minor_night", WARNING)]),
        (week("20:00", "00:30", 0, days=[0]), [("minor_night", WARNING)]),
        (week("08:00", "12:00", 0, days=range(6)), [("minor_days", ERROR), ("minor_saturday", WARNING)]),
        (week("08:00", "12:00", 0, days=[6]), [("minor_sunday", WARNING)]),
        (
            (*week("12:00", "20:00", 60, days=[0]), *week("07:00", "12:00", 30, days=[1])),
            [("minor_rest", ERROR)],
        ),
        (week("08:00", "17:20", 60), [("minor_day", WARNING), ("minor_week", ERROR)]),
    ],
)
def test_from_15_to_17(shifts, expected):
    assert found(shifts, age=15) == expected
    assert found(shifts, age=17) == expected


@pytest.mark.parametrize(
    ("shifts", "kind", "expected"),
    [
        (week("08:00", "12:00"), K.MINIJOB, [("minor_child", ERROR)]),
        (week("08:00", "15:30", 30), K.PFLICHTPRAKTIKUM, []),
        (week("08:00", "16:00", 30), K.PFLICHTPRAKTIKUM, [("school_day", ERROR), ("school_week", ERROR)]),
    ],
)
def test_under_15(shifts, kind, expected):
    assert found(shifts, age=14, kind=kind) == expected


@pytest.mark.parametrize(
    ("hours", "age", "expected"),
    [
        ("48", None, []),
        ("50", None, [("adult_week", WARNING)]),
        ("61", 30, [("adult_week", ERROR)]),
        ("40", 17, []),
        ("41", 17, [("minor_week", ERROR)]),
        ("48", 18, []),
        ("60", 18, [("adult_week", WARNING)]),
    ],
)
def test_hours_of_a_week_alone(hours, age, expected):
    findings = check_weekly_hours(Decimal(hours), age=age, tables=TABLES)

    assert [(finding.rule_id, finding.severity) for finding in findings] == expected


@pytest.mark.parametrize(
    ("kind", "starts_on", "ends_on", "expected"),
    [
        (K.HOSPITATION, date(2026, 11, 23), date(2026, 11, 27), []),
        (K.HOSPITATION, date(2026, 11, 26), date(2026, 12, 2), []),
        (K.HOSPITATION, date(2026, 11, 23), date(2026, 11, 30), [("max_duration", WARNING)]),
        (K.HOSPITATION, date(2026, 11, 23), date(2027, 11, 30), [("max_duration", WARNING)]),
        (K.MAG, date(2026, 11, 2), date(2026, 12, 13), []),
        (K.MAG, date(2026, 11, 2), date(2026, 12, 14), [("max_duration", WARNING)]),
        (K.MAG, date(2026, 11, 2), date(2027, 1, 25), [("max_duration", ERROR)]),
        (K.MAG, date(2014, 11, 3), date(2014, 12, 15), [("max_duration", ERROR)]),
        (K.ORIENTIERUNGSPRAKTIKUM, date(2027, 3, 1), date(2027, 6, 1), [("max_duration", WARNING)]),
        (K.KURZFRISTIG, date(2027, 3, 1), date(2027, 7, 1), [("max_duration", ERROR)]),
        (K.EQ, date(2027, 2, 1), date(2027, 5, 31), []),
        (K.EQ, date(2027, 2, 1), date(2027, 5, 30), [("eq_min_months", ERROR)]),
        (K.EQ, date(2010, 2, 1), date(2010, 3, 1), []),
        (K.JOB_BEFRISTET, date(2027, 2, 1), date(2029, 2, 1), [("max_duration", WARNING)]),
        (K.JOB_UNBEFRISTET, date(2027, 2, 1), None, []),
        (K.JOB_UNBEFRISTET, date(2026, 12, 25), None, [("starts_on_holiday", WARNING)]),
        (K.JOB_UNBEFRISTET, date(2026, 11, 29), None, [("starts_on_holiday", WARNING)]),
        (K.MINIJOB, date(2027, 2, 1), date(2027, 1, 31), [("ends_before_start", ERROR)]),
    ],
)
def test_length_and_first_day(kind, starts_on, ends_on, expected):
    findings = check_length(kind, starts_on=starts_on, ends_on=ends_on, tables=TABLES)

    assert [(finding.rule_id, finding.severity) for finding in findings] == expected


CHANGE, LOOK = "Bitte ändern Sie die Arbeitszeit.", "Bitte prüfen Sie, ob eine Ausnahme gilt."
A_DAY = "Mehr Stunden am Tag, als das Gesetz erlaubt."
A_WEEK = "Mehr Stunden in der Woche, als das Gesetz erlaubt."


@pytest.mark.parametrize(
    ("shifts", "age", "said"),
    [
        (week("08:00", "17:30", 30, days=[0]), None, {"adult_day": (A_DAY, "ArbZG § 3", LOOK)}),
        (week("07:00", "18:45", 45, days=[0]), None, {"adult_day": (A_DAY, "ArbZG § 3", CHANGE)}),
        (week("08:00", "16:30", 30, days=range(6)), None, {}),
        (
            week("07:00", "15:40", 30, days=range(6)),
            None,
            {"adult_day": (A_DAY, "ArbZG § 3", LOOK), "adult_week": (A_WEEK, "ArbZG § 3", LOOK)},
        ),
        (
            week("08:00", "16:00", 0, days=[0]),
            None,
            {"adult_break_6": ("Die Pausen sind zu kurz: Nötig sind 30 Minuten.", "ArbZG § 4", CHANGE)},
        ),
        (
            (*week("14:00", "22:00", 30, days=[0]), *week("06:00", "14:00", 30, days=[1])),
            None,
            {"adult_rest": ("Zwischen zwei Arbeitstagen fehlt Ruhezeit: Nötig sind 11 Stunden.", "ArbZG § 5", CHANGE)},
        ),
        (
            week("08:00", "12:00", days=[6]),
            None,
            {"adult_sunday": ("Sonntagsarbeit ist verboten.", "ArbZG §§ 9-11", LOOK)},
        ),
        (
            week("05:30", "10:00", days=[0]),
            16,
            {"minor_night": ("Unter 18 Jahren ist Arbeit nur von 06:00-20:00 Uhr erlaubt.", "JArbSchG § 14", LOOK)},
        ),
        (
            week("08:00", "12:00", days=range(6)),
            16,
            {
                "minor_days": ("Mehr Tage in der Woche, als das Gesetz erlaubt.", "JArbSchG § 15", CHANGE),
                "minor_saturday": ("Samstagsarbeit ist unter 18 Jahren verboten.", "JArbSchG § 16", LOOK),
            },
        ),
        (
            week("08:00", "12:00", days=[6]),
            16,
            {"minor_sunday": ("Sonntagsarbeit ist unter 18 Jahren verboten.", "JArbSchG § 17", LOOK)},
        ),
        (
            (*week("12:00", "20:00", 60, days=[0]), *week("07:00", "12:00", 30, days=[1])),
            16,
            {
                "minor_rest": (
                    "Zwischen zwei Arbeitstagen fehlt Ruhezeit: Nötig sind 12 Stunden.",
                    "JArbSchG § 13",
                    CHANGE,
                )
            },
        ),
        (
            week("08:00", "17:20", 60),
            16,
            {"minor_day": (A_DAY, "JArbSchG § 8", LOOK), "minor_week": (A_WEEK, "JArbSchG § 8", CHANGE)},
        ),
        (
            week("08:00", "12:00"),
            14,
            {
                "minor_child": (
                    "Unter 15 Jahren ist Beschäftigung verboten.",
                    "JArbSchG §§ 2, 5, 7",
                    "Erlaubt ist ein Pflichtpraktikum der Schule.",
                )
            },
        ),
    ],
)
def test_each_finding_says_what_is_wrong_by_which_law_and_what_to_do(shifts, age, said):
    findings = check_working_time(shifts, K.MINIJOB, age=age, tables=TABLES)

    assert {one.rule_id: (one.message, one.legal_basis, one.fix) for one in findings} == said


def test_a_school_may_send_children_within_its_own_hours():
    findings = check_working_time(week("08:00", "16:00", 30), K.PFLICHTPRAKTIKUM, age=14, tables=TABLES)

    assert {one.rule_id: (one.message, one.legal_basis, one.fix) for one in findings} == {
        "school_day": (A_DAY, "JArbSchG § 7", CHANGE),
        "school_week": (A_WEEK, "JArbSchG § 7", CHANGE),
    }


@pytest.mark.parametrize(
    ("kind", "starts_on", "ends_on", "message", "legal_basis", "fix"),
    [
        (
            K.EQ,
            date(2027, 2, 1),
            date(2027, 5, 30),
            "Eine Einstiegsqualifizierung dauert mindestens 4 Monate.",
            "SGB III § 54a Abs. 2",
            "Bitte verlängern Sie die Dauer.",
        ),
        (
            K.MAG,
            date(2026, 11, 2),
            date(2026, 12, 14),
            "Maßnahme bei einem Arbeitgeber (MAG) dauert höchstens 42 Tage.",
            "SGB III § 45; SGB II § 16 Abs. 1",
            LOOK,
        ),
        (
            K.MAG,
            date(2026, 11, 2),
            date(2027, 1, 25),
            "Maßnahme bei einem Arbeitgeber (MAG) dauert höchstens 42 Tage.",
            "SGB III § 45; SGB II § 16 Abs. 1",
            "Bitte kürzen Sie die Dauer.",
        ),
        (
            K.MINIJOB,
            date(2026, 12, 25),
            None,
            "Der erste Tag ist ein Sonntag oder Feiertag.",
            "ArbZG § 9",
            "Bitte wählen Sie einen Werktag.",
        ),
        (
            K.MINIJOB,
            date(2027, 2, 1),
            date(2027, 1, 31),
            "Das Ende liegt vor dem Beginn.",
            "",
            "Bitte prüfen Sie beide Tage.",
        ),
    ],
)
def test_a_finding_on_the_length_says_what_to_do(kind, starts_on, ends_on, message, legal_basis, fix):
    (finding,) = check_length(kind, starts_on=starts_on, ends_on=ends_on, tables=TABLES)

    assert (finding.message, finding.legal_basis, finding.fix) == (message, legal_basis, fix)


@pytest.mark.parametrize(
    ("kind", "starts_on", "ends_on", "expected"),
    [
        (K.MAG, date(2026, 11, 2), date(2027, 1, 24), WARNING),
        (K.MAG, date(2026, 11, 2), date(2027, 1, 25), ERROR),
        (K.KURZFRISTIG, date(2027, 3, 1), date(2027, 5, 31), None),
        (K.KURZFRISTIG, date(2027, 3, 1), date(2027, 6, 1), ERROR),
        (K.BERUFSORIENTIERUNGSPRAKTIKUM, date(2027, 3, 1), date(2027, 4, 11), None),
        (K.BERUFSORIENTIERUNGSPRAKTIKUM, date(2027, 3, 1), date(2027, 4, 12), ERROR),
        (K.EQ, date(2027, 2, 1), date(2028, 2, 1), None),
        (K.EQ, date(2027, 2, 1), date(2028, 2, 2), ERROR),
        (K.PROBEARBEIT, date(2026, 11, 27), date(2026, 12, 1), None),
        (K.PROBEARBEIT, date(2026, 11, 27), date(2026, 12, 2), WARNING),
        (K.HOSPITATION, date(2026, 12, 21), date(2026, 12, 29), WARNING),
        (K.HOSPITATION, date(2026, 12, 21), date(2026, 12, 28), None),
        (K.MINIJOB, date(2027, 2, 1), date(2027, 2, 1), None),
    ],
)
def test_the_last_day_that_is_allowed_and_the_first_that_is_not(kind, starts_on, ends_on, expected):
    findings = check_length(kind, starts_on=starts_on, ends_on=ends_on, tables=TABLES)

    assert [finding.severity for finding in findings] == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("shifts", "age", "expected"),
    [
        (week("08:00", "16:30", 30, days=[0]), None, []),
        (week("08:00", "16:31", 30, days=[0]), None, [("adult_day", WARNING)]),
        (week("08:00", "18:30", 30, days=[0]), None, [("adult_day", WARNING), ("adult_break_9", ERROR)]),
        (week("08:00", "18:45", 45, days=[0]), None, [("adult_day", WARNING)]),
        (week("08:00", "18:46", 45, days=[0]), None, [("adult_day", ERROR)]),
        (week("08:00", "14:00", days=[0]), None, []),
        (week("08:00", "14:01", days=[0]), None, [("adult_break_6", ERROR)]),
        (week("08:00", "14:30", 29, days=[0]), None, [("adult_break_6", ERROR)]),
        (week("08:00", "12:30", days=[0]), 16, []),
        (week("08:00", "12:31", days=[0]), 16, [("minor_break_45", ERROR)]),
        (week("08:00", "14:30", 30, days=[0]), 16, []),
        (week("08:00", "14:31", 30, days=[0]), 16, [("minor_break_6", ERROR)]),
        (week("06:00", "10:00", days=[0]), 16, []),
        (week("05:59", "10:00", days=[0]), 16, [("minor_night", WARNING)]),
        (week("16:00", "20:00", days=[0]), 16, []),
        (week("16:00", "20:01", days=[0]), 16, [("minor_night", WARNING)]),
        ((*week("18:00", "20:00", days=[0]), *week("07:00", "09:00", days=[1])), None, []),
        ((*week("18:00", "20:01", days=[0]), *week("07:00", "09:00", days=[1])), None, [("adult_rest", WARNING)]),
        ((*week("18:00", "20:00", days=[0]), *week("08:00", "09:00", days=[1])), 16, []),
        ((*week("18:00", "20:00", days=[0]), *week("07:59", "09:00", days=[1])), 16, [("minor_rest", ERROR)]),
        ((*week("07:00", "09:00", days=[1]), *week("18:00", "20:01", days=[0])), None, [("adult_rest", WARNING)]),
    ],
)
def test_each_limit_counts_to_the_minute(shifts, age, expected):
    assert found(shifts, age=age) == expected


def test_hours_are_those_worked_and_never_fewer_than_none():
    assert Shift(0, time(8), time(12, 15), 15).hours == 4
    assert Shift(0, time(22), time(6), 30).presence_minutes == 480
    assert Shift(0, time(8), time(8, 30), 45).hours == 0
    assert (Shift(0, time(0, 1), time(1)).start_minute, Shift(2, time(1, 30), time(2)).start_minute) == (1, 2970)


@pytest.mark.parametrize(("age", "text"), [(30, "Stunden in der Woche"), (17, "Stunden in der Woche")])
def test_too_many_hours_a_week_are_named_so(age, text):
    (finding,) = check_weekly_hours(Decimal(70), age=age, tables=TABLES)

    assert text in finding.message
    assert finding.fix == CHANGE


def test_an_operators_limit_counts():
    tables = with_overrides(TABLES, [Override("working_time_rules", {"rule_id": "adult_week", "value": "40"})])

    (finding,) = check_weekly_hours(Decimal(45), age=None, tables=tables)

    assert finding.rule_id == "adult_week"


shifts = st.builds(Shift, st.integers(0, 6), st.times(), st.times(), st.integers(0, 120))


@given(st.lists(shifts, max_size=9).map(tuple), st.sampled_from(K), st.none() | st.integers(0, 99))
def test_it_never_fails(some, kind, age):
    for finding in check_working_time(some, kind, age=age, tables=TABLES):
        assert finding.message


@given(st.sampled_from(K), st.dates(), st.none() | st.dates())
def test_length_never_fails(kind, starts_on, ends_on):
    for finding in check_length(kind, starts_on=starts_on, ends_on=ends_on, tables=TABLES):
        assert finding.message
