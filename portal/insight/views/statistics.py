"""What became of the proposals of a year, for who leads an office: as bars, as a table, and as a file."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.candidates.forms.choices import levels_short, towns
from portal.core import i18n, sheets
from portal.core.errors import NotFound
from portal.core.web import page, requires
from portal.insight.queries import figures
from portal.insight.queries.figures import Step
from portal.insight.rules import Cell, guarded_together
from portal.insight.views.blueprint import bp
from portal.reference.terms import label

STEPS: Mapping[Step, Any] = {
    Step.ASKED: _l("Gefragt"),
    Step.PROPOSED: _l("Vorgeschlagen"),
    Step.ANSWERED: _l("Vom Betrieb beantwortet"),
    Step.ACCEPTED: _l("Zugesagt"),
    Step.STARTED: _l("Begonnen"),
    Step.STAYED: _l("Sechs Wochen geblieben"),
    Step.HIRED: _l("Beschäftigt oder in Ausbildung"),
}
SHORT: Mapping[Step, Any] = {
    **STEPS,
    Step.ANSWERED: _l("Beantwortet"),
    Step.STAYED: _l("Geblieben"),
    Step.HIRED: _l("Beschäftigt"),
}
"""The same as headings of narrow columns."""
MONTH = "month"
TABS: Mapping[str, Any] = {
    MONTH: _l("Monat"),
    "office": _l("Dienststelle"),
    "town": _l("Wohnort"),
    "kind": _l("Art"),
    "german": _l("Deutsch"),
}


@dataclass(frozen=True)
class Table:
    """Numbers by one thing, as they may be shown: what a row and each column is, the rows, and the totals."""

    of: Any
    steps: Sequence[Any]
    short: Sequence[Any]
    rows: list[tuple[str, list[Cell]]]
    totals: list[Cell]


@bp.get("/statistics")
@requires("statistics:view")
def statistics() -> ResponseReturnValue:
    """Show the numbers of a year, those of the newest one where the address names none there is."""
    known = figures.years()
    year, by = request.args.get("year", type=int), request.args.get("by", MONTH)
    year, by = year if year in known else known[0], by if by in TABS else MONTH
    tabs = [
        {"label": label, "url": url_for("insight.statistics", year=year, by=name), "current": name == by}
        for name, label in TABS.items()
    ]
    files = {kind: url_for("insight.statistics_file", year=year, by=by, kind=kind) for kind in ("csv", "xlsx")}
    shown = drawn(table_of(year, by), tabs, files)
    return page("insight/statistics.html", year=year, years=known, by=by, **shown)


@bp.get("/statistics/<int:year>/<by>.<any(csv, xlsx):kind>")
@requires("statistics:view")
def statistics_file(year: int, by: str, kind: str) -> ResponseReturnValue:
    """Hand out the same as a file."""
    if by not in TABS or year not in figures.years():
        raise NotFound
    table = table_of(year, by)
    rows = [(name, *map(said, cells)) for name, cells in (*table.rows, (_("Zusammen"), table.totals))]
    return sheets.download(kind, f"{year}-{by}", (str(TABS[by]), *map(str, STEPS.values())), rows)


def drawn(table: Table, tabs: Sequence[Mapping[str, Any]], files: Mapping[str, str]) -> dict[str, Any]:
    """Give what the templates need to draw a table, the ways to others beside it and to its files."""
    longest = max((cell.number for cell in table.totals if cell.is_shown), default=0)
    return {"table": table, "tabs": tabs, "files": files, "said": said, "longest": longest}


def table_of(year: int, by: str) -> Table:
    """Count, put into words and hide what tells of too few, alone or beside the other tables of the year."""
    funnels = figures.funnels(year)
    counted: dict[str, dict[Any, list[int]]] = {name: funnel.by_value for name, funnel in funnels.items()}
    counted[MONTH] = dict(sorted(funnels["office"].by_month.items()))
    rows, totals = guarded_together({name: list(table.values()) for name, table in counted.items()})[by]
    name = _month_of(year) if by == MONTH else NAMES[by]()
    found = [(name(value), cells) for value, cells in zip(counted[by], rows, strict=True)]
    rows_of = found if by == MONTH else sorted(found, key=itemgetter(0))
    return Table(TABS[by], list(STEPS.values()), list(SHORT.values()), rows_of, totals)


def _month_of(year: int) -> Callable[[int], str]:
    return lambda number: i18n.month(date(year, number, 1))


def said(cell: Cell) -> str:
    """Say a number, or why it is not said."""
    if cell.is_shown:
        return str(i18n.number(cell.number))
    return str(_("weniger als 5") if cell.is_small else _("nicht angegeben"))


def named(words: Mapping[str, str], *, or_itself: bool = False) -> Callable[[str], str]:
    """Give what puts a value into words. Args: or_itself: show what has no word as it is."""
    return lambda value: words.get(value) or (value if or_itself else "") or str(_("ohne Angabe"))


def _kinds() -> Callable[[str], str]:
    return lambda value: label("placement_kinds", value, language=i18n.current().code)


NAMES: Mapping[str, Callable[[], Callable[[str], str]]] = {
    "office": lambda: named(figures.office_names()),
    "town": lambda: named(dict(towns())),
    "kind": _kinds,
    "german": lambda: named(dict(levels_short())),
}
