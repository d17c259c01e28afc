"""Each step of the work-permission decision: its rule, its words, and the month or day on which it turns."""

from dataclasses import replace
from datetime import date

import pytest

from portal.reference import Override, ResidenceFacts, decide_work_permission, snapshot, with_overrides
from portal.reference.codes import Answer, Housing, Need, Paper, PlacementKindCode, Verdict
from portal.reference.permission_texts import Reason, caseworker_sentence, firm_sentence
from portal.reference.work_permission import UNKNOWN

TABLES = snapshot()
JOB = PlacementKindCode.JOB_UNBEFRISTET
WAITING = ResidenceFacts("gestattung", 2, Housing.COMMUNITY, Answer.NO)
RECOGNISED = ResidenceFacts("fiktion_81_4", old_title="fluechtling_25_2_1")


def decide(known, kind, on, tables=TABLES):
    return decide_work_permission(known, kind, on, tables=tables)


@pytest.mark.parametrize(
    ("known", "kind", "on", "reason", "rule_id"),
    [
        (ResidenceFacts("fluechtling_25_2_1"), JOB, date(2026, 5, 4), Reason.FREE, "t252_gfk"),
        (
            ResidenceFacts("fluechtling_25_2_1", permission_on_paper=Paper.NONE),
            JOB,
            date(2026, 5, 4),
            Reason.PAPER_CONTRADICTS,
            "t252_gfk",
        ),
        (ResidenceFacts("fluechtling_25_2_1"), "agh_16d", date(2026, 5, 4), Reason.FREE, "t252_gfk"),
        (ResidenceFacts("voruebergehend_25_4"), "agh_16d", date(2026, 5, 4), Reason.BENEFIT_ASKS, "t254"),
        (
            ResidenceFacts("voruebergehend_25_4", permission_on_paper=Paper.THIS_JOB),
            JOB,
            date(2026, 5, 4),
            Reason.ON_PAPER,
            "t254",
        ),
        (ResidenceFacts("duldung_60b"), JOB, date(2026, 5, 4), Reason.BAN, "d60b"),
        (
            ResidenceFacts("duldung_60b", permission_on_paper=Paper.GENERAL),
            JOB,
            date(2026, 5, 4),
            Reason.BAN_CONTRADICTED,
            "d60b",
        ),
        (ResidenceFacts("duldung_60b"), "mag", date(2026, 5, 4), Reason.MEASURE_ASKS, "d60b"),
        (ResidenceFacts("fluechtling_25_2_1"), "mag", date(2026, 5, 4), Reason.MEASURE_OPEN, "t252_gfk"),
        (WAITING, JOB, date(2025, 10, 1), Reason.WAITING, "g24_comm"),
        (replace(WAITING, months_stay=None), JOB, date(2025, 10, 1), Reason.MONTHS_UNKNOWN, "g24_comm"),
        (replace(WAITING, months_stay=3), JOB, date(2025, 10, 1), Reason.PERMISSION_NEEDED, "g24_comm"),
        (
            replace(WAITING, months_stay=3),
            "helferausbildung",
            date(2025, 10, 1),
            Reason.CONSENT_UNCLEAR,
            "g24_comm",
        ),
        (ResidenceFacts(UNKNOWN), JOB, date(2025, 10, 1), Reason.NO_RULE, ""),
        (ResidenceFacts("fluechtling_25_2_1"), "no such kind", date(2026, 5, 4), Reason.KIND_UNKNOWN, ""),
        (ResidenceFacts("fluechtling_25_2_1"), "egz", date(2026, 5, 4), Reason.KIND_ASKS, ""),
        (ResidenceFacts("fluechtling_25_2_1"), "hospitation", date(2026, 5, 4), Reason.NOT_EMPLOYMENT, ""),
    ],
)
def test_an_answer_names_its_step_and_the_rule_that_gave_it(known, kind, on, reason, rule_id):
    answer = decide(known, kind, on)

    assert (answer.reason, answer.rule_id) == (reason, rule_id)
    assert answer.sentence_caseworker == caseworker_sentence(reason, 1, ba_consent=answer.ba_consent is Need.YES)


def test_the_legal_basis_is_that_of_every_rule_in_turn_or_else_of_the_kind():
    fiction, old = TABLES.row("residence_rules", "fikt4"), TABLES.row("residence_rules", "t252_gfk")

    assert decide(RECOGNISED, JOB, date(2026, 5, 4)).legal_basis == f"{fiction.legal_basis}; {old.legal_basis}"
    assert decide(ResidenceFacts(), "egz", date(2026, 5, 4)).legal_basis == TABLES.placement_kind("egz").legal_basis
    assert decide(ResidenceFacts(), "no such kind", date(2026, 5, 4)).legal_basis == ""


def test_a_caseworker_reads_whether_the_agency_must_agree():
    seven = replace(WAITING, months_stay=7)

    job, training = decide(seven, JOB, date(2025, 10, 1)), decide(seven, "ausbildung", date(2025, 10, 1))

    assert "Sie holt die Zustimmung der Arbeitsagentur ein." in job.sentence_caseworker
    assert "Eine Zustimmung der Arbeitsagentur ist nicht nötig." in training.sentence_caseworker
    assert (job.ba_consent, training.ba_consent) == (Need.YES, Need.NO)


def test_a_firm_reads_to_wait_for_the_approval_where_there_is_one_and_a_no_stays_a_no():
    assert firm_sentence(Verdict.ALLOWED) == "Die Person darf bei Ihnen anfangen."
    assert "sobald die Bewilligung da ist" in firm_sentence(Verdict.ALLOWED, approval=True)
    assert "zurzeit nicht möglich" in firm_sentence(Verdict.FORBIDDEN, approval=True)
    assert "nicht nötig" in caseworker_sentence(Reason.PERMISSION_NEEDED)


@pytest.mark.parametrize(
    ("months", "verdict", "ba_consent"),
    [
        (0, Verdict.FORBIDDEN, Need.NO),
        (2, Verdict.FORBIDDEN, Need.NO),
        (3, Verdict.ALLOWED_WITH_PERMISSION, Need.YES),
        (47, Verdict.ALLOWED_WITH_PERMISSION, Need.YES),
        (48, Verdict.ALLOWED_WITH_PERMISSION, Need.NO),
        (None, Verdict.ASK, Need.UNCLEAR),
    ],
)
def test_a_waiting_time_and_the_agencys_consent_end_with_the_month(months, verdict, ba_consent):
    answer = decide(replace(WAITING, months_stay=months), JOB, date(2025, 10, 1))

    assert (answer.verdict, answer.ba_consent) == (verdict, ba_consent)


def test_the_longer_of_two_waiting_times_counts_for_agency_work():
    agency = [decide(replace(WAITING, months_stay=months), "leiharbeit", date(2016, 1, 4)) for months in (14, 15)]

    assert [answer.verdict for answer in agency] == [Verdict.FORBIDDEN, Verdict.ALLOWED_WITH_PERMISSION]
    assert agency[0].earliest_start == date(2016, 2, 4)
    assert decide(replace(WAITING, months_stay=14), JOB, date(2016, 1, 4)).verdict is Verdict.ALLOWED_WITH_PERMISSION


def test_a_fiction_takes_the_date_of_the_old_title_as_running():
    known = ResidenceFacts("fiktion_81_4", old_title="ukraine_24", card_valid_until=date(2020, 1, 1))

    assert decide(known, JOB, date(2025, 3, 1)).verdict is Verdict.ALLOWED


def test_an_old_title_that_is_itself_a_fiction_leads_to_a_question_and_to_no_endless_search():
    row = {"rule_id": "t252_gfk", "portal_decision": "inherit"}
    tables = with_overrides(TABLES, [Override("residence_rules", row)])

    answer = decide(RECOGNISED, JOB, date(2026, 5, 4), tables)

    assert (answer.verdict, answer.reason) == (Verdict.ASK, Reason.OLD_TITLE_UNCLEAR)


@pytest.mark.parametrize(("on", "verdict"), [(date(2026, 6, 11), Verdict.FORBIDDEN), (date(2026, 6, 12), Verdict.ASK)])
def test_the_law_of_the_day_asked_counts(on, verdict):
    assert decide(WAITING, JOB, on).verdict is verdict
