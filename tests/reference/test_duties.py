"""Who must report what: the duties follow from the kind of paper and the day."""

from datetime import date

import pytest

from portal.reference import snapshot
from portal.reference.codes import Duty, DutyOf
from portal.reference.duties import caveat, duties_of, sentence
from portal.reference.loading import TableError, build
from portal.reference.tables import ReportDuty

TABLES = snapshot()
E, F, P = DutyOf.EMPLOYER, DutyOf.TRAINING_FIRM, DutyOf.PERSON


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("fluechtling_25_2_1", [(E, None)]),
        ("qualifiziert_19d", [(E, None), (E, 4), (P, 2)]),
        ("ausbildung_16g", [(E, None), (E, 4), (P, 2), (F, 2)]),
        ("ausbildungsduldung_60c", [(E, None), (F, 2)]),
        ("beschaeftigungsduldung_60d", [(E, None), (E, 2), (P, 2)]),
        ("eu_ewr_ch", []),
        ("no such status", []),
        (None, []),
    ],
)
def test_the_duties_follow_from_the_paper(status, expected):
    found = duties_of(status, date(2026, 5, 4), tables=TABLES)

    assert [(one.who, one.within_weeks) for one in found] == expected
    assert all(str(one.within_weeks or "") in sentence(one) for one in found)
    assert all(one.legal_basis.startswith("AufenthG") for one in found)


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
    with pytest.raises(TableError, match="deadline"):
        build(ReportDuty, {**values, "within_weeks": None}, "test")
