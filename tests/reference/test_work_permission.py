"""The work-permission decision: all cases, the cross-check matrix, and what must hold for any facts at all."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from portal.reference import Override, snapshot, with_overrides
from portal.reference.codes import (
    Answer,
    Approver,
    CardDate,
    Confidence,
    Housing,
    Need,
    Paper,
    PlacementKindCode,
    PortalDecision,
    Verdict,
)
from portal.reference.loading import read_table
from portal.reference.permission_texts import Reason
from portal.reference.vectors import Vector, in_words_of_the_tables
from portal.reference.work_permission import (
    UNKNOWN,
    ResidenceFacts,
    card_date,
    decide_work_permission,
    matching_rule,
    rule_on,
)
from tests.reference.strategies import days, facts, kinds

TABLES = snapshot()
JOB = PlacementKindCode.JOB_UNBEFRISTET
YES_RANK = {Verdict.FORBIDDEN: 0, Verdict.ASK: 0, Verdict.ALLOWED_WITH_PERMISSION: 1, Verdict.ALLOWED: 2}
UNKNOWN_FACT = {
    "status_key": UNKNOWN,
    "months_stay": None,
    "housing": Housing.UNKNOWN,
    "safe_origin_after_cutoff": Answer.UNKNOWN,
    "abh_ban_decision": Answer.UNKNOWN,
    "old_title": UNKNOWN,
    "nationality_ukraine": Answer.UNKNOWN,
    "title_valid_2026_02_01": Answer.UNKNOWN,
    "named_job": Answer.UNKNOWN,
}
many = settings(max_examples=500, deadline=None)


def decide(known, kind, on, tables=TABLES):
    return decide_work_permission(known, kind, on, tables=tables)


def changed(rule_id, **values):
    return with_overrides(TABLES, [Override("residence_rules", {"rule_id": rule_id, **values})])


@pytest.mark.parametrize("vector", read_table(Vector), ids=lambda vector: vector.id)
def test_every_case_comes_out_as_expected(vector):
    answer = decide(vector.facts, vector.kind_key, vector.date)

    assert in_words_of_the_tables(answer) == vector.expected


@many
@given(facts, kinds, days)
def test_it_always_answers_and_always_the_same(known, kind, on):
    answer = decide(known, kind, on)

    assert answer == decide(known, kind, on)
    assert answer.sentence_firm
    assert answer.sentence_caseworker
    assert (answer.abh_permission is Need.YES) == (answer.verdict is Verdict.ALLOWED_WITH_PERMISSION)
    assert (answer.verdict is Verdict.ASK) == (answer.ba_consent is Need.UNCLEAR)
    assert answer.ba_consent is not Need.YES or answer.abh_permission is Need.YES


@many
@given(facts, days)
def test_an_unknown_status_or_kind_is_a_question(known, on):
    assert decide(replace(known, status_key="no such status"), JOB, on).verdict is Verdict.ASK
    assert decide(replace(known, status_key=UNKNOWN), JOB, on).verdict is Verdict.ASK
    assert decide(known, "no such kind", on).verdict is Verdict.ASK


@settings(max_examples=1200, deadline=None)
@given(facts, kinds, days, st.sampled_from(sorted(UNKNOWN_FACT)))
def test_a_missing_fact_never_opens_what_the_known_fact_does_not(known, kind, on, fact):
    """The paper and the printed date are apart: the tables take their absence as the normal case of a title."""
    missing = replace(known, **{fact: UNKNOWN_FACT[fact]})
    without, with_it = rule_on(missing, kind, on, tables=TABLES), rule_on(known, kind, on, tables=TABLES)
    assume(without.reason is not Reason.ON_PAPER)
    if fact == "abh_ban_decision" and without.rules:
        assume(Answer.UNKNOWN not in without.rules[-1].cond_abh_ban_decision or known.abh_ban_decision is Answer.NO)

    assert YES_RANK[without.verdict] <= YES_RANK[with_it.verdict]


@many
@given(facts, kinds, days, st.sampled_from(sorted(set(UNKNOWN_FACT) - {"status_key"})))
def test_a_missing_fact_never_forbids_what_the_known_fact_opens(known, kind, on, fact):
    missing = replace(known, **{fact: UNKNOWN_FACT[fact]})
    without, with_it = rule_on(missing, kind, on, tables=TABLES), rule_on(known, kind, on, tables=TABLES)

    assert without.verdict is not Verdict.FORBIDDEN or YES_RANK[with_it.verdict] == 0


@many
@given(facts, kinds, days)
def test_an_unverified_rule_never_gives_a_plain_yes(known, kind, on):
    answer = decide(known, kind, on)

    said_by_the_paper = answer.reason in (Reason.ON_PAPER, Reason.MEASURE_OPEN)
    assert not answer.verify or said_by_the_paper or YES_RANK[answer.verdict] == 0


@many
@given(facts, kinds, days)
def test_the_firm_reads_neither_status_nor_nationality(known, kind, on):
    sentence = decide(known, kind, on).sentence_firm.casefold()

    labels = {word for rule in TABLES.residence_rules for word in rule.label_de.casefold().split() if len(word) > 4}
    assert not labels & set(sentence.replace(".", "").split())
    assert not any(word in sentence for word in ("asyl", "duldung", "aufenthalt", "ukrain", "ausländer", "wartezeit"))


def combinations(status, on):
    """Every combination of the facts that a rule of the status asks about, and the cards that make them."""
    rules = TABLES.rules_of_status(status)
    asked = {
        name: list(type(next(iter(getattr(rules[0], f"cond_{name}")))))
        if any(len(getattr(rule, f"cond_{name}")) < 2 or UNKNOWN not in getattr(rule, f"cond_{name}") for rule in rules)
        or any(getattr(rule, f"cond_{name}") != getattr(rules[0], f"cond_{name}") for rule in rules)
        else [UNKNOWN_FACT[name]]
        for name in UNKNOWN_FACT
        if hasattr(rules[0], f"cond_{name}")
    }
    cards = {CardDate.VALID: on, CardDate.OVER: on - timedelta(days=1), CardDate.UNKNOWN: None}
    for card, values in product(cards.values(), product(*asked.values())):
        yield ResidenceFacts(status_key=status, card_valid_until=card, **dict(zip(asked, values, strict=True)))


def test_every_rule_is_reached():
    reached = set()
    for status in TABLES.statuses:
        for rule in TABLES.rules_of_status(status):
            for known in combinations(status, rule.valid_from):
                for kind in (PlacementKindCode.AUSBILDUNG, JOB):
                    found = matching_rule(known, kind, rule.valid_from, tables=TABLES)
                    reached |= {found.rule_id} if found else set()

    assert reached == {rule.rule_id for rule in TABLES.residence_rules}


def test_no_two_rules_of_one_priority_take_the_same_facts():
    conditions = [name for name in vars(TABLES.residence_rules[0]) if name.startswith("cond_") and name != "cond_other"]
    for status in TABLES.statuses:
        rules = TABLES.rules_of_status(status)
        for one, other in product(rules, rules):
            if one.rule_id < other.rule_id and one.priority == other.priority:
                meet = max(one.valid_from, other.valid_from)
                both = one.holds_on(meet) and other.holds_on(meet)
                both = both and all(getattr(one, name) & getattr(other, name) for name in conditions)
                assert not both, (one.rule_id, other.rule_id)


def group_in_matrix(rule, months):
    if rule.matrix_group not in ("gestattung", "duldung"):
        return rule.matrix_group
    if months < rule.waiting_months:
        return f"{rule.matrix_group}_waiting"
    return f"{rule.matrix_group}_48" if months >= 48 else f"{rule.matrix_group}_open"


@pytest.mark.parametrize("kind", PlacementKindCode)
@pytest.mark.parametrize("months", [0, 2, 3, 5, 6, 8, 9, 15, 47, 48, 60])
def test_the_rules_agree_with_the_matrix(kind, months):
    cells = {(cell.status_group, cell.kind_key): cell for cell in TABLES.status_matrix}
    compared = 0
    for rule in TABLES.residence_rules:
        if rule.portal_decision is PortalDecision.INHERIT or (kind == "leiharbeit" and rule.temp_agency_after_months):
            continue
        known = facts_of(rule, months)
        if matching_rule(known, kind, rule.valid_from, tables=TABLES) != rule:
            continue
        cell = cells[group_in_matrix(rule, months), kind]
        answer = decide(known, kind, rule.valid_from)
        assert in_words_of_the_tables(answer) == (cell.verdict, cell.abh_permission, cell.ba_consent), rule.rule_id
        compared += 1
    assert compared > 50


def facts_of(rule, months=60):
    def first(name):
        accepted = getattr(rule, f"cond_{name}")
        return next(code for code in reversed(list(type(next(iter(accepted))))) if code in accepted)

    cards = {CardDate.VALID: rule.valid_from, CardDate.OVER: rule.valid_from - timedelta(days=1)}
    return ResidenceFacts(
        status_key=rule.status_key,
        months_stay=months,
        card_valid_until=cards.get(first("card_date")),
        **{name: first(name) for name in UNKNOWN_FACT if hasattr(rule, f"cond_{name}")},
    )


WAITING = ResidenceFacts("gestattung", 2, Housing.COMMUNITY, Answer.NO)


def test_the_end_of_a_waiting_time_is_named():
    answer = decide(WAITING, JOB, date(2025, 10, 31))

    assert (answer.verdict, answer.reason) == (Verdict.FORBIDDEN, Reason.WAITING)
    assert answer.earliest_start == date(2025, 11, 30)
    assert answer.sentence_caseworker == "Die Wartezeit ist noch nicht vorbei. Fehlende Monate: 1."


def test_no_day_is_named_where_the_law_changes_before_the_waiting_time_ends():
    answer = decide(WAITING, JOB, date(2026, 5, 20))

    assert (answer.verdict, answer.earliest_start) == (Verdict.FORBIDDEN, None)


def test_the_end_of_the_calendar_is_no_reason_to_fail():
    tables = changed("g24_comm", valid_to="", priority="1")

    assert decide(WAITING, JOB, date.max, tables).earliest_start == date.max


def test_who_must_allow_it():
    seven = replace(WAITING, months_stay=7)

    job, training = decide(seven, JOB, date(2025, 10, 1)), decide(seven, "ausbildung", date(2025, 10, 1))

    assert job.who_must_allow == (Approver.ABH, Approver.BA)
    assert training.who_must_allow == (Approver.ABH, Approver.CHAMBER)
    assert decide(seven, "mag", date(2025, 10, 1)).who_must_allow == (Approver.AGENCY_OR_JOBCENTER,)
    assert decide(seven, "no such kind", date(2025, 10, 1)).who_must_allow == ()
    assert decide(seven, "hospitation", date(2025, 10, 1)).who_must_allow == ()
    assert decide(ResidenceFacts(), JOB, date(2025, 10, 1)).who_must_allow == (Approver.ABH,)


def test_a_measure_is_possible_once_it_is_approved():
    seven = replace(WAITING, months_stay=7)

    assert "Bewilligung" in decide(seven, "mag", date(2025, 10, 1)).sentence_firm


def test_a_measure_does_not_follow_from_the_one_job_a_title_was_given_for():
    named = ResidenceFacts("qualifiziert_19d", named_job=Answer.YES)

    assert decide(named, JOB, date(2026, 5, 4)).verdict is Verdict.ALLOWED_WITH_PERMISSION
    assert decide(named, "mag", date(2026, 5, 4)).verdict is Verdict.ASK


@pytest.mark.parametrize("paper", [Paper.NONE, Paper.OTHER_JOB])
def test_citizens_of_the_union_need_no_entry_on_a_paper(paper):
    assert (
        decide(ResidenceFacts("eu_ewr_ch", permission_on_paper=paper), JOB, date(2026, 5, 4)).verdict is Verdict.ALLOWED
    )


RECOGNISED = ResidenceFacts("fiktion_81_4", old_title="fluechtling_25_2_1")


@pytest.mark.parametrize(
    ("old_title", "paper", "verdict"),
    [
        ("fluechtling_25_2_1", Paper.UNKNOWN, Verdict.ALLOWED),
        ("fluechtling_25_2_1", Paper.OTHER_JOB, Verdict.ASK),
        ("voruebergehend_25_4", Paper.UNKNOWN, Verdict.ALLOWED_WITH_PERMISSION),
        ("voruebergehend_25_4", Paper.GENERAL, Verdict.ALLOWED),
        ("fiktion_81_3", Paper.GENERAL, Verdict.ASK),
        ("fiktion_81_4", Paper.GENERAL, Verdict.ASK),
        ("gestattung", Paper.GENERAL, Verdict.ASK),
        ("eu_ewr_ch", Paper.GENERAL, Verdict.ASK),
        ("chancen_104c", Paper.GENERAL, Verdict.ASK),
        ("no such title", Paper.GENERAL, Verdict.ASK),
    ],
)
def test_a_fiction_carries_the_old_title_on(old_title, paper, verdict):
    known = replace(RECOGNISED, old_title=old_title, permission_on_paper=paper, card_valid_until=date(2020, 1, 1))

    answer = decide(known, JOB, date(2026, 5, 4))

    assert answer.verdict is verdict
    assert answer.legal_basis.startswith("AufenthG § 81 Abs. 4-5")


def test_the_work_opportunity_of_the_sgb_ii_needs_a_free_title():
    free = ResidenceFacts("fluechtling_25_2_1")

    assert decide(free, "agh_16d", date(2026, 5, 4)).verdict is Verdict.ALLOWED
    for paper in (Paper.NONE, Paper.OTHER_JOB):
        assert decide(replace(free, permission_on_paper=paper), "agh_16d", date(2026, 5, 4)).verdict is Verdict.ASK
    assert decide(RECOGNISED, "agh_16d", date(2026, 5, 4)).verdict is Verdict.ASK


@pytest.mark.parametrize("status", ["fluechtling_25_2_1", "voruebergehend_25_4"])
def test_an_operators_unverified_row_turns_a_yes_into_a_question(status):
    rule = TABLES.rules_of_status(status)[0]

    answer = decide(ResidenceFacts(status), JOB, date(2026, 5, 4), changed(rule.rule_id, confidence="verify"))

    assert (answer.verdict, answer.verify) == (Verdict.ASK, True)


def test_an_unverified_answer_carries_its_caveat():
    before, since = date(2026, 6, 11), date(2026, 6, 12)
    known = ResidenceFacts("duldung_60b", housing=Housing.COMMUNITY)

    assert decide(known, JOB, before).caveat is None
    assert "noch nicht geprüft" in decide(known, JOB, since).caveat


def test_an_unverified_kind_is_a_question():
    tables = with_overrides(TABLES, [Override("placement_kinds", {"kind_key": "ehrenamt", "confidence": "verify"})])

    answer = decide(ResidenceFacts("fluechtling_25_2_1"), "ehrenamt", date(2026, 5, 4), tables)

    assert (answer.verdict, answer.reason, answer.verify) == (Verdict.ASK, Reason.KIND_ASKS, True)


def test_no_green_or_yellow_row_is_shipped_unverified():
    doubtful = [rule for rule in TABLES.residence_rules if rule.confidence is Confidence.VERIFY]

    assert {rule.portal_decision for rule in doubtful} == {PortalDecision.RED, PortalDecision.RED_ASK}


@pytest.mark.parametrize(
    ("until", "seen"), [(None, "unknown"), (date(2026, 5, 4), "valid"), (date(2026, 5, 3), "over")]
)
def test_the_printed_day_still_counts(until, seen):
    assert card_date(until, date(2026, 5, 4)) == seen
