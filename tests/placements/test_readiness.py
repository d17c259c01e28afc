"""Nobody starts before everything is allowed: the rule over all its inputs, and what the law asks for."""

from itertools import product

import pytest

from portal.placements import rules
from portal.placements.rules import ClearanceItem, ClearanceState, Missing, Party, Readiness
from portal.reference import PlacementKindCode, Verdict, snapshot
from portal.reference.codes import Approver

YES_NO = (True, False)
SETTLED = (ClearanceState.GRANTED, ClearanceState.NOT_NEEDED)


def kind(code: str):
    return snapshot().placement_kind(code)


@pytest.mark.parametrize("clearances", [(), *product(ClearanceState), *product(ClearanceState, ClearanceState)])
def test_nothing_is_missing_only_when_everything_is_there(clearances):
    for flags in product(YES_NO, repeat=6):
        known = Readiness(*flags[:2], clearances, *flags[2:])

        lacking = set(rules.missing(known))

        assert (Missing.CONSENT in lacking) == (not known.is_wanted)
        assert (Missing.AGREEMENT in lacking) == (not known.has_agreement)
        assert (Missing.CLEARANCE in lacking) == bool(set(clearances) - set(SETTLED))
        assert (Missing.APPROVAL in lacking) == (known.needs_approval and not known.is_approved)
        assert (Missing.SIGNATURE in lacking) == (known.needs_signature and not known.is_signed)


@pytest.mark.parametrize(
    ("verdict", "code", "needed"),
    [
        (Verdict.ALLOWED, "job_unbefristet", {}),
        (Verdict.ASK, "job_unbefristet", {ClearanceItem.WORK_PERMISSION: Approver.ABH}),
        (Verdict.ALLOWED_WITH_PERMISSION, "minijob", {ClearanceItem.WORK_PERMISSION: Approver.ABH}),
        (Verdict.ALLOWED, "mag", {ClearanceItem.MEASURE_APPROVAL: Approver.AGENCY_OR_JOBCENTER}),
        (Verdict.ALLOWED, "ausbildung", {ClearanceItem.REGISTRATION: Approver.CHAMBER}),
        (
            Verdict.ASK,
            "eq",
            {
                ClearanceItem.WORK_PERMISSION: Approver.ABH,
                ClearanceItem.MEASURE_APPROVAL: Approver.AGENCY_OR_JOBCENTER,
            },
        ),
    ],
)
def test_what_must_be_allowed_follows_from_verdict_and_kind(verdict, code, needed):
    assert rules.clearances_needed(verdict, kind(code)) == needed


@pytest.mark.parametrize(
    ("verdict", "code", "is_needed"),
    [
        (Verdict.ALLOWED, "job_unbefristet", False),
        (Verdict.ASK, "job_unbefristet", True),
        (Verdict.ALLOWED, "mag", True),
        (Verdict.ALLOWED, "eq", True),
        (Verdict.ALLOWED, "hospitation", False),
    ],
)
def test_the_integration_point_approves_where_a_public_body_decides(verdict, code, is_needed):
    assert rules.needs_approval(verdict, kind(code)) is is_needed


@pytest.mark.parametrize(
    ("code", "is_needed"), [("ausbildung", True), ("job_befristet", True), ("hospitation", False), ("minijob", False)]
)
def test_a_written_contract_is_noted_where_the_law_wants_one(code, is_needed):
    assert rules.needs_signature(kind(code)) is is_needed


def test_a_minor_needs_the_guardian_too():
    assert rules.parties(is_minor=False) == (Party.COMPANY, Party.PERSON)
    assert not rules.is_complete([Party.COMPANY, Party.PERSON], is_minor=True)
    assert rules.is_complete([Party.COMPANY, Party.PERSON, Party.GUARDIAN], is_minor=True)
    assert not rules.is_complete([Party.COMPANY], is_minor=False)


@pytest.mark.parametrize("code", PlacementKindCode)
def test_every_kind_says_which_contract_it_needs_and_who_is_insured(code):
    row = kind(code)

    assert str(rules.contract_needed(row)).endswith(".")
    assert str(rules.insurance(row)).endswith(".")
    assert "statute" not in rules.legal_basis(row)
