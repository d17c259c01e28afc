"""The days of an agreement: written as a pattern, checked day by day, sealed with their sum, read as a list."""

import subprocess
from datetime import date, time, timedelta
from decimal import Decimal

import pytest
import time_machine
from flask.testing import FlaskClient

from portal.core import db
from portal.core.errors import GuardRefused
from portal.insight.queries.plain_words import PLAIN
from portal.placements import rules, services
from portal.placements.models import Agreement
from portal.reference.calendar import add_working_days
from portal.reference.schedule import write_week
from portal.reference.working_time import Shift
from tests.factories.placements import Case, content, next_working_day
from tests.factories.vacancies import VacancyFactory
from tests.placements.browsing import body, here, words
from tests.placements.test_links import ADDRESS, mailed, prove
from tests.signing import sign_in

NEW = "/agreements/new"
MONDAYS_TO_FRIDAYS = {"days-days": ["0", "1", "2", "3", "4"], "days-starts": "08:00", "days-ends": "14:30"}
SHORT_FRIDAYS = {
    **MONDAYS_TO_FRIDAYS, "days-days": ["0", "1", "2", "3"], "days-pause": "30",
    "days_2-days": ["4"], "days_2-starts": "08:00", "days_2-ends": "12:00",
}  # fmt: skip
PATTERN = {"weekly_hours": "", "times": ""}


def week(starts: str, ends: str, pause: int = 0, days: range | list[int] = range(5)) -> list[str]:
    clock = time.fromisoformat
    return write_week(Shift(day, clock(starts), clock(ends), pause) for day in days)


def agreed(case: Case, **changed: object) -> Agreement:
    return case.write(**{"weekly_hours": Decimal(30), "times": "", "week": week("08:00", "14:30", 30), **changed})


def test_a_pattern_of_days_gives_the_hours_of_a_week(client: FlaskClient):
    case = Case()
    sign_in(client, case.caseworker)

    answer = client.post(here(case, NEW), data={**words(**PATTERN), **SHORT_FRIDAYS})

    assert answer.status_code == 303
    assert case.version.week == [*week("08:00", "14:30", 30, range(4)), "4 08:00-12:00 0"]
    assert case.version.weekly_hours == Decimal(28)
    page = body(client, here(case, "/agreements/1"))
    assert "Montag bis Donnerstag 08:00 bis 14:30 Uhr, 30 Minuten Pause; Freitag 08:00 bis 12:00 Uhr" in page
    assert '<dd class="ip-free-text" dir="auto">28</dd>' in page


def test_the_pattern_stands_in_the_form_again(client: FlaskClient):
    case = Case()
    sign_in(client, case.caseworker)
    client.post(here(case, NEW), data={**words(**PATTERN), **SHORT_FRIDAYS})

    form = body(client, here(case, "/agreements/1/edit"))
    sent = {**words(**PATTERN, version=str(case.version.version), place="Neuer Ort 1"), **SHORT_FRIDAYS}
    answer = client.post(here(case, "/agreements/1/edit"), data=sent)

    assert form.count('value="08:00"') == 2
    assert 'name="weekly_hours" type="text" value=""' in form  # else other days would contradict it
    assert 'value="14:30"' in form
    assert 'value="12:00"' in form
    assert answer.status_code == 303
    assert (case.version.place, len(case.version.week)) == ("Neuer Ort 1", 5)


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "Bitte geben Sie die Arbeitstage an"),
        ({"weekly_hours": "30"}, "Bitte geben Sie die Arbeitstage an"),
        ({"times": "im Wechsel"}, "Bitte geben Sie die Arbeitstage an"),
        ({**MONDAYS_TO_FRIDAYS, "days-ends": ""}, "Bitte geben Sie Tage, Anfang und Ende an."),
        ({**MONDAYS_TO_FRIDAYS, "days-days": []}, "Bitte geben Sie Tage, Anfang und Ende an."),
        ({**MONDAYS_TO_FRIDAYS, "days-ends": "08:00"}, "So bleibt keine Arbeitszeit."),
        ({**MONDAYS_TO_FRIDAYS, "days-ends": "09:00", "days-pause": "60"}, "So bleibt keine Arbeitszeit."),
        ({**MONDAYS_TO_FRIDAYS, "days-pause": "241"}, "Bitte eine Zahl von 0 bis 240."),
        ({**MONDAYS_TO_FRIDAYS, "days-pause": "1000"}, "Bitte eine Zahl von 0 bis 240."),
        ({**MONDAYS_TO_FRIDAYS, "days-pause": "-1"}, "Bitte eine Zahl von 0 bis 240."),
        ({**MONDAYS_TO_FRIDAYS, "days-pause": "9" * 400}, "Bitte geben Sie eine kleinere Zahl ein."),
        ({**MONDAYS_TO_FRIDAYS, "days-days": ["7"]}, "An diesen Tagen"),
        ({**MONDAYS_TO_FRIDAYS, "days-starts": "25:00"}, "Von"),
        ({**MONDAYS_TO_FRIDAYS, "days_3-starts": "07:00"}, "Bitte geben Sie Tage, Anfang und Ende an."),
        ({**MONDAYS_TO_FRIDAYS, "days-pause": "30", "weekly_hours": "31"}, "Die Tage ergeben zusammen 30 Stunden."),
    ],
)
def test_a_week_that_cannot_be_is_said_with_what_was_filled_in(client: FlaskClient, sent, said):
    case = Case()
    sign_in(client, case.caseworker)

    answer = client.post(here(case, NEW), data={**words(**PATTERN, tasks="Regale füllen"), **sent})

    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert said in page
    assert "Regale füllen" in page
    assert all(f'value="{value}"' in page for name, value in sent.items() if name.endswith(("starts", "pause")))


def test_one_mistake_is_one_message_at_the_field_that_is_missing(client: FlaskClient):
    case = Case()
    sign_in(client, case.caseworker)

    answer = client.post(here(case, NEW), data={**words(**PATTERN), **MONDAYS_TO_FRIDAYS, "days-ends": ""})

    page = answer.get_data(as_text=True)
    assert "Bitte geben Sie die Arbeitstage an" not in page
    assert page.count("Bitte geben Sie Tage, Anfang und Ende an.") == 2  # above the form, and at the field
    assert 'href="#days-ends"' in page


def test_the_same_hours_said_twice_do_not_contradict(client: FlaskClient):
    case = Case()
    sign_in(client, case.caseworker)
    pattern = {**MONDAYS_TO_FRIDAYS, "days-pause": "30"}

    answer = client.post(here(case, NEW), data={**words(weekly_hours="30,0", times="Pause nach Absprache"), **pattern})

    assert answer.status_code == 303
    assert (case.version.weekly_hours, case.version.times) == (30, "Pause nach Absprache")


@pytest.mark.parametrize(
    ("hours", "person", "rule_id"),
    [
        (week("08:00", "14:30"), {}, "adult_break_6"),
        (week("06:00", "17:00", 30), {}, "adult_day"),
        (week("08:00", "12:00", days=[6]), {}, "adult_sunday"),
        (week("05:00", "09:00"), {"minor": True}, "minor_night"),
        (week("08:00", "12:00", days=[5]), {"minor": True}, "minor_saturday"),
        (week("08:00", "13:00"), {"minor": True}, "minor_break_45"),
    ],
)
def test_each_day_is_checked_by_the_law_for_the_age(hours, person, rule_id):
    version = agreed(Case(person=person), week=hours)

    assert rule_id in [finding.rule_id for finding in services.findings(version)]


def test_what_the_law_forbids_on_a_day_does_not_go_out():
    case = Case()
    version = agreed(case, week=week("08:00", "14:30"))

    with pytest.raises(GuardRefused) as refused:
        services.send(version, actor=case.staff)

    assert "Die Pausen sind zu kurz" in str(refused.value.message)


def test_days_in_order_leave_nothing_to_find_and_each_finding_is_told_once():
    case = Case()

    assert services.findings(agreed(case)) == ()
    services.edit(case.version, content(times="", week=week("08:00", "14:30")), actor=case.staff)
    assert [finding.rule_id for finding in services.findings(case.version)] == ["adult_break_6"]


def test_a_day_ticked_twice_at_the_same_time_does_not_go_out(client: FlaskClient):
    case = Case()
    sign_in(client, case.caseworker)
    twice = {**SHORT_FRIDAYS, "days_2-days": ["3", "4"]}
    client.post(here(case, NEW), data={**words(**PATTERN), **twice})

    refused = client.post(here(case, "/agreements/1/send"))

    assert refused.status_code == 422
    assert "Zwei Arbeitszeiten überschneiden sich." in body(client, here(case, "/agreements/1"))


def test_a_first_day_without_work_is_told_before_it_goes_out():
    day = next_working_day()

    version = agreed(Case(), starts_on=day, week=week("08:00", "14:00", days=[(day.weekday() + 1) % 5]))

    assert [finding.rule_id for finding in services.findings(version)] == ["starts_on_free_day"]


def test_who_changed_the_days_meanwhile_is_shown_with_both_versions(client: FlaskClient):
    case = Case()
    version = agreed(case)
    sign_in(client, case.caseworker)
    opened_at = str(version.version)
    sent = words(**PATTERN, version=opened_at)
    first = client.post(here(case, "/agreements/1/edit"), data={**sent, **MONDAYS_TO_FRIDAYS, "days-ends": "13:30"})

    second = client.post(here(case, "/agreements/1/edit"), data={**sent, **SHORT_FRIDAYS})

    page = second.get_data(as_text=True)
    assert (first.status_code, second.status_code) == (303, 409)
    assert "Montag bis Freitag 08:00 bis 13:30 Uhr" in page
    assert "Freitag 08:00 bis 12:00 Uhr" in page


def test_the_person_is_given_the_days_in_words():
    version = agreed(Case())

    assert PLAIN["agreement"]["week"](version.week) == "Montag bis Freitag 08:00 bis 14:30 Uhr, 30 Minuten Pause"


def test_changing_times_are_said_to_be_unchecked_and_may_go_out():
    case = Case()
    version = case.write()

    assert [finding.rule_id for finding in services.findings(version)] == ["days_unknown"]
    services.send(version, actor=case.staff)
    assert "Tage und Stunden zusammen: wechselnd" in (version.text or "")


@time_machine.travel("2026-11-27T09:00:00+00:00")
def test_the_sealed_text_names_days_hours_and_free_holidays():
    case = Case()
    version = agreed(case, starts_on=date(2026, 12, 21), ends_on=date(2027, 1, 8))

    services.send(version, actor=case.staff)

    assert (
        "Tage und Stunden zusammen: 13 Tage, 78 Stunden; "
        "frei: 25. Dezember 2026 (Erster Weihnachtstag), 1. Januar 2027 (Neujahr)"
    ) in (version.text or "")


def test_one_day_is_one_day():
    day = next_working_day()

    version = agreed(Case(), starts_on=day, ends_on=day, week=week("09:00", "10:00", days=[day.weekday()]))

    assert services.lines(version, "")[8][1] == "1 Tag, 1 Stunde"


def test_without_an_end_the_hours_of_a_week_are_named():
    version = agreed(Case(kind="job_unbefristet"), ends_on=None)

    assert services.lines(version, "")[8][1] == "30 Stunden je Woche; gesetzliche Feiertage sind frei"


def test_other_days_are_a_material_change():
    version = agreed(Case())
    before = rules.terms(version)

    version.week = week("08:30", "15:00", 30)

    assert rules.terms(version) != before


def test_up_to_a_month_is_listed_day_by_day_and_more_as_one_week():
    case, start = Case(), next_working_day()
    version = agreed(case, starts_on=start, ends_on=add_working_days(start, 19))
    short = services.rows(version)
    version.ends_on = start + timedelta(days=200)

    long = services.rows(version)

    assert len([row for row in short if not row.holiday]) == 20
    assert [(row.on, row.shift.weekday) for row in long] == [(None, day) for day in range(5)]


@time_machine.travel("2026-11-27T09:00:00+00:00")
def test_the_person_reads_the_days_in_the_own_language(client: FlaskClient):
    case = Case(person={**ADDRESS["person"], "locale": "ar"})
    version = agreed(case, starts_on=date(2026, 12, 21), ends_on=date(2026, 12, 28))
    services.send(version, actor=case.staff)
    db.session.commit()
    [token] = mailed()
    prove(client, case, token)

    page = body(client, f"/l/{token}")

    assert "الاثنين" in page or "اثنين" in page
    assert "Erster Weihnachtstag" in page
    assert page.count("08:00") >= 5


@time_machine.travel("2026-11-27T09:00:00+00:00")
def test_the_paper_lists_the_days(client: FlaskClient):
    case = Case()
    agreed(case, starts_on=date(2026, 12, 21), ends_on=date(2026, 12, 28))
    sign_in(client, case.caseworker)

    content = client.get(here(case, "/agreements/1.pdf")).data
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=content, capture_output=True, check=True)
    paper = done.stdout.decode()

    assert "Montag, 21. Dezember 2026" in paper
    assert "Erster Weihnachtstag" in paper
    assert "5 Tage, 30 Stunden" in paper


def test_an_offer_that_names_its_days_fills_in_the_pattern(client: FlaskClient):
    case = Case()
    vacancy = VacancyFactory(published=True, organisation=case.company)
    vacancy.text.times, vacancy.text.weekly_hours = "Mo bis Do, 7 bis 15:30 Uhr", Decimal(32)
    case.placement.vacancy_id = vacancy.id
    db.session.commit()

    assert services.first_words(case.placement)["week"] == week("07:00", "15:30", 30, range(4))


@pytest.mark.parametrize(
    ("said", "hours"),
    [
        ("Mo bis Fr, 6 bis 14 Uhr oder 14 bis 22 Uhr", 40),
        ("werktags im Wechsel", 40),
        ("Mo bis Fr, 7 bis 15 Uhr", Decimal("38.5")),
        ("Mo bis Fr, 7 bis 15 Uhr", 20),
        ("Mo bis Fr, 7 bis 15 Uhr", None),
    ],
)
def test_an_offer_that_does_not_is_taken_by_its_words(said, hours):
    case = Case()
    vacancy = VacancyFactory(published=True, organisation=case.company)
    vacancy.text.times, vacancy.text.weekly_hours = said, hours
    case.placement.vacancy_id = vacancy.id
    db.session.commit()

    first = services.first_words(case.placement)

    assert (first["times"], first["weekly_hours"], first.get("week")) == (said, hours, None)
