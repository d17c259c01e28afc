"""Who must tell the authority what when somebody works on a paper, and in which words that is said."""

from datetime import date

from portal.reference.codes import Confidence, Duty, DutyOf, StatusGroup
from portal.reference.permission_texts import VERIFY_NOTE
from portal.reference.snapshots import Snapshot
from portal.reference.tables import ReportDuty
from portal.reference.texts import N_, Text


def duties_of(status_key: str | None, on: date, *, tables: Snapshot) -> tuple[ReportDuty, ...]:
    """List the duties that come with a kind of paper on a day.

    Source: AufenthG sections 4a Abs. 5, 16g, 60c, 60d, 82 Abs. 6, as dated in report_duties.csv.
    """
    rules = tables.rules_of_status(status_key or "")
    if not rules or rules[0].status_group is StatusGroup.EU:
        return ()
    in_force = (row for row in tables.report_duties if row.holds_on(on))
    return tuple(row for row in in_force if not row.status_keys or status_key in row.status_keys)


def sentence(duty: ReportDuty) -> Text:
    """Say a duty to a caseworker."""
    if duty.what is Duty.CHECK_PAPER:
        return N_(
            "Der Betrieb sieht das Papier vor dem ersten Tag an und bewahrt eine Kopie auf, solange die Person bleibt."
        )
    weeks = duty.within_weeks
    return {
        DutyOf.EMPLOYER: N_(
            "Endet die Beschäftigung vorzeitig, meldet es der Betrieb der Ausländerbehörde innerhalb von "
            "%(weeks)s Wochen.",
            weeks=weeks,
        ),
        DutyOf.TRAINING_FIRM: N_(
            "Endet die Ausbildung vorzeitig, meldet es der Ausbildungsbetrieb der Ausländerbehörde innerhalb von "
            "%(weeks)s Wochen.",
            weeks=weeks,
        ),
        DutyOf.PERSON: N_(
            "Endet die Beschäftigung vorzeitig, meldet es auch die Person der Ausländerbehörde innerhalb von "
            "%(weeks)s Wochen.",
            weeks=weeks,
        ),
    }[duty.who]


def caveat(duty: ReportDuty) -> Text | None:
    """Give the note that must stand beside a duty whose text was not fully read."""
    return VERIFY_NOTE if duty.confidence is Confidence.VERIFY else None
