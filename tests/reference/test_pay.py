"""Pay is checked on each date a placement spans, by the law of that date."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.reference import Override, snapshot, with_overrides
from portal.reference.codes import PlacementKindCode, Severity
from portal.reference.findings import has_error
from portal.reference.pay import Pay, PayUnit, check_pay

TABLES = snapshot()
K = PlacementKindCode
ERROR, WARNING, HINT = Severity.ERROR, Severity.WARNING, Severity.HINT


def hourly(amount, hours=None, **more):
    return Pay(Decimal(amount), PayUnit.HOUR, hours and Decimal(hours), **more)


def monthly(amount, hours=None, **more):
    return Pay(Decimal(amount), PayUnit.MONTH, hours and Decimal(hours), **more)


def check(pay, kind, starts_on, ends_on=None, age=None, tables=TABLES):
    return check_pay(pay, kind, starts_on=starts_on, ends_on=ends_on, age=age, tables=tables)


def found(*args, **more):
    return [(finding.rule_id, finding.severity) for finding in check(*args, **more)]


@pytest.mark.parametrize(
    ("pay", "starts_on", "ends_on", "expected"),
    [
        (hourly("13.90"), date(2026, 3, 1), date(2026, 12, 31), []),
        (hourly("13.89"), date(2026, 3, 1), date(2026, 12, 31), [("minimum_wage", ERROR)]),
        (hourly("13.90"), date(2026, 3, 1), date(2027, 1, 1), [("minimum_wage", ERROR)]),
        (hourly("13.90"), date(2026, 3, 1), None, [("minimum_wage", WARNING)]),
        (hourly("12.00"), date(2026, 3, 1), None, [("minimum_wage", ERROR), ("minimum_wage", WARNING)]),
        (hourly("14.60"), date(2027, 1, 1), None, []),
        (monthly("2409.34", "40"), date(2026, 3, 1), date(2026, 4, 1), []),
        (monthly("2400", "40"), date(2026, 3, 1), date(2026, 4, 1), [("minimum_wage", ERROR)]),
        (monthly("2400"), date(2026, 3, 1), date(2026, 4, 1), [("hours_missing", WARNING)]),
        (Pay(), date(2026, 3, 1), date(2026, 4, 1), [("pay_missing", ERROR)]),
        (Pay(by_collective_agreement=True), date(2026, 3, 1), None, []),
        (hourly("20"), date(2014, 3, 1), date(2014, 4, 1), [("minimum_unknown", WARNING)]),
        (hourly("8.00"), date(2015, 3, 1), date(2015, 4, 1), [("minimum_wage", WARNING)]),
    ],
)
def test_the_minimum_wage_of_each_day(pay, starts_on, ends_on, expected):
    assert found(pay, K.JOB_BEFRISTET, starts_on, ends_on) == expected


def test_a_finding_says_amounts_day_law_and_what_to_do():
    (finding,) = check(hourly("13.00"), K.JOB_BEFRISTET, date(2026, 3, 1), date(2026, 4, 1))

    assert finding.message == (
        "Der Lohn von 13,00 Euro je Stunde liegt unter dem Mindestlohn von 13,90 Euro ab 01.03.2026."
    )
    assert finding.legal_basis == "MiLoV5 § 1"
    assert finding.fix == "Bitte heben Sie den Lohn an."
    assert finding.message.values["minimum"] == "13,90"
    assert has_error([finding])


MARCH, APRIL = date(2026, 3, 1), date(2026, 4, 1)


def test_under_18_the_hint_says_why_and_what_to_ask():
    (finding,) = check(hourly("8"), K.JOB_BEFRISTET, MARCH, APRIL, age=17)

    assert finding.message == "Unter 18 Jahren ohne abgeschlossene Ausbildung gilt kein gesetzlicher Mindestlohn."
    assert (finding.legal_basis, finding.fix) == ("MiLoG § 22 Abs. 2", "Bitte prüfen Sie, ob ein Tarif gilt.")


@pytest.mark.parametrize(
    ("pay", "kind", "expected"),
    [
        (monthly("602.34", "10"), K.MINIJOB, []),
        (monthly("602.33", "10"), K.MINIJOB, [("minimum_wage", ERROR)]),
        (monthly("603.00", "10"), K.MINIJOB, []),
        (monthly("603.01", "10"), K.MINIJOB, [("minijob_limit", ERROR)]),
        (monthly("603.00", "10"), K.MIDIJOB, [("midijob_limits", WARNING)]),
        (monthly("603.01", "10"), K.MIDIJOB, []),
        (monthly("2000", "30"), K.MIDIJOB, []),
        (monthly("2000.01", "30"), K.MIDIJOB, [("midijob_limits", WARNING)]),
        (monthly("362"), K.TEILZEITAUSBILDUNG, [("training_pay", WARNING)]),
        (monthly("361.99"), K.TEILZEITAUSBILDUNG, [("training_pay", ERROR)]),
        (monthly("500"), K.AUSBILDUNG, [("training_pay", ERROR)]),
    ],
)
def test_each_amount_counts_to_the_cent(pay, kind, expected):
    assert found(pay, kind, MARCH, APRIL) == expected


def test_a_shortfall_after_the_first_day_blocks_in_an_agreed_span_and_is_announced_in_an_open_one():
    pay = hourly("14", "9.8")

    assert found(pay, K.MINIJOB, date(2026, 12, 1), date(2027, 1, 31)) == [("minimum_wage", ERROR)]
    assert found(pay, K.MINIJOB, date(2026, 12, 1), date(2026, 12, 31)) == []
    assert found(pay, K.MINIJOB, date(2026, 12, 1)) == [("minimum_wage", WARNING)]
    assert found(pay, K.MINIJOB, date(2027, 1, 1)) == [("minimum_wage", ERROR)]


def test_an_amount_is_turned_from_hour_to_month_and_back_as_the_sgb_iv_counts():
    assert hourly("13.90", "10").monthly_eur == Decimal("139.0") * Decimal(13) / 3
    assert monthly("130", "3").hourly_eur == 10
    assert hourly("13.90").hourly_eur == Decimal("13.90")
    assert monthly("603").monthly_eur == 603
    assert (hourly("13.90").monthly_eur, monthly("603").hourly_eur) == (None, None)
    assert (hourly("13.90", "0").monthly_eur, monthly("603", "0").hourly_eur) == (None, None)
    assert (Pay().hourly_eur, Pay().monthly_eur) == (None, None)


def test_several_branches_of_an_occupation_are_all_looked_at():
    findings = check(hourly("14", kldb5="54112"), K.JOB_BEFRISTET, MARCH, APRIL)
    branches = TABLES.branches_of("54112")

    assert [finding.message.values["branch"] for finding in findings] == [
        TABLES.label_of_branch(branch) for branch in branches
    ]
    lowest = min(branches, key=lambda branch: TABLES.wage_of_branch(branch, MARCH).value_eur_h)
    assert [finding.severity is ERROR for finding in findings] == [branch == lowest for branch in branches]


def test_what_changes_twice_in_a_span_is_said_once_for_each_amount():
    findings = check(hourly("12", kldb5="51311"), K.JOB_BEFRISTET, date(2025, 11, 1), date(2027, 2, 1))

    assert [(finding.rule_id, finding.message.values["minimum"]) for finding in findings] == [
        ("minimum_wage", "12,82"),
        ("minimum_wage", "13,90"),
        ("minimum_wage", "14,60"),
    ]
    assert [finding.message.values["day"] for finding in findings] == ["01.11.2025", "01.01.2026", "01.01.2027"]


def test_under_18_the_minimum_wage_is_only_a_hint():
    assert found(hourly("8"), K.MINIJOB, date(2026, 3, 1), date(2026, 4, 1), age=17) == [
        ("under_age", HINT),
        ("hours_missing", WARNING),
    ]
    assert found(hourly("8"), K.JOB_BEFRISTET, date(2026, 3, 1), date(2026, 4, 1), age=18) == [("minimum_wage", ERROR)]


@pytest.mark.parametrize(
    ("kind", "ends_on", "expected"),
    [
        (K.ORIENTIERUNGSPRAKTIKUM, date(2026, 5, 31), []),
        (K.ORIENTIERUNGSPRAKTIKUM, date(2026, 6, 1), [("pay_missing", ERROR)]),
        (K.BEGLEITPRAKTIKUM, date(2026, 6, 1), [("pay_missing", ERROR)]),
        (K.ORIENTIERUNGSPRAKTIKUM, None, []),
        (K.PFLICHTPRAKTIKUM, date(2026, 9, 1), []),
        (K.MAG, date(2026, 4, 1), []),
        (K.FREIWILLIGES_PRAKTIKUM, date(2026, 3, 2), [("pay_missing", ERROR)]),
    ],
)
def test_internships_owe_it_when_too_long_or_voluntary(kind, ends_on, expected):
    assert found(Pay(), kind, date(2026, 3, 1), ends_on) == expected


@pytest.mark.parametrize(
    ("pay", "starts_on", "ends_on", "expected"),
    [
        (hourly("15.00", kldb5="54101"), date(2026, 3, 1), date(2026, 12, 31), []),
        (hourly("14.00", kldb5="54101"), date(2026, 3, 1), date(2026, 12, 31), [("branch_wage", ERROR)]),
        (hourly("19", kldb5="54101"), date(2026, 3, 1), date(2027, 1, 1), [("branch_wage_unknown", WARNING)]),
        (hourly("19", kldb5="54101"), date(2027, 2, 1), None, [("branch_wage_unknown", WARNING)]),
        (hourly("16.00", kldb5="54112"), date(2026, 3, 1), date(2026, 4, 1), [("branch_wage", WARNING)]),
        (
            hourly("16.00", kldb5="81301"),
            date(2026, 8, 1),
            date(2026, 9, 1),
            [("branch_wage_unverified", WARNING), ("branch_wage", WARNING)],
        ),
        (hourly("17.00", kldb5="81301"), date(2026, 8, 1), date(2026, 9, 1), [("branch_wage_unverified", WARNING)]),
        (hourly("14.00", kldb5="51311"), date(2026, 3, 1), date(2026, 12, 31), []),
    ],
)
def test_the_wage_of_the_branch_goes_first(pay, starts_on, ends_on, expected):
    assert found(pay, K.JOB_BEFRISTET, starts_on, ends_on) == expected


def test_agency_work_has_no_known_branch_wage_since_2026():
    assert found(hourly("20"), K.LEIHARBEIT, date(2026, 3, 1)) == [("branch_wage_unknown", WARNING)]
    assert found(hourly("14"), K.LEIHARBEIT, date(2025, 3, 1), date(2025, 4, 1)) == [
        ("branch_wage_unverified", WARNING),
        ("branch_wage", WARNING),
    ]


@pytest.mark.parametrize(
    ("pay", "kind", "starts_on", "ends_on", "expected"),
    [
        (hourly("13.90", "10"), K.MINIJOB, date(2026, 3, 1), date(2026, 4, 1), []),
        (hourly("13.90", "10.2"), K.MINIJOB, date(2026, 3, 1), date(2026, 4, 1), [("minijob_limit", ERROR)]),
        (monthly("603", "10"), K.MINIJOB, date(2026, 3, 1), date(2026, 4, 1), []),
        (monthly("620", "9"), K.MINIJOB, date(2027, 3, 1), None, []),
        (Pay(by_collective_agreement=True), K.MINIJOB, date(2027, 3, 1), None, []),
        (hourly("15", "9"), K.MIDIJOB, date(2026, 3, 1), date(2026, 4, 1), [("midijob_limits", WARNING)]),
        (hourly("15", "20"), K.MIDIJOB, date(2026, 3, 1), date(2026, 4, 1), []),
        (hourly("25", "40"), K.MIDIJOB, date(2026, 3, 1), date(2026, 4, 1), [("midijob_limits", WARNING)]),
        (hourly("15", "40"), K.MIDIJOB, date(2022, 3, 1), date(2022, 4, 1), []),
        (hourly("15", "40"), K.MINIJOB, date(2012, 3, 1), date(2012, 4, 1), [("minimum_unknown", WARNING)]),
    ],
)
def test_the_limits_of_mini_and_midijob(pay, kind, starts_on, ends_on, expected):
    assert found(pay, kind, starts_on, ends_on) == expected


@pytest.mark.parametrize(
    ("pay", "kind", "starts_on", "expected"),
    [
        (monthly("724"), K.AUSBILDUNG, date(2026, 8, 1), []),
        (monthly("723.99"), K.AUSBILDUNG, date(2026, 8, 1), [("training_pay", ERROR)]),
        (
            monthly("724", later_years_eur=(Decimal(854), Decimal(976))),
            K.AUSBILDUNG,
            date(2026, 8, 1),
            [("training_pay", ERROR)],
        ),
        (monthly("900"), K.AUSBILDUNG, date(2027, 8, 1), [("training_pay_unknown", WARNING)]),
        (Pay(by_collective_agreement=True), K.AUSBILDUNG, date(2027, 8, 1), []),
        (Pay(), K.AUSBILDUNG, date(2026, 8, 1), [("training_pay_missing", ERROR)]),
        (hourly("10"), K.AUSBILDUNG, date(2026, 8, 1), [("training_pay_missing", ERROR)]),
        (monthly("500"), K.TEILZEITAUSBILDUNG, date(2026, 8, 1), [("training_pay", WARNING)]),
        (monthly("300"), K.TEILZEITAUSBILDUNG, date(2026, 8, 1), [("training_pay", ERROR)]),
    ],
)
def test_training_pay_goes_by_the_day_of_the_start(pay, kind, starts_on, expected):
    assert found(pay, kind, starts_on) == expected


def test_an_operators_amount_counts():
    rows = [Override("dated_values", {"key": "mindestlohn", "valid_from": "2027-01-01", "value": "15.00"})]
    tables = with_overrides(TABLES, rows)

    assert found(hourly("14.60"), K.JOB_BEFRISTET, date(2027, 2, 1), tables=tables) == [("minimum_wage", ERROR)]


@given(
    st.builds(
        Pay,
        st.none() | st.decimals(0, 5000, places=2),
        st.sampled_from(PayUnit),
        st.none() | st.decimals(0, 60, places=1),
        st.sampled_from(["", "54101", "54112", "82101", "99999"]),
        st.lists(st.decimals(0, 2000, places=2), max_size=4).map(tuple),
        st.booleans(),
    ),
    st.sampled_from(K),
    st.dates(),
    st.none() | st.dates(),
    st.none() | st.integers(0, 99),
)
def test_it_never_fails(pay, kind, starts_on, ends_on, age):
    for finding in check(pay, kind, starts_on, ends_on, age=age):
        assert finding.message
        assert finding.fix
