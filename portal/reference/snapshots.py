"""All tables as one immutable value, the only form in which rules of law read them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import cache, cached_property
from typing import Any, TypeVar, get_args, get_type_hints

from portal.reference.codes import Audience, OfferKindCode
from portal.reference.loading import Row, TableError, build, read_cells, read_table
from portal.reference.tables import (
    BranchWage,
    CefrLevel,
    DatedValue,
    DisclosureField,
    Document,
    Language,
    MatrixCell,
    Municipality,
    OccupationGroup,
    OfferKind,
    OfferTemplate,
    Office,
    OutcomeCode,
    PlacementKind,
    PostalCode,
    ProcessStep,
    RailStation,
    ReportDuty,
    ResidenceRule,
    SafeOriginState,
    SearchWords,
    SkillTask,
    Term,
    WordingRule,
    WorkingTimeRule,
)
from portal.reference.tables.law import Dated


class UnknownCode(LookupError):
    """A table has no row of this code."""


class NoValueForDate(LookupError):
    """A dated value is not known for this day: check by hand, never take another day's."""

    def __init__(self, key: str, on: date) -> None:
        """Carry which value was wanted, and for when."""
        super().__init__(f"{key} on {on}")
        self.key, self.on = key, on


@dataclass(frozen=True)
class Override:
    """An operator's row: the columns that identify it and those it changes, or all of them for a new row."""

    table: str
    values: Mapping[str, str]


D = TypeVar("D", bound=Dated)


def newest(rows: Iterable[D], on: date) -> D | None:
    """Give the row in force on a day that began last: a newer row goes before an open older one."""
    in_force = [row for row in rows if row.holds_on(on)]
    return max(in_force, key=lambda row: row.valid_from, default=None)


@dataclass(frozen=True)
class Snapshot:
    """Every table of law and code lists, with the lookups the rules need."""

    offer_kinds: tuple[OfferKind, ...]
    placement_kinds: tuple[PlacementKind, ...]
    residence_rules: tuple[ResidenceRule, ...]
    status_matrix: tuple[MatrixCell, ...]
    dated_values: tuple[DatedValue, ...]
    branch_wages: tuple[BranchWage, ...]
    working_time_rules: tuple[WorkingTimeRule, ...]
    safe_origin_states: tuple[SafeOriginState, ...]
    report_duties: tuple[ReportDuty, ...]
    disclosure_fields: tuple[DisclosureField, ...]
    documents: tuple[Document, ...]
    process_steps: tuple[ProcessStep, ...]
    outcome_codes: tuple[OutcomeCode, ...]
    cefr_levels: tuple[CefrLevel, ...]
    terms: tuple[Term, ...]
    wording_rules: tuple[WordingRule, ...]
    languages: tuple[Language, ...]
    municipalities: tuple[Municipality, ...]
    postal_codes: tuple[PostalCode, ...]
    offices: tuple[Office, ...]
    rail_stations: tuple[RailStation, ...]
    occupation_groups: tuple[OccupationGroup, ...]
    offer_templates: tuple[OfferTemplate, ...]
    search_words: tuple[SearchWords, ...]
    skill_tasks: tuple[SkillTask, ...]

    @cached_property
    def _by_identity(self) -> dict[tuple[str, tuple[Any, ...]], Any]:
        return {(item.name, row.identity): row for item in fields(self) for row in getattr(self, item.name)}

    def row(self, table: str, *identity: Any) -> Any:
        """Give the row of a table by what identifies it.

        Raises: UnknownCode: there is none.
        """
        try:
            return self._by_identity[table, identity]
        except KeyError:
            raise UnknownCode(f"{table}: {identity}") from None

    def offer_kind(self, code: str) -> OfferKind:
        """Give an offer kind."""
        found: OfferKind = self.row("offer_kinds", code)
        return found

    def placement_kind(self, code: str) -> PlacementKind:
        """Give a legal kind."""
        found: PlacementKind = self.row("placement_kinds", code)
        return found

    def placement_kinds_of(self, offer_kind: OfferKindCode) -> tuple[PlacementKind, ...]:
        """List the legal kinds an offer can become."""
        return tuple(self.placement_kind(code) for code in self.offer_kind(offer_kind).legal_kinds)

    def municipality(self, ags: str) -> Municipality:
        """Give a municipality by its AGS."""
        found: Municipality = self.row("municipalities", ags)
        return found

    def office(self, key: str) -> Office:
        """Give an office, authority or partner."""
        found: Office = self.row("offices", key)
        return found

    def occupation_group(self, group_id: str) -> OccupationGroup:
        """Give an everyday occupation."""
        found: OccupationGroup = self.row("occupation_groups", group_id)
        return found

    def outcome(self, code: str) -> OutcomeCode:
        """Give an outcome of a placement."""
        found: OutcomeCode = self.row("outcome_codes", code)
        return found

    def working_time_rule(self, rule_id: str) -> WorkingTimeRule:
        """Give a limit of working time."""
        found: WorkingTimeRule = self.row("working_time_rules", rule_id)
        return found

    @cached_property
    def _languages_by_code(self) -> dict[str, Language]:
        return {code: item for item in self.languages for code in (item.iso639_1, item.iso639_3) if code}

    def language(self, code: str) -> Language:
        """Give a language by its ISO 639-1 or 639-3 code."""
        try:
            return self._languages_by_code[code]
        except KeyError:
            raise UnknownCode(f"languages: {code}") from None

    def term(self, code: str, audience: Audience) -> str:
        """Give the German word an audience has for a thing of the code."""
        found: Term = self.row("terms", code)
        return found.for_audience(audience)

    @cached_property
    def _rules_by_status(self) -> dict[str, tuple[ResidenceRule, ...]]:
        statuses = dict.fromkeys(rule.status_key for rule in self.residence_rules)
        by_priority = sorted(self.residence_rules, key=lambda rule: rule.priority)
        return {status: tuple(rule for rule in by_priority if rule.status_key == status) for status in statuses}

    @property
    def statuses(self) -> tuple[str, ...]:
        """List the residence statuses there are rules for."""
        return tuple(self._rules_by_status)

    def rules_of_status(self, status: str) -> tuple[ResidenceRule, ...]:
        """List the rules of a residence status, the one that goes first at the front."""
        return self._rules_by_status.get(status, ())

    def dated_value(self, key: str, on: date) -> DatedValue:
        """Give an amount or limit of the law for a day.

        Raises: NoValueForDate: the table has none.
        """
        found = newest((row for row in self.dated_values if row.key == key), on)
        if found is None:
            raise NoValueForDate(key, on)
        return found

    def branches_of(self, kldb5: str) -> tuple[str, ...]:
        """List the branches with a minimum wage that an occupation (KldB 2010, five digits) may belong to."""
        return tuple(dict.fromkeys(row.branch_key for row in self.branch_wages if kldb5 in row.kldb5_hint))

    def label_of_branch(self, branch_key: str) -> str:
        """Give the German name of a branch with a minimum wage."""
        return next(row.label_de for row in self.branch_wages if row.branch_key == branch_key)

    def wage_of_branch(self, branch_key: str, on: date) -> BranchWage:
        """Give the minimum wage of a branch for a day.

        Raises: NoValueForDate: it has run out, has not begun, or is not known.
        """
        found = newest((row for row in self.branch_wages if row.branch_key == branch_key), on)
        if found is None:
            raise NoValueForDate(branch_key, on)
        return found

    def branch_wage(self, kldb5: str, on: date) -> BranchWage | None:
        """Give the lowest branch minimum wage of an occupation for a day, nothing where no branch has one.

        Raises: NoValueForDate: a branch of the occupation has none for that day: check by hand.
        """
        wages = [self.wage_of_branch(branch, on) for branch in self.branches_of(kldb5)]
        return min(wages, key=lambda wage: wage.value_eur_h, default=None)


def row_classes() -> dict[str, type[Row]]:
    """Map the name of each table to its row class."""
    return {name: get_args(hint)[0] for name, hint in get_type_hints(Snapshot).items()}


class _InForce:
    """The tables that hold in this process: the shipped ones, or those with the operator's rows laid over them."""

    tables: Snapshot | None = None


def snapshot() -> Snapshot:
    """Give the tables that hold now."""
    return _InForce.tables or shipped()


def put_in_force(tables: Snapshot | None) -> None:
    """Let this process decide by these tables from now on; by the shipped ones where none are given."""
    _InForce.tables = tables


@cache
def shipped() -> Snapshot:
    """Give the shipped tables, read once."""
    tables: dict[str, Any] = {name: read_table(row_class) for name, row_class in row_classes().items()}
    return Snapshot(**tables)


def with_overrides(baseline: Snapshot, overrides: Iterable[Override]) -> Snapshot:
    """Lay an operator's rows over a snapshot; a row of the same identity is changed, another one is added.

    Raises: TableError: an unknown table or column, a bad cell, or a new row that lacks columns.
    """
    tables: dict[str, tuple[Any, ...]] = {}
    for override in overrides:
        if override.table not in row_classes():
            raise TableError(f"there is no table {override.table!r}")
        rows = tables.get(override.table, getattr(baseline, override.table))
        tables[override.table] = _laid_over(rows, override)
    return replace(baseline, **tables)


def _laid_over(rows: tuple[Any, ...], override: Override) -> tuple[Any, ...]:
    row_class, where = row_classes()[override.table], f"override of {override.table}"
    values = read_cells(row_class, override.values, where)
    missing = [name for name in row_class.KEY if name not in values]
    if missing:
        raise TableError(f"{where}: {missing} must say which row")
    identity = tuple(values[name] for name in row_class.KEY)
    if all(row.identity != identity for row in rows):
        return (*rows, build(row_class, values, where))
    return tuple(_changed(row, values, where) if row.identity == identity else row for row in rows)


def _changed(row: Row, values: Mapping[str, Any], where: str) -> Row:
    kept = {column.field: getattr(row, column.field) for column in type(row).columns()}
    return build(type(row), {**kept, **values}, where)
