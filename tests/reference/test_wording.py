"""The wording of offers: every sample sentence, every sample offer, and the computed checks."""

import csv
import re
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.reference import Override, snapshot, with_overrides
from portal.reference.codes import OfferKindCode, Severity
from portal.reference.loading import DATA, TableError, read_table
from portal.reference.pay import Pay, PayUnit
from portal.reference.tables import SampleVacancy
from portal.reference.tables.words import spell
from portal.reference.wording import OfferTerms, check_wording
from tests.timing import is_done_within

TABLES = snapshot()
TITLE_CHECKS = {rule.rule_id for rule in TABLES.wording_rules if rule.applies_to == "title"}
K = OfferKindCode


def examples():
    with (DATA / "ad_wording_examples.csv").open(encoding="utf-8", newline="") as file:
        return [(row["rule_id"], row["text"], row["hit"] == "yes") for row in csv.DictReader(file, delimiter=";")]


def hits(title, text="", terms=None):
    return {finding.rule_id for finding in check_wording(title, text, tables=TABLES, terms=terms)}


@pytest.mark.parametrize(("rule_id", "text", "hit"), examples())
def test_every_sample_sentence_comes_out_as_stated(rule_id, text, hit):
    found = hits(text) if rule_id in TITLE_CHECKS else hits("", text)

    assert (rule_id in found) == hit


def pay_of(vacancy):
    amount = re.fullmatch(r"([\d.]+) EUR/(h|Monat)", vacancy.pay_text)
    if amount is None:
        return Pay(by_collective_agreement=vacancy.pay_text == "nach Tarif", kldb5=vacancy.kldb5)
    unit = PayUnit.HOUR if amount[2] == "h" else PayUnit.MONTH
    return Pay(Decimal(amount[1]), unit, vacancy.hours_week, kldb5=vacancy.kldb5)


@pytest.mark.parametrize("vacancy", read_table(SampleVacancy), ids=lambda vacancy: vacancy.id)
def test_no_sample_offer_is_blocked(vacancy):
    text = f"{vacancy.tasks_de}\n{vacancy.requirements_de}\n{vacancy.easy_german}"
    terms = OfferTerms(vacancy.offer_kind, vacancy.starts_on, training_aim=vacancy.training_aim, pay=pay_of(vacancy))

    found = check_wording(vacancy.title, text, tables=TABLES, terms=terms)

    assert [finding for finding in found if finding.severity is Severity.ERROR] == []


def test_umlauts_are_read_as_keyboards_without_them_write_them():
    assert (
        spell("Ärzte, Öfen, Übung, STRAẞE, nähen, hören, süß")
        == "Aerzte, Oefen, Uebung, STRASSE, naehen, hoeren, suess"
    )


def test_a_finding_names_passage_reason_suggestion_and_the_lawful_exception():
    (finding,) = check_wording("Reinigungskraft", "Bei uns arbeiten nur Frauen.", tables=TABLES)

    assert finding.passage == "nur Frauen"
    assert finding.severity is Severity.ERROR
    assert finding.message.startswith("Ein Geschlecht auszuschließen")
    assert finding.suggestion == "neutrale Form"
    assert finding.legal_basis == "AGG § 8"
    assert finding.may_be_overridden
    assert "Frauenhaus" in finding.override_reason


def test_each_passage_is_found_once():
    found = check_wording("Helfer (m/w/d)", "Nur Frauen. Maximal 45 Jahre. nur Frauen.", tables=TABLES)

    assert [(finding.rule_id, finding.passage) for finding in found] == [
        ("alter_max", "Maximal 45 Jahre"),
        ("geschlecht_nur", "Nur Frauen"),
        ("geschlecht_nur", "nur Frauen"),
    ]


def test_a_title_on_two_lines_and_letters_with_loose_accents_are_read_as_one():
    assert "m_only" in hits("Maurer\nfür Neubau")
    assert "m_only" not in hits("Maurer\n(m/w/d)")
    assert "m_only" in hits("Verka\u0308ufer gesucht")


@pytest.mark.parametrize(
    ("kind", "amount", "more", "expected"),
    [
        (K.FULL_TIME_JOB, "13.00", {}, {"lohn_unter"}),
        (K.FULL_TIME_JOB, "14.60", {}, set()),
        (K.PART_TIME_JOB, "14.59", {}, {"lohn_unter"}),
        (K.MINI_JOB, "14.60", {}, set()),
        (K.FULL_TIME_JOB, None, {}, set()),
        (K.APPRENTICESHIP, None, {}, set()),
        (K.INTERNSHIP, None, {"training_aim": True}, set()),
        (K.INTERNSHIP, None, {"training_aim": True, "ends_on": date(2027, 4, 30)}, set()),
        (K.INTERNSHIP, None, {"training_aim": True, "ends_on": date(2027, 5, 1)}, {"praktikum_lang"}),
        (K.INTERNSHIP, None, {"training_aim": False}, {"praktikum_lang"}),
        (K.INTERNSHIP, "14.60", {"training_aim": False}, set()),
    ],
)
def test_the_computed_checks(kind, amount, more, expected):
    pay = Pay(Decimal(amount) if amount else None)

    assert hits("Hilfe (m/w/d)", terms=OfferTerms(kind, date(2027, 2, 1), pay=pay, **more)) == expected


def test_a_missing_branch_wage_does_not_block_the_wording():
    terms = OfferTerms(K.FULL_TIME_JOB, date(2027, 2, 1), pay=Pay(Decimal("14.60"), kldb5="54101"))

    assert hits("Reinigungskraft", terms=terms) == set()


def test_a_computed_check_that_nothing_computes_is_refused():
    rule = {"rule_id": "m_only", "part": "1", "applies_to": "computed", "pattern_de": ""}

    with pytest.raises(TableError, match="nothing computes"):
        with_overrides(TABLES, [Override("wording_rules", rule)])


@pytest.mark.parametrize(
    "text", ["a" * 10_000, "nur " * 2_500, "Gebühr " * 1_000, "ä, und " * 3_000, "\x00\u202e😀" * 2_000]
)
def test_the_longest_text_is_checked_in_no_time(text):
    assert is_done_within(3, lambda: check_wording(text[:200], text, tables=TABLES))


@given(st.text(), st.text())
def test_any_text_is_answered(title, text):
    for finding in check_wording(title, text, tables=TABLES):
        assert finding.message
