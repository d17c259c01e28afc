"""How long others wait, for who leads an office: by what is waited for, as bars, as a table, and as a file."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.core import sheets
from portal.core.errors import NotFound
from portal.core.web import page, requires
from portal.insight.queries import durations, figures
from portal.insight.rules import guarded
from portal.insight.views.blueprint import bp
from portal.insight.views.statistics import Table, drawn, named, said


@dataclass(frozen=True)
class Subject:
    """What is waited for: its word, what a row is, the columns, and where rows and their names come from."""

    word: Any
    of: Any
    steps: tuple[Any, ...]
    rows: Callable[[], durations.Rows]
    names: Callable[[], Callable[[str], str]]


SUBJECTS: Mapping[str, Subject] = {
    "authorities": Subject(
        _l("Erlaubnisse"),
        _l("Dienststelle"),
        (_l("Gefragt"), _l("Entschieden"), _l("Binnen sechs Wochen"), _l("Binnen zwei Wochen")),
        durations.authorities,
        lambda: named(figures.office_names()),
    ),
    "companies": Subject(
        _l("Antworten der Betriebe"),
        _l("Betrieb"),
        (_l("Vorgeschlagen"), _l("Beantwortet"), _l("Binnen zehn Tagen"), _l("Binnen drei Tagen")),
        durations.companies,
        lambda: lambda name: name or str(_("Betriebe mit weniger als fünf Vorschlägen")),
    ),
    "files": Subject(
        _l("Offene Akten"),
        _l("Dienststelle"),
        (_l("Offen"), _l("Vier Wochen kein Kontakt"), _l("Sechs Wochen"), _l("Zwölf Wochen")),
        durations.files,
        lambda: named(figures.office_names()),
    ),
    "courses": Subject(
        _l("Beendete Kurse"),
        _l("Stufe des Kurses"),
        (_l("Angemeldet"), _l("Bis zum Ende"), _l("Mit Ergebnis"), _l("Stufe erreicht")),
        durations.courses,
        lambda: named({}, or_itself=True),
    ),
}
FIRST = next(iter(SUBJECTS))


@bp.get("/statistics/durations")
@requires("statistics:view")
def durations_of_others() -> ResponseReturnValue:
    """Show one subject, the first one where the address names none there is."""
    by = request.args.get("by", FIRST)
    by = by if by in SUBJECTS else FIRST
    tabs = [
        {"label": subject.word, "url": url_for("insight.durations_of_others", by=name), "current": name == by}
        for name, subject in SUBJECTS.items()
    ]
    files = {kind: url_for("insight.durations_file", by=by, kind=kind) for kind in ("csv", "xlsx")}
    return page("insight/durations.html", **drawn(_table(SUBJECTS[by]), tabs, files))


@bp.get("/statistics/durations/<by>.<any(csv, xlsx):kind>")
@requires("statistics:view")
def durations_file(by: str, kind: str) -> ResponseReturnValue:
    """Hand out the same as a file."""
    if by not in SUBJECTS:
        raise NotFound
    table = _table(SUBJECTS[by])
    rows = [(name, *map(said, cells)) for name, cells in (*table.rows, (_("Zusammen"), table.totals))]
    return sheets.download(kind, by, (str(table.of), *map(str, table.steps)), rows)


def _table(subject: Subject) -> Table:
    counted, name = subject.rows(), subject.names()
    rows, totals = guarded(list(counted.values()))
    found = [(name(key), cells) for key, cells in zip(counted, rows, strict=True)]
    return Table(subject.of, subject.steps, subject.steps, sorted(found, key=itemgetter(0)), totals)
