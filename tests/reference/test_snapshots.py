"""A snapshot holds every table, looks things up, and takes an operator's rows without changing the baseline."""

from datetime import date
from decimal import Decimal

import pytest

from portal.reference import NoValueForDate, Override, UnknownCode, snapshot, with_overrides
from portal.reference.codes import Approver, Audience, Level, OfferKindCode, PlacementKindCode
from portal.reference.loading import DATA, TableError
from portal.reference.snapshots import row_classes
from portal.reference.tables import SampleVacancy
from portal.reference.vectors import Vector

TABLES = snapshot()


def test_it_is_read_once():
    assert snapshot() is TABLES


def test_every_shipped_file_has_a_row_class():
    known = {row_class.FILE for row_class in row_classes().values()}
    known |= {SampleVacancy.FILE, Vector.FILE, "ad_wording_examples.csv"}

    assert known == {path.name for path in DATA.glob("*.csv")}


def test_enums_and_tables_name_the_same_codes():
    assert [kind.offer_kind for kind in TABLES.offer_kinds] == list(OfferKindCode)
    assert [kind.kind_key for kind in TABLES.placement_kinds] == list(PlacementKindCode)
    assert [(row.level, row.rank) for row in TABLES.cefr_levels] == [(level, level.rank) for level in Level]


def test_tables_refer_to_rows_that_exist():
    towns = {town.ags for town in TABLES.municipalities}
    cells = {(cell.status_group, cell.kind_key) for cell in TABLES.status_matrix}
    groups = {group for group, _ in cells}

    assert {station.municipality_ags for station in TABLES.rail_stations} <= towns
    assert {office.ags for office in TABLES.offices if office.ags} <= towns
    assert cells == {(group, kind) for group in groups for kind in PlacementKindCode}
    for town in TABLES.municipalities:
        assert set(town.postal_codes) == {code.plz for code in TABLES.postal_codes if code.ags == town.ags}


def test_lookups():
    assert TABLES.offer_kind("mini_job").label_de == "Minijob"
    assert TABLES.placement_kind("mag").approvers == (Approver.AGENCY_OR_JOBCENTER,)
    assert TABLES.placement_kind("minijob").approvers == ()
    assert TABLES.municipality("05370020").name == "Hückelhoven"
    assert TABLES.office("abh").body_kind == "immigration_authority"
    assert TABLES.occupation_group("lagerhelfer").kldb5 == ("51311",)
    assert TABLES.outcome("midi").label_de == "Midijob"
    assert TABLES.working_time_rule("minor_day").limit == 8
    assert TABLES.language("ar") is TABLES.language("ara")
    assert TABLES.language("prs").code == "prs"
    assert TABLES.term("proposal", Audience.FIRM) == "Bewerbervorschlag"
    assert TABLES.term("proposal", Audience.OFFICE) == "Vorschlag"
    assert TABLES.term("proposal", Audience.CANDIDATE) == "Stellenvorschlag"
    assert PlacementKindCode.MAG in [kind.kind_key for kind in TABLES.placement_kinds_of(OfferKindCode.INTERNSHIP)]
    assert TABLES.rules_of_status("no such status") == ()
    assert "gestattung" in TABLES.statuses


@pytest.mark.parametrize("look_up", [TABLES.municipality, TABLES.placement_kind, TABLES.language, TABLES.office])
def test_an_unknown_code_is_said_so(look_up):
    with pytest.raises(UnknownCode):
        look_up("nowhere")


def test_a_dated_value_is_the_one_of_the_day():
    assert TABLES.dated_value("mindestlohn", date(2026, 12, 31)).value == Decimal("13.90")
    assert TABLES.dated_value("mindestlohn", date(2027, 1, 1)).value == Decimal("14.60")


@pytest.mark.parametrize(
    ("key", "day"),
    [
        ("ausbildung_min_1", date(2027, 8, 1)),
        ("eq_zuschuss_max", date(2019, 8, 1)),
        ("eq_zuschuss_max", date(2020, 7, 31)),
        ("mindestlohn", date(2014, 12, 31)),
        ("nothing", date(2026, 1, 1)),
    ],
)
def test_a_day_without_a_value_is_said_so(key, day):
    with pytest.raises(NoValueForDate) as caught:
        TABLES.dated_value(key, day)

    assert (caught.value.key, caught.value.on) == (key, day)


def test_branch_wages():
    lowest = TABLES.branch_wage("54112", date(2026, 5, 1))

    assert lowest is not None
    assert lowest.value_eur_h == Decimal("15.00")
    assert TABLES.branches_of("54112") == ("gebaeudereinigung", "gebaeudereinigung_lg6")
    assert TABLES.branch_wage("51311", date(2026, 5, 1)) is None
    with pytest.raises(NoValueForDate):
        TABLES.branch_wage("54101", date(2027, 1, 1))


def test_an_override_changes_a_row_and_leaves_the_baseline():
    rows = [Override("dated_values", {"key": "mindestlohn", "valid_from": "2027-01-01", "valid_to": "2027-12-31"})]

    laid_over = with_overrides(TABLES, rows)

    assert laid_over.dated_value("mindestlohn", date(2027, 6, 1)).value == Decimal("14.60")
    with pytest.raises(NoValueForDate):
        laid_over.dated_value("mindestlohn", date(2028, 1, 1))
    assert TABLES.dated_value("mindestlohn", date(2028, 1, 1)).value == Decimal("14.60")


def test_a_new_dated_row_goes_before_the_open_one_before_it():
    new = {
        "key": "mindestlohn",
        "label_de": "Gesetzlicher Mindestlohn",
        "value": "15.20",
        "unit": "EUR/h",
        "valid_from": "2028-01-01",
        "valid_to": "",
        "legal_basis": "MiLoV6",
        "source": "operator",
        "confidence": "sourced",
    }

    laid_over = with_overrides(
        TABLES, [Override("dated_values", new), Override("dated_values", {**new, "value": "15.30"})]
    )

    assert laid_over.dated_value("mindestlohn", date(2027, 12, 31)).value == Decimal("14.60")
    assert laid_over.dated_value("mindestlohn", date(2028, 1, 1)).value == Decimal("15.30")


@pytest.mark.parametrize(
    "override",
    [
        Override("no_table", {"key": "x"}),
        Override("dated_values", {"key": "mindestlohn"}),
        Override("dated_values", {"key": "mindestlohn", "valid_from": "2027-01-01", "colour": "red"}),
        Override("dated_values", {"key": "mindestlohn", "valid_from": "2027-01-01", "value": "much"}),
        Override("dated_values", {"key": "mindestlohn", "valid_from": "2030-01-01", "value": "20"}),
        Override("residence_rules", {"rule_id": "g24_comm", "waiting_months": ""}),
    ],
)
def test_a_bad_override_is_refused(override):
    with pytest.raises(TableError):
        with_overrides(TABLES, [override])


def test_the_order_of_overrides_of_different_tables_does_not_matter():
    first = Override("outcome_codes", {"code": "midi", "label_de": "Midi"})
    second = Override("residence_rules", {"rule_id": "eu", "confidence": "verify"})

    laid_over = with_overrides(TABLES, [first, second])

    assert laid_over == with_overrides(TABLES, [second, first])
    assert laid_over.outcome("midi").label_de == "Midi"
