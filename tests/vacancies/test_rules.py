"""What an offer must say, what stands against it, what follows from it: pure rules."""

from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest

from portal.reference import Severity, snapshot
from portal.reference.loading import read_table
from portal.reference.tables.words import SampleVacancy
from portal.vacancies.rules import (
    CONTENT,
    STEPS,
    PayUnit,
    WorkingTime,
    differing,
    last_day,
    missing,
    shown_until,
    working_time,
)
from portal.vacancies.rules.checks import (
    ExceptionNeedsReason,
    FindingsStandAgainst,
    NotThatDate,
    check_extension,
    check_pause,
    check_publish_on,
    check_publishable,
)
from portal.vacancies.rules.findings import concerns
from tests.factories.vacancies import VacancyVersionFactory

DAY = date(2027, 1, 11)


def text(**content):
    """Build a complete text that starts on a known day."""
    return VacancyVersionFactory.build(**{"starts_on": DAY, **content})


def found(**content):
    """Give the findings against a text: rule and severity."""
    return {(concern.rule_id, concern.severity) for concern in concerns(text(**content), on=DAY, tables=snapshot())}


def test_a_complete_text_lacks_nothing_and_has_nothing_against_it():
    assert missing(text()) == {}
    assert found() == set()


@pytest.mark.parametrize(
    ("content", "gaps"),
    [
        ({"title": ""}, {"what": ["title"]}),
        ({"offer_kind": "internship", "training_aim": None, "duration_days": 20}, {"what": ["training_aim"]}),
        ({"offer_kind": "internship", "training_aim": False, "duration_days": 20}, {}),
        ({"starts_on": None}, {"when": ["starts_on"]}),
        ({"starts_on": None, "is_standing": True}, {}),
        ({"offer_kind": "shadowing"}, {"when": ["duration_days"]}),
        ({"offer_kind": "shadowing", "ends_on": DAY}, {}),
        ({"pay_eur": None}, {"pay": ["pay_eur"]}),
        ({"pay_eur": None, "pay_unit": PayUnit.NONE}, {}),
        ({"pay_eur": None, "pay_unit": PayUnit.AGREEMENT}, {}),
        ({"pay_unit": None}, {"pay": ["pay_unit"]}),
        ({"ags": None, "german_reading": None}, {"where": ["ags"], "who": ["german_reading"]}),
    ],
)
def test_each_gap_is_named_with_its_step(content, gaps):
    assert missing(text(**content)) == gaps


def test_every_column_of_a_text_belongs_to_one_step():
    asked = [name for names in STEPS.values() for name in names]
    columns = set(VacancyVersionFactory._meta.model.__table__.columns.keys())
    of_the_row = {
        "id",
        "created_at",
        "version",
        "vacancy_id",
        "number",
        "text_state",
        "author_id",
        "editor_ids",
        "saved_at",
        "submitted_at",
        "reviewer_id",
        "reviewed_at",
    }

    assert len(asked) == len(set(asked))
    assert columns - of_the_row == set(CONTENT)


@pytest.mark.parametrize(
    ("kind", "hours", "expected"),
    [
        ("mini_job", None, WorkingTime.MINI),
        ("full_time_job", None, None),
        ("full_time_job", Decimal(35), WorkingTime.FULL),
        ("internship", Decimal("34.5"), WorkingTime.PART),
    ],
)
def test_working_time_follows_from_kind_and_hours(kind, hours, expected):
    assert working_time(kind, hours) is expected


@pytest.mark.parametrize(
    ("starts", "ends", "days", "expected"),
    [(DAY, None, 5, DAY + timedelta(4)), (DAY, DAY, 5, DAY), (None, None, 5, None), (DAY, None, None, None)],
)
def test_the_last_day_follows_from_the_length(starts, ends, days, expected):
    assert last_day(starts, ends, days) == expected


@pytest.mark.parametrize(
    ("starts", "standing", "expected"),
    [
        (DAY + timedelta(30), False, DAY + timedelta(30)),
        (DAY, False, DAY + timedelta(90)),
        (None, False, DAY + timedelta(90)),
        (None, True, None),
    ],
)
def test_an_offer_is_shown_until_its_start_or_ninety_days(starts, standing, expected):
    assert shown_until(starts, is_standing=standing, on=DAY) == expected


def test_versions_differ_in_what_was_said_only():
    old = text()
    new = text(number=2, title="Packhelfer (m/w/d)", has_shifts=True)

    assert differing(old, new) == ["title", "has_shifts"]


@pytest.mark.parametrize(
    ("content", "finding"),
    [
        ({"title": "Lagerhelfer"}, ("m_only", Severity.ERROR)),
        ({"needed": "Wir suchen nur Männer."}, ("geschlecht_nur", Severity.ERROR)),
        ({"support": "Sie sind jung und dynamisch."}, ("jung", Severity.WARNING)),
        ({"pay_eur": Decimal("13.90")}, ("minimum_wage", Severity.ERROR)),
        ({"pay_eur": Decimal(1000), "pay_unit": PayUnit.MONTH}, ("minimum_wage", Severity.ERROR)),
        ({"pay_eur": None, "pay_unit": PayUnit.NONE}, ("pay_missing", Severity.ERROR)),
        ({"offer_kind": "mini_job", "weekly_hours": Decimal(20)}, ("minijob_limit", Severity.ERROR)),
        (
            {"offer_kind": "internship", "training_aim": False, "pay_unit": PayUnit.NONE, "pay_eur": None},
            ("praktikum_lang", Severity.ERROR),
        ),
    ],
)
def test_what_is_not_lawful_is_found(content, finding):
    assert finding in found(**content)


def test_too_many_days_of_shadowing_are_found():
    short = found(offer_kind="shadowing", duration_days=5, pay_unit=PayUnit.NONE, pay_eur=None)
    long = found(offer_kind="shadowing", duration_days=60, pay_unit=PayUnit.NONE, pay_eur=None)

    assert (short, bool(long)) == (set(), True)


def test_too_many_hours_are_found():
    assert found(weekly_hours=Decimal(60)) - found()


def test_pay_is_said_once():
    rules = [concern.rule_id for concern in concerns(text(pay_eur=Decimal(5)), on=DAY, tables=snapshot())]

    assert rules == ["minimum_wage"]


@pytest.mark.parametrize(("group", "kldb"), [("pflegehilfskraft", "51311"), (None, "82101"), ("koch", "82101")])
def test_the_wage_of_a_branch_is_asked_for_by_the_occupation_and_by_its_exact_name(group, kldb):
    low = {"pay_eur": Decimal(15), "pay_unit": PayUnit.HOUR, "weekly_hours": Decimal(30)}
    neither = found(**low, occupation=None, kldb="51311")

    assert "branch_wage" not in {rule for rule, _ in neither}
    assert "branch_wage" in {rule for rule, _ in found(**low, occupation=group, kldb=kldb)}


def test_what_stands_against_a_text_is_said_once_for_both_classes():
    both = concerns(text(pay_eur=Decimal(5), occupation="koch", kldb="51311"), on=DAY, tables=snapshot())

    assert [concern.rule_id for concern in both] == ["minimum_wage"]


def test_the_exact_name_of_an_occupation_is_read_like_any_text():
    assert {rule for rule, _ in found(occupation_title="Helfer, nur Männer, jung und dynamisch") - found()}


def test_an_empty_text_is_looked_at_too():
    bare = SimpleNamespace(**dict.fromkeys(CONTENT))

    assert concerns(bare, on=DAY, tables=snapshot()) == ()


def test_the_worst_finding_stands_first():
    severities = [
        concern.severity
        for concern in concerns(
            text(needed="Nur Männer, jung und dynamisch.", pay_eur=Decimal(5)), on=DAY, tables=snapshot()
        )
    ]

    assert severities == sorted(severities, key=list(Severity).index)
    assert severities[0] is Severity.ERROR


def test_only_a_named_exception_lets_a_text_pass():
    exception, forbidden = text(needed="Nur Männer."), text(title="Lagerhelfer")

    check_publishable(exception, on=DAY, tables=snapshot(), is_overridden=True)
    with pytest.raises(ExceptionNeedsReason):
        check_publishable(exception, on=DAY, tables=snapshot(), is_overridden=False)
    with pytest.raises(FindingsStandAgainst):
        check_publishable(forbidden, on=DAY, tables=snapshot(), is_overridden=True)


@pytest.mark.parametrize("sample", read_table(SampleVacancy), ids=lambda sample: sample.id)
def test_nothing_stands_against_the_sample_offers(sample):
    amount, _, unit = sample.pay_text.partition(" ")
    units = {"EUR/h": PayUnit.HOUR, "EUR/Monat": PayUnit.MONTH, "Tarif": PayUnit.AGREEMENT, "": PayUnit.NONE}
    content = {
        "title": sample.title,
        "offer_kind": sample.offer_kind,
        "tasks": sample.tasks_de,
        "needed": sample.requirements_de,
        "easy_german": sample.easy_german,
        "kldb": sample.kldb5,
        "weekly_hours": sample.hours_week,
        "starts_on": sample.starts_on,
        "training_aim": sample.training_aim,
        "pay_unit": units[unit],
        "pay_eur": Decimal(amount) if unit.startswith("EUR") else None,
        "duration_days": {"shadowing": 5, "internship": 28, "entry_qualification": 300}.get(sample.offer_kind),
    }

    blocking = [concern for concern in concerns(text(**content), on=DAY, tables=snapshot()) if concern.blocks]

    assert blocking == []


@pytest.mark.parametrize(("days", "is_fine"), [(-1, False), (0, True), (180, True), (181, False)])
def test_a_pause_lasts_half_a_year_at_most(days, is_fine):
    if is_fine:
        check_pause(DAY + timedelta(days), on=DAY)
    else:
        with pytest.raises(NotThatDate):
            check_pause(DAY + timedelta(days), on=DAY)


def test_the_systems_pause_needs_no_day():
    check_pause(None, on=DAY)


@pytest.mark.parametrize(("days", "is_fine"), [(0, False), (1, True), (180, True), (181, False)])
def test_publication_is_ahead_and_within_half_a_year(days, is_fine):
    if is_fine:
        check_publish_on(DAY + timedelta(days), on=DAY)
    else:
        with pytest.raises(NotThatDate):
            check_publish_on(DAY + timedelta(days), on=DAY)


@pytest.mark.parametrize(
    ("new", "old", "is_fine"),
    [(10, 5, True), (10, None, True), (5, 5, False), (0, None, False), (181, 5, False), (None, 5, False)],
)
def test_an_extension_goes_beyond_the_old_end(new, old, is_fine):
    wanted = DAY + timedelta(new) if new is not None else None
    former = DAY + timedelta(old) if old is not None else None

    if is_fine:
        check_extension(wanted, former, on=DAY)
    else:
        with pytest.raises(NotThatDate):
            check_extension(wanted, former, on=DAY)
