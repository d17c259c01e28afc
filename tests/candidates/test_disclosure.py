"""The disclosure ladder: default deny, every level, every field of the table."""

from dataclasses import replace

import pytest

from portal.candidates.queries.values import VALUES
from portal.candidates.rules import LABELS, Asked, ConsentPurpose, DisclosureLevel, Field, Shown, disclosed
from portal.candidates.rules.disclosure import CONSENT_FOR, WHERE_A_PERSON_LIVES
from portal.reference import snapshot
from portal.reference.codes import Disclosure
from tests.candidates.canaries import table

LEVELS = tuple(DisclosureLevel)
FIELDS = snapshot().disclosure_fields
EVERYTHING = Asked(consents=frozenset(ConsentPurpose), by_vacancy=frozenset(Field), by_paper=frozenset(Field))
CELLS = [(row["field"], level, row[level]) for row in table() for level in LEVELS]
UNDER = {
    "yes": Asked(),
    "no": Asked(),
    "month": Asked(),
    "consent": Asked(consents=frozenset(ConsentPurpose)),
    "if_vacancy_asks": Asked(by_vacancy=frozenset(Field)),
    "if_paper_needs": Asked(by_paper=frozenset(Field)),
}


def test_the_table_and_the_code_know_the_same_fields():
    assert {row["field"] for row in table()} == {field.value for field in Field}
    assert set(VALUES) == set(Field)
    assert len(table()) == 42


def test_every_field_that_is_ever_shown_has_a_heading():
    shown = {Field(row["field"]) for row in table() if not row["never"]}

    assert set(LABELS) == shown


def test_every_field_that_needs_consent_says_whose_yes_opens_it():
    needy = {Field(name) for name, _level, rule in CELLS if rule == "consent"}

    assert set(CONSENT_FOR) == needy


@pytest.mark.parametrize(("name", "level", "rule"), CELLS)
def test_a_cell_of_the_table_opens_its_field_on_its_condition_only(name, level, rule):
    field = Field(name)

    met = disclosed(level, FIELDS, UNDER[rule])
    unmet = disclosed(level, FIELDS, Asked())

    assert (field in met) is (rule != "no")
    assert (field in unmet) is (rule in ("yes", "month"))
    assert met.get(field, Shown.WHOLE) is (Shown.MONTH if rule == "month" else Shown.WHOLE)


@pytest.mark.parametrize(("name", "level", "rule"), [cell for cell in CELLS if cell[2] == "no"])
def test_what_the_table_refuses_no_condition_opens(name, level, rule):
    assert Field(name) not in disclosed(level, FIELDS, EVERYTHING)


@pytest.mark.parametrize("level", LEVELS)
def test_a_field_that_is_never_shown_stays_closed_whatever_its_levels_say(level):
    row = replace(next(row for row in FIELDS if row.name == "skills"))
    for name in ("l0", "l1", "l2", "l3_contract", "l3_start"):
        object.__setattr__(row, name, Disclosure.YES)
    object.__setattr__(row, "never", "never")

    assert disclosed(level, (row,), EVERYTHING) == {}


@pytest.mark.parametrize("level", [DisclosureLevel.L0, "L4", "", None])
def test_an_unknown_level_sees_nothing(level):
    assert disclosed(level, FIELDS, EVERYTHING) == {}


def test_an_unknown_field_of_the_table_stays_closed():
    row = replace(next(row for row in FIELDS if row.name == "skills"), name="shoe size")

    assert disclosed(DisclosureLevel.L3_START, (row,), EVERYTHING) == {}
    assert disclosed(DisclosureLevel.L3_START, (row, *FIELDS), EVERYTHING) == disclosed(
        DisclosureLevel.L3_START, FIELDS, EVERYTHING
    )


@pytest.mark.parametrize("field", CONSENT_FOR)
def test_a_yes_opens_its_own_field_and_no_other(field):
    yes = Asked(consents=frozenset({CONSENT_FOR[field]}))

    opened = set(disclosed(DisclosureLevel.L2, FIELDS, yes)) - set(disclosed(DisclosureLevel.L2, FIELDS, Asked()))

    assert opened == {field}


def test_what_one_offer_asks_for_opens_no_other_field():
    asked = Asked(by_vacancy=frozenset({Field.LICENCE}))

    assert Field.LICENCE in disclosed(DisclosureLevel.L1, FIELDS, asked)
    assert Field.OTHER_LANGUAGES not in disclosed(DisclosureLevel.L1, FIELDS, asked)


@pytest.mark.parametrize("level", LEVELS)
def test_a_protected_address_is_never_shown_nor_narrowed_down(level):
    seen = disclosed(level, FIELDS, replace(EVERYTHING, is_protected=True))

    assert not WHERE_A_PERSON_LIVES & set(seen)
