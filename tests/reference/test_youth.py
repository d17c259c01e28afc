"""First medical exam, school duty and pay of those who are under 18, by date of birth and not by age alone."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.reference import snapshot
from portal.reference.codes import PlacementKindCode as K
from portal.reference.codes import Severity
from portal.reference.pay import Pay, PayUnit, Span, check_pay_of_age, without_birthday
from portal.reference.youth import (
    Exam,
    birthday,
    check_first_exam,
    check_school_duty,
    exam_holds,
    exam_needed,
    full_time_school_until,
    school_until,
)

TABLES = snapshot()
START = date(2027, 2, 1)
BORN_16 = date(2010, 5, 20)
BORN_17 = date(2009, 6, 15)


def need(kind: K, born: date, ends_on: date | None) -> Exam:
    return exam_needed(kind, birth_date=born, starts_on=START, ends_on=ends_on, tables=TABLES)


@pytest.mark.parametrize(
    ("kind", "born", "ends_on", "expected"),
    [
        (K.AUSBILDUNG, BORN_17, date(2030, 1, 31), Exam.NEEDED),
        (K.JOB_UNBEFRISTET, BORN_17, None, Exam.NEEDED),
        (K.ORIENTIERUNGSPRAKTIKUM, BORN_16, date(2027, 3, 31), Exam.LIGHT_WORK_ONLY),
        (K.ORIENTIERUNGSPRAKTIKUM, BORN_16, date(2027, 4, 1), Exam.NEEDED),
        (K.MINIJOB, BORN_17, None, Exam.LIGHT_WORK_ONLY),
        (K.HOSPITATION, BORN_16, None, Exam.NOT_NEEDED),
        (K.MAG, BORN_16, date(2027, 12, 1), Exam.NOT_NEEDED),
        (K.AUSBILDUNG, date(2009, 2, 1), date(2030, 1, 31), Exam.NOT_NEEDED),
        (K.AUSBILDUNG, date(2009, 2, 2), date(2030, 1, 31), Exam.NEEDED),
    ],
)
def test_who_must_be_examined_before_the_first_day(kind: K, born: date, ends_on: date | None, expected: Exam):
    assert need(kind, born, ends_on) is expected


@pytest.mark.parametrize(
    ("examined_on", "holds"),
    [
        (date(2025, 11, 30), False),
        (date(2025, 12, 1), True),
        (START, True),
        (START + timedelta(days=1), False),
        (None, False),
    ],
)
def test_an_exam_counts_for_fourteen_months(examined_on: date | None, holds: bool):
    assert exam_holds(examined_on, START, TABLES) is holds


@pytest.mark.parametrize(
    ("ends_on", "examined_on", "expected"),
    [
        (None, None, [("minor_medical", Severity.WARNING)]),
        (None, date(2025, 1, 1), [("minor_medical", Severity.WARNING)]),
        (None, date(2027, 1, 5), []),
        (date(2027, 2, 26), None, [("minor_medical_free", Severity.HINT)]),
        (date(2027, 2, 26), date(2027, 1, 5), []),
    ],
)
def test_a_finding_says_what_would_fix_it(ends_on, examined_on, expected):
    found = list(
        check_first_exam(
            K.JOB_BEFRISTET,
            birth_date=BORN_17,
            starts_on=START,
            ends_on=ends_on,
            examined_on=examined_on,
            tables=TABLES,
        )
    )

    assert [(one.rule_id, one.severity) for one in found] == expected
    assert all(str(one.fix) and "JArbSchG § 32" in one.legal_basis for one in found)


@pytest.mark.parametrize(
    ("born", "full_time", "without_training"),
    [
        (date(2010, 9, 30), date(2026, 7, 31), date(2029, 7, 31)),
        (date(2010, 10, 1), date(2027, 7, 31), date(2029, 7, 31)),
        (date(2009, 7, 31), date(2025, 7, 31), date(2027, 7, 31)),
        (date(2009, 8, 1), date(2025, 7, 31), date(2028, 7, 31)),
        (date(2008, 2, 29), date(2024, 7, 31), date(2026, 7, 31)),
    ],
)
def test_until_when_somebody_may_owe_school(born: date, full_time: date, without_training: date):
    assert (full_time_school_until(born, TABLES), school_until(born, TABLES)) == (full_time, without_training)


def duty(kind: K, born: date, *, starts_on: date = START, tells_age: bool = True) -> list[tuple[str, Severity]]:
    found = check_school_duty(kind, birth_date=born, starts_on=starts_on, tables=TABLES, tells_age=tells_age)
    return [(one.rule_id, one.severity) for one in found]


@pytest.mark.parametrize(
    ("kind", "born", "expected"),
    [
        (K.JOB_UNBEFRISTET, date(2010, 12, 1), [("school_full_time", Severity.WARNING)]),
        (K.JOB_UNBEFRISTET, BORN_16, [("school_without_training", Severity.WARNING)]),
        (K.JOB_UNBEFRISTET, date(2008, 10, 1), [("school_without_training", Severity.WARNING)]),
        (K.JOB_UNBEFRISTET, date(2008, 7, 31), []),
        (K.PFLICHTPRAKTIKUM, BORN_16, []),
        (K.AUSBILDUNG, BORN_16, [("school_in_training", Severity.HINT)]),
        (K.AUSBILDUNG, date(2006, 2, 2), [("school_in_training", Severity.HINT)]),
        (K.AUSBILDUNG, date(2006, 2, 1), []),
    ],
)
def test_school_duty_is_asked_and_never_decided(kind: K, born: date, expected):
    assert duty(kind, born) == expected


def test_who_may_not_know_the_age_reads_neither_a_day_nor_that_it_is_full_time():
    told = list(
        check_school_duty(
            K.JOB_UNBEFRISTET, birth_date=date(2010, 12, 1), starts_on=START, tables=TABLES, tells_age=False
        )
    )

    assert [one.rule_id for one in told] == ["school_without_training"]
    assert not any(sign.isdigit() for sign in str(told[0].message))


@given(born=st.dates(date(1990, 1, 1), date(2015, 12, 31)), starts_on=st.dates(date(2020, 1, 1), date(2031, 1, 1)))
def test_school_duty_ends_once_and_for_all(born: date, starts_on: date):
    is_over = duty(K.JOB_UNBEFRISTET, born, starts_on=starts_on) == []

    assert is_over == (starts_on > max(school_until(born, TABLES), full_time_school_until(born, TABLES)))
    assert not is_over or birthday(born, 18) <= starts_on


@given(born=st.dates(date(1990, 1, 1), date(2015, 12, 31)), age=st.integers(0, 30))
def test_a_birthday_is_the_first_day_of_an_age(born: date, age: int):
    day = birthday(born, age)

    assert (day.month, day.day) in ((born.month, born.day), (3, 1))
    assert day.year - born.year == age


def of_age(amount: str | None, born: date, ends_on: date | None, kind: K = K.JOB_BEFRISTET, **more):
    pay = Pay(amount and Decimal(amount), PayUnit.HOUR, **more)
    return check_pay_of_age(pay, kind, Span(START, ends_on), adult_from=birthday(born, 18), tables=TABLES)


@pytest.mark.parametrize(
    ("amount", "born", "ends_on", "day"),
    [
        ("12.00", BORN_17, None, "15.06.2027"),
        ("12.00", BORN_17, date(2027, 6, 15), "15.06.2027"),
        ("12.00", BORN_17, date(2027, 6, 14), None),
        ("14.60", BORN_17, None, None),
        ("12.00", date(2009, 2, 1), None, None),
        ("12.00", date(2000, 2, 1), None, None),
    ],
)
def test_pay_must_rise_on_the_eighteenth_birthday(amount: str, born: date, ends_on: date | None, day: str | None):
    found = of_age(amount, born, ends_on)

    assert [one.message.values["day"] for one in found] == ([day] if day else [])
    assert all(one.severity is Severity.WARNING and "§ 22 Abs. 2" in one.legal_basis for one in found)


def test_the_amount_is_that_of_the_day_even_when_the_law_raises_it_later():
    born, pay = date(2008, 12, 1), Pay(Decimal("13.90"), PayUnit.HOUR)

    found = check_pay_of_age(
        pay, K.JOB_BEFRISTET, Span(date(2026, 9, 1), date(2027, 8, 31)), adult_from=birthday(born, 18), tables=TABLES
    )

    assert [(one.message.values["day"], one.message.values["minimum"]) for one in found] == [("01.01.2027", "14,60")]


@pytest.mark.parametrize("kind", [K.AUSBILDUNG, K.ORIENTIERUNGSPRAKTIKUM, K.HOSPITATION])
def test_what_owes_no_minimum_wage_owes_none_at_eighteen(kind: K):
    assert of_age("1.00", BORN_17, START + timedelta(days=60), kind) == ()


def test_without_the_birthday_the_finding_names_no_day():
    (finding,) = of_age("12.00", BORN_17, None)

    told = without_birthday(finding)

    assert told.rule_id == finding.rule_id
    assert not any(value in str(told.message) + str(told.fix) for value in ("15.06.2027", "14,60"))
