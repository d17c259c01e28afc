"""No yes rests on what nobody has seen, on a card without a date, or on a paper that is given for another job."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings

from portal.reference import Evidence, Override, snapshot, with_overrides
from portal.reference.codes import Answer, Approver, Housing, Need, Paper, PlacementKindCode, StatusGroup, Verdict
from portal.reference.evidence import decide_on_evidence
from portal.reference.loading import read_table
from portal.reference.permission_texts import Reason, caseworker_sentence
from portal.reference.vectors import Vector
from portal.reference.work_permission import YES, ResidenceFacts, WorkPermission, decide_work_permission
from tests.reference.strategies import days, facts, kinds

TABLES = snapshot()
JOB = PlacementKindCode.JOB_UNBEFRISTET
SEEN = Evidence(is_seen=True)
HERE = Evidence(is_seen=True, names_this_job=True)
ON = date(2026, 5, 4)
SURE = {"housing": Housing.COMMUNITY, "safe_origin_after_cutoff": Answer.NO, "abh_ban_decision": Answer.NO}
RECOGNISED = ResidenceFacts("fluechtling_25_2_1", permission_on_paper=Paper.GENERAL, card_valid_until=date(2029, 1, 1))


def decide(known, evidence, kind=JOB, on=ON) -> WorkPermission:
    return decide_on_evidence(known, kind, on, evidence, tables=TABLES)


def has_card(known) -> bool:
    rules = TABLES.rules_of_status(known.status_key)
    return not rules or rules[0].status_group is not StatusGroup.EU


@settings(max_examples=1200, deadline=None)
@given(facts, kinds, days)
def test_what_nobody_has_seen_is_never_a_yes(known, kind, on):
    answer = decide(known, Evidence(names_this_job=True), kind, on)

    assert answer.verdict not in YES or answer.reason is Reason.NOT_EMPLOYMENT
    assert answer.earliest_start is None or answer.reason is Reason.NOT_EMPLOYMENT


@settings(max_examples=1200, deadline=None)
@given(facts, kinds, days)
def test_a_card_without_a_date_is_never_a_yes(known, kind, on):
    answer = decide(replace(known, card_valid_until=None), HERE, kind, on)

    assert answer.verdict not in YES or answer.reason is Reason.NOT_EMPLOYMENT or not has_card(known)


@settings(max_examples=1200, deadline=None)
@given(facts, kinds, days)
def test_evidence_only_turns_a_yes_into_a_question(known, kind, on):
    law = decide_work_permission(known, kind, on, tables=TABLES)

    for evidence in (Evidence(), SEEN, HERE):
        answer = decide(known, evidence, kind, on)
        assert answer.verdict is law.verdict or (law.verdict in YES and answer.verdict is Verdict.ASK)
        assert (answer.abh_permission is Need.UNCLEAR) == (answer.verdict is Verdict.ASK)
        assert law.verdict not in YES or answer.verdict in YES or Approver.ABH in answer.who_must_allow


@settings(max_examples=1200, deadline=None)
@given(facts, kinds, days)
def test_a_paper_for_one_job_never_opens_another(known, kind, on):
    paper = Paper.OTHER_JOB if known.permission_on_paper is Paper.THIS_JOB else known.permission_on_paper
    other = replace(
        known, permission_on_paper=paper, named_job=Answer.NO if known.named_job is Answer.YES else known.named_job
    )
    here, answer = decide(known, HERE, kind, on), decide(known, SEEN, kind, on)
    elsewhere = decide(other, HERE, kind, on)

    if Verdict.ALLOWED in (here.verdict, answer.verdict):
        assert answer.verdict is (Verdict.ALLOWED if elsewhere.verdict is Verdict.ALLOWED else Verdict.ASK)
    else:
        assert answer == here


@pytest.mark.parametrize("vector", read_table(Vector), ids=lambda vector: vector.id)
def test_no_case_of_the_vectors_is_a_yes_before_somebody_has_seen_a_dated_paper(vector):
    unseen = decide(vector.facts, Evidence(), vector.kind_key, vector.date)
    undated = decide(replace(vector.facts, card_valid_until=None), HERE, vector.kind_key, vector.date)
    seen = decide(vector.facts, HERE, vector.kind_key, vector.date)

    assert unseen.verdict not in YES or unseen.reason is Reason.NOT_EMPLOYMENT
    assert undated.verdict not in YES or undated.reason is Reason.NOT_EMPLOYMENT or not has_card(vector.facts)
    assert seen.verdict in (vector.expected_verdict, Verdict.ASK)


@pytest.mark.parametrize(
    ("known", "evidence", "reason"),
    [
        (RECOGNISED, SEEN, Reason.FREE),
        (RECOGNISED, Evidence(), Reason.PAPER_UNSEEN),
        (replace(RECOGNISED, card_valid_until=None), SEEN, Reason.CARD_UNDATED),
        (ResidenceFacts("eu_ewr_ch"), SEEN, Reason.FREE),
        (ResidenceFacts("eu_ewr_ch"), Evidence(), Reason.PAPER_UNSEEN),
        (replace(RECOGNISED, status_key="fiktion_81_4", old_title="fluechtling_25_2_1"), SEEN, Reason.FREE),
    ],
)
def test_each_doubt_about_a_paper_has_its_own_reason(known, evidence, reason):
    answer = decide(known, evidence)

    assert answer.reason is reason
    assert answer.verdict is (Verdict.ALLOWED if reason is Reason.FREE else Verdict.ASK)
    assert answer.sentence_firm != decide(known, SEEN).sentence_firm or reason in (Reason.FREE, Reason.CARD_UNDATED)


def test_a_certificate_that_is_over_carries_no_old_title_on():
    over = ResidenceFacts("fiktion_81_4", old_title="fluechtling_25_2_1", card_valid_until=date(2026, 5, 3))

    answer = decide(over, SEEN)

    assert (answer.verdict, answer.reason) == (Verdict.ASK, Reason.CARD_OVER)


def test_a_title_that_the_law_itself_prolongs_may_bear_an_old_date():
    known = ResidenceFacts(
        "ukraine_24",
        nationality_ukraine=Answer.YES,
        title_valid_2026_02_01=Answer.YES,
        card_valid_until=date(2026, 3, 4),
        permission_on_paper=Paper.GENERAL,
    )

    assert decide(known, SEEN).verdict is Verdict.ALLOWED
    assert decide(replace(known, card_valid_until=None), SEEN).reason is Reason.CARD_UNDATED


@pytest.mark.parametrize(
    ("known", "verdict"),
    [
        ({"status_key": "duldung_60a", "permission_on_paper": Paper.THIS_JOB, "months_stay": 60}, Verdict.ASK),
        ({"status_key": "duldung_60a", "permission_on_paper": Paper.GENERAL, "months_stay": 60}, Verdict.ALLOWED),
        ({"status_key": "ausbildung_16g", "permission_on_paper": Paper.THIS_JOB, "named_job": Answer.YES}, Verdict.ASK),
        ({"status_key": "fluechtling_25_2_1", "permission_on_paper": Paper.GENERAL}, Verdict.ALLOWED),
    ],
)
def test_which_job_a_paper_names_is_asked(known, verdict):
    dated = ResidenceFacts(card_valid_until=date(2028, 1, 1), **SURE, **known)

    answer, here = decide(dated, SEEN), decide(dated, HERE)

    assert (answer.verdict, here.verdict) == (verdict, Verdict.ALLOWED)
    assert (answer.reason is Reason.JOB_UNCLEAR) is (verdict is Verdict.ASK)
    assert verdict is Verdict.ALLOWED or Approver.ABH in answer.who_must_allow


def test_a_doubt_about_the_paper_takes_back_every_part_of_the_yes():
    law, answer = decide_work_permission(RECOGNISED, "mag", ON, tables=TABLES), decide(RECOGNISED, Evidence(), "mag")

    assert (law.verdict, law.earliest_start, law.ba_consent) == (Verdict.ALLOWED, ON, Need.NO)
    assert (answer.verdict, answer.reason) == (Verdict.ASK, Reason.PAPER_UNSEEN)
    assert (answer.abh_permission, answer.ba_consent) == (Need.UNCLEAR, Need.UNCLEAR)
    assert answer.who_must_allow == (Approver.ABH, Approver.AGENCY_OR_JOBCENTER)
    assert answer.earliest_start is None
    assert answer.sentence_firm == "Die Erlaubnis wird geklärt. Bitte beginnen Sie nicht vorher."
    assert answer.sentence_caseworker == caseworker_sentence(Reason.PAPER_UNSEEN)
    assert (answer.rule_id, answer.legal_basis, answer.verify) == (law.rule_id, law.legal_basis, law.verify)


def test_the_end_of_a_waiting_time_is_named_only_where_the_paper_was_seen():
    waiting = ResidenceFacts("gestattung", 2, card_valid_until=date(2026, 12, 31), **SURE)

    seen, unseen = decide(waiting, SEEN), decide(waiting, Evidence())

    assert (seen.verdict, seen.earliest_start) == (Verdict.FORBIDDEN, date(2026, 6, 4))
    assert (unseen.verdict, unseen.earliest_start) == (Verdict.FORBIDDEN, None)


def test_a_card_that_is_over_is_doubted_unless_the_rule_is_made_for_such_cards():
    over = replace(RECOGNISED, card_valid_until=date(2026, 5, 3))
    any_card = with_overrides(TABLES, [Override("residence_rules", {"rule_id": "t252_gfk", "cond_card_date": "any"})])
    over_card = with_overrides(TABLES, [Override("residence_rules", {"rule_id": "t252_gfk", "cond_card_date": "over"})])

    assert decide_on_evidence(over, JOB, ON, SEEN, tables=any_card).reason is Reason.CARD_OVER
    assert decide_on_evidence(over, JOB, ON, SEEN, tables=over_card).reason is Reason.FREE


def test_the_last_day_printed_on_a_card_still_carries_a_yes():
    assert decide(replace(RECOGNISED, card_valid_until=ON), SEEN).verdict is Verdict.ALLOWED
    assert decide(replace(RECOGNISED, card_valid_until=date(2026, 5, 3)), SEEN).verdict is Verdict.ASK


def test_a_yes_for_the_named_job_alone_asks_which_job_it_is():
    free = with_overrides(TABLES, [Override("residence_rules", {"rule_id": "t19d_named", "portal_decision": "green"})])
    known = ResidenceFacts("qualifiziert_19d", card_valid_until=date(2028, 1, 1), named_job=Answer.YES)

    answer = decide_on_evidence(known, JOB, ON, SEEN, tables=free)

    assert (answer.verdict, answer.reason) == (Verdict.ASK, Reason.JOB_UNCLEAR)
    assert decide_on_evidence(known, JOB, ON, HERE, tables=free).verdict is Verdict.ALLOWED


def test_what_needs_a_permission_anyway_is_not_asked_for_its_job():
    known = ResidenceFacts("qualifiziert_19d", card_valid_until=date(2028, 1, 1), named_job=Answer.YES)

    assert decide(known, SEEN).verdict is Verdict.ALLOWED_WITH_PERMISSION
