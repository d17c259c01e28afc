"""Who must tell which authority what when somebody works on a paper, and in which words that is said."""

from collections.abc import Mapping
from datetime import date

from portal.reference.codes import Confidence, Duty, DutyOf, StatusGroup
from portal.reference.permission_texts import VERIFY_NOTE
from portal.reference.snapshots import Snapshot
from portal.reference.tables import ReportDuty
from portal.reference.texts import N_, Text

AT_END = frozenset({Duty.REPORT_END, Duty.REPORT_CHANGE, Duty.SEEK_WORK})
"""What comes with every end of a job."""
AT_EARLY_END = AT_END | {Duty.REPORT_EARLY_END}

_BY_THE_FIRM = {
    Duty.CHECK_PAPER: N_(
        "Der Betrieb sieht das Papier vor dem ersten Tag an und bewahrt eine Kopie auf, solange die Person bleibt."
    ),
    Duty.REPORT_EARLY_END: N_(
        "Endet die Beschäftigung vorzeitig, meldet es der Betrieb der Ausländerbehörde innerhalb von %(weeks)s Wochen, "
        "nachdem er davon erfahren hat."
    ),
    Duty.REPORT_END: N_(
        "Endet die Beschäftigung, vorzeitig oder nicht, meldet es der Betrieb der Ausländerbehörde innerhalb von "
        "%(weeks)s Wochen, nachdem er davon erfahren hat."
    ),
}
_BY_THE_PERSON = {
    Duty.REPORT_START: N_(
        "Bekommt die Person Geld nach dem Asylbewerberleistungsgesetz, meldet sie dem Sozialamt die Arbeit spätestens "
        "am %(days)s. Tag nach dem Beginn."
    ),
    Duty.REPORT_EARLY_END: N_(
        "Endet die Ausbildung oder Arbeit vorzeitig, meldet es auch die Person der Ausländerbehörde innerhalb von "
        "%(weeks)s Wochen, nachdem sie davon erfahren hat."
    ),
    Duty.REPORT_CHANGE: N_(
        "Bekommt die Person Geld vom Jobcenter, von der Arbeitsagentur oder vom Sozialamt, sagt sie dort sofort, wenn "
        "sie anfängt, aufhört oder anders verdient."
    ),
    Duty.SEEK_WORK: N_(
        "Endet eine Arbeit, meldet sich die Person drei Monate vorher bei der Arbeitsagentur arbeitsuchend. Erfährt "
        "sie es später, hat sie %(days)s Tage Zeit. Nach einer Ausbildung im Betrieb muss sie das nicht."
    ),
}
_WORDS: Mapping[DutyOf, Mapping[Duty, Text]] = {
    DutyOf.EMPLOYER: _BY_THE_FIRM,
    DutyOf.TRAINING_FIRM: {
        Duty.REPORT_EARLY_END: N_(
            "Wird die Ausbildung vorzeitig beendet oder abgebrochen, meldet es der Ausbildungsbetrieb oder die Schule "
            "der Ausländerbehörde sofort, in der Regel innerhalb von %(weeks)s Wochen."
        )
    },
    DutyOf.PERSON: _BY_THE_PERSON,
}


def duties_of(status_key: str | None, on: date, *, tables: Snapshot) -> tuple[ReportDuty, ...]:
    """List the duties that come with a kind of paper on a day; those of social law come with every paper and none.

    Source: AufenthG sections 4a Abs. 5, 16g, 60c, 60d, 82 Abs. 6, AsylbLG section 8a, SGB I section 60, SGB III
        section 38, as dated in report_duties.csv.
    """
    rules = tables.rules_of_status(status_key or "")
    is_foreign = bool(rules) and rules[0].status_group is not StatusGroup.EU
    in_force = (row for row in tables.report_duties if row.holds_on(on) and (is_foreign or not row.is_of_residence))
    return tuple(row for row in in_force if not row.status_keys or status_key in row.status_keys)


def sentence(duty: ReportDuty) -> Text:
    """Say a duty to a caseworker."""
    days = duty.within_days or 0
    return Text(_WORDS[duty.who][duty.what].msgid, {"days": days, "weeks": days // 7})


def caveat(duty: ReportDuty) -> Text | None:
    """Give the note that must stand beside a duty whose text was not fully read."""
    return VERIFY_NOTE if duty.confidence is Confidence.VERIFY else None
