"""Who must report what: the duties follow from the kind of paper and the day."""

from datetime import date

import pytest

from portal.reference import duties, snapshot
from portal.reference.codes import Duty, DutyOf
from portal.reference.duties import caveat, duties_of, sentence
from portal.reference.loading import TableError, build
from portal.reference.tables import ReportDuty

TABLES = snapshot()
ALWAYS = {("person", "report_change", None, "SGB I § 60"), ("person", "seek_work", 3, "SGB III § 38")}
CHECK = ("employer", "check_paper", None, "AufenthG § 4a Abs. 5 S. 3 Nr. 1, 2")
TO_SOCIAL_OFFICE = ("person", "report_start", 3, "AsylbLG § 8a")


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("fluechtling_25_2_1", {CHECK}),
        (
            "qualifiziert_19d",
            {
                CHECK,
                ("employer", "report_early_end", 28, "AufenthG § 4a Abs. 5 S. 3 Nr. 3"),
                ("person", "report_early_end", 14, "AufenthG § 82 Abs. 6"),
            },
        ),
        (
            "ausbildung_16g",
            {
                CHECK,
                ("training_firm", "report_early_end", 14, "AufenthG § 16g Abs. 4"),
                ("person", "report_early_end", 14, "AufenthG § 82 Abs. 6"),
            },
        ),
        (
            "ausbildungsduldung_60c",
            {CHECK, ("training_firm", "report_early_end", 14, "AufenthG § 60c Abs. 5"), TO_SOCIAL_OFFICE},
        ),
        (
            "beschaeftigungsduldung_60d",
            {
                CHECK,
                ("employer", "report_end", 14, "AufenthG § 60d Abs. 3 S. 3"),
                ("person", "report_early_end", 14, "AufenthG § 60d Abs. 3 S. 4, § 82 Abs. 6"),
                TO_SOCIAL_OFFICE,
            },
        ),
        ("gestattung", {CHECK, TO_SOCIAL_OFFICE}),
        ("eu_ewr_ch", set()),
        ("no such status", set()),
        (None, set()),
    ],
)
def test_the_duties_follow_from_the_paper_and_those_of_social_law_are_everybodys(status, expected):
    found = duties_of(status, date(2026, 5, 4), tables=TABLES)

    told = {(one.who, one.what, one.within_days, one.legal_basis.split(" Abs. 1")[0]) for one in found}
    assert told == expected | ALWAYS


@pytest.mark.parametrize(
    ("status", "what", "who", "says"),
    [
        ("qualifiziert_19d", Duty.REPORT_EARLY_END, DutyOf.EMPLOYER, "innerhalb von 4 Wochen, nachdem er davon"),
        ("qualifiziert_19d", Duty.REPORT_EARLY_END, DutyOf.PERSON, "innerhalb von 2 Wochen, nachdem sie davon"),
        ("ausbildung_16g", Duty.REPORT_EARLY_END, DutyOf.TRAINING_FIRM, "sofort, in der Regel innerhalb von 2 Wochen"),
        ("beschaeftigungsduldung_60d", Duty.REPORT_END, DutyOf.EMPLOYER, "vorzeitig oder nicht"),
        (
            "gestattung",
            Duty.REPORT_START,
            DutyOf.PERSON,
            "dem Sozialamt die Arbeit spätestens am 3. Tag nach dem Beginn",
        ),
        ("gestattung", Duty.REPORT_CHANGE, DutyOf.PERSON, "sofort, wenn sie anfängt, aufhört oder anders verdient"),
        ("gestattung", Duty.SEEK_WORK, DutyOf.PERSON, "hat sie 3 Tage Zeit"),
        ("gestattung", Duty.CHECK_PAPER, DutyOf.EMPLOYER, "bewahrt eine Kopie auf"),
    ],
)
def test_a_duty_is_said_with_its_deadline(status, what, who, says):
    (duty,) = (one for one in duties_of(status, date(2026, 5, 4), tables=TABLES) if (one.what, one.who) == (what, who))

    assert says in sentence(duty)


def test_an_early_end_brings_one_report_more_than_every_other_end():
    assert {Duty.REPORT_EARLY_END} == duties.AT_EARLY_END - duties.AT_END
    assert duties.AT_END < duties.AT_EARLY_END


def test_what_was_not_read_in_force_says_so():
    before, since = (
        duties_of("ausbildungsduldung_60c", day, tables=TABLES)[1] for day in (date(2026, 6, 11), date(2026, 6, 12))
    )

    assert caveat(before) is None
    assert "noch nicht geprüft" in str(caveat(since))


def test_every_status_of_the_table_has_rules():
    named = {status for row in TABLES.report_duties for status in row.status_keys}

    assert named <= set(TABLES.statuses)


def test_a_report_without_a_deadline_is_no_row():
    values = {column.field: getattr(TABLES.report_duties[1], column.field) for column in ReportDuty.columns()}

    assert values["what"] is Duty.REPORT_EARLY_END
    with pytest.raises(TableError, match="test: a report has a deadline"):
        build(ReportDuty, {**values, "within_days": None}, "test")
