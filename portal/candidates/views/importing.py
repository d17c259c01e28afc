"""People from a table: looked at row by row first, then all of them made; the file itself is never kept."""

import csv
import io
from collections import Counter
from uuid import UUID

from flask import Response, flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from itsdangerous import BadData, URLSafeTimedSerializer

from portal.candidates import queries, services
from portal.candidates.forms.choices import ALIKE
from portal.candidates.forms.importing import (
    COLUMNS,
    EXAMPLE,
    ConfirmForm,
    ImportRow,
    UploadForm,
    check_cells,
    missing_headings,
    read_rows,
)
from portal.candidates.views.blueprint import bp
from portal.core import db, sheet_reader
from portal.core.errors import NotFound
from portal.core.sheet_reader import BadSheet
from portal.core.web import acting_user, done, page, requires, signer

PIECE = 100
"""People made at once: SQLite has one writer, and 1,500 would keep all others waiting for most of a minute."""
PREVIEW_SECONDS = 60 * 60
"""How long a preview can be confirmed; it lives in the page alone."""


@bp.route("/import", methods=["GET", "POST"])
@requires("candidate:register")
def import_people() -> ResponseReturnValue:
    """Read a table and show row by row what would be made of it."""
    form = UploadForm()
    if not form.validate_on_submit():
        return page("candidates/import.html", form=form, columns=COLUMNS)
    try:
        table = sheet_reader.read(form.file.data.read())
    except BadSheet as error:
        form.file.errors = [str(error.message)]
        return page("candidates/import.html", form=form, columns=COLUMNS)
    lacking = missing_headings(table[0]) if table else list(COLUMNS.values())[:1]
    if lacking or len(table) < 2:
        form.file.errors = [
            _("Diese Überschriften fehlen: %(names)s.", names=", ".join(lacking))
            if lacking
            else _("In der Tabelle steht niemand.")
        ]
        return page("candidates/import.html", form=form, columns=COLUMNS)
    return _preview(read_rows(table))


@bp.route("/import/confirm", methods=["POST"])
@requires("candidate:register")
def confirm_import() -> ResponseReturnValue:
    """Make everybody of a table that was shown; where one row is wrong, nobody."""
    form = ConfirmForm()
    is_right = form.validate_on_submit()
    rows = [check_cells(line, cells, record_id) for line, record_id, cells in _opened(form.rows.data or "")]
    _look_for_doubles(rows)
    if not is_right or any(row.errors for row in rows):
        return _preview(rows, form)
    wanted = [row for row in rows if not row.alike or str(row.line) in request.form.getlist("take")]
    _make(wanted, form)
    flash(ngettext("%(num)s Profil ist angelegt.", "%(num)s Profile sind angelegt.", len(wanted)), "success")
    return done(url_for("candidates.people"))


def _make(rows: list[ImportRow], form: ConfirmForm) -> None:
    actor, name = acting_user(), form.name.data
    on_list = services.make_list(name, list_id=form.new_id, actor=actor) if name else None
    for number, row in enumerate(rows, start=1):
        values = {name: value for name, value in row.values.items() if name != "german"}
        made = services.register(values, german=row.values["german"], record_id=UUID(row.record_id), actor=actor)
        if on_list is not None and not queries.is_listed(on_list.id, made.id):
            services.put_on_list(made, on_list, actor=actor)
        if number % PIECE == 0:  # others can save in between; whoever sends the form once more makes the rest
            db.session.commit()


@bp.route("/import/template.csv")
@requires("candidate:list")
def import_template() -> ResponseReturnValue:
    """Give an empty table with the right headings and one line as an example."""
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows([list(COLUMNS.values()), EXAMPLE])
    answer = Response(text.getvalue().encode("utf-8-sig"), mimetype="text/csv")
    answer.headers["Content-Disposition"] = 'attachment; filename="Personen.csv"'
    return answer


def _preview(rows: list[ImportRow], sent: ConfirmForm | None = None) -> ResponseReturnValue:
    _look_for_doubles(rows)
    are_good = not any(row.errors for row in rows)
    form = sent or ConfirmForm(formdata=None)
    form.rows.data = _signer().dumps([[row.line, row.record_id, dict(row.cells)] for row in rows]) if are_good else ""
    status = 200 if are_good and sent is None else 422
    return page(
        "candidates/import_preview.html", status=status, form=form, rows=rows, columns=COLUMNS, are_good=are_good
    )


def _look_for_doubles(rows: list[ImportRow]) -> None:
    looks = {}
    for row in rows:
        if not row.errors:
            told = row.values
            name = services.folded(told["first_name"], told["last_name"])
            looks[row.line] = queries.Look(name, told["birth_date"], told["phone"], told["email"])
    known = queries.doubles_of_many(acting_user(), looks)
    twice = Counter((look.name, look.birth_date) for look in looks.values())
    for row in rows:
        row.alike = [
            f"{double.hit.number}: {', '.join(str(ALIKE[reason]) for reason in double.alike)}"
            for double in known.get(row.line, ())
            if str(double.hit.id) != row.record_id
        ]
        look = looks.get(row.line)
        if look and twice[look.name, look.birth_date] > 1:
            row.alike.append(_("steht zweimal in der Tabelle"))


def _opened(signed: str) -> list[tuple[int, str, dict[str, str]]]:
    try:
        return [(line, key, cells) for line, key, cells in _signer().loads(signed, max_age=PREVIEW_SECONDS)]
    except BadData as error:
        raise NotFound from error


def _signer() -> URLSafeTimedSerializer:
    return signer(f"import-{acting_user().id}")
