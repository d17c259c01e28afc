"""The page that shows every component once, for the demo and for tests; an installation does not have it."""

from flask import Blueprint
from flask.typing import ResponseReturnValue
from flask_wtf.file import FileField
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    IntegerField,
    RadioField,
    SearchField,
    SelectField,
    StringField,
    TelField,
    TextAreaField,
)
from wtforms.validators import InputRequired, NumberRange, Optional

from portal.core import web
from portal.core.forms import REQUIRED, TickField, VersionedForm

bp = Blueprint("styleguide", __name__)


class SampleForm(VersionedForm):
    """One field of each kind, filled as in a vacancy."""

    query = SearchField("Suchwort")
    title = StringField(
        "Bezeichnung der Stelle", [InputRequired(REQUIRED)], description="Zum Beispiel: Bäckereihelfer/in"
    )
    tasks = TextAreaField("Aufgaben", [InputRequired(REQUIRED)], description="In kurzen Sätzen, eine Aufgabe je Zeile.")
    kind = SelectField("Art", [InputRequired(REQUIRED)], choices={"": "Alle Arten", "internship": "Praktikum"})
    hours = IntegerField(
        "Stunden pro Woche",
        [InputRequired(REQUIRED), NumberRange(1, 48, "Bitte geben Sie 1 bis 48 Stunden an.")],
        render_kw={"inputmode": "numeric"},
    )
    starts_on = DateField("Beginn", [Optional()])
    german = RadioField(
        "Deutsch beim Sprechen",
        [InputRequired("Bitte wählen Sie eine Stufe.")],
        choices={"A1": "A1: sehr einfache Sätze", "A2": "A2: Alltag", "B1": "B1: vertraute Themen"},
        description="Was die Person am ersten Tag können muss.",
    )
    support = TickField(
        "Unterstützung", choices={"mentor": "Pate oder Patin", "clothes": "Arbeitskleidung", "meals": "Essen"}
    )
    email = EmailField("E-Mail", [InputRequired(REQUIRED)], render_kw={"autocomplete": "email"})
    phone = TelField("Telefon", render_kw={"autocomplete": "tel"})
    paper = FileField("Lageplan")
    agreed = BooleanField("Ich habe die Regeln zur Zweckbindung gelesen.", [InputRequired("Bitte bestätigen Sie das.")])


SENT = {"title": "", "tasks": "Teig vorbereiten", "kind": "internship", "hours": "80", "email": "backstube@example.org"}


@bp.route("/styleguide")
@web.public_form
def show() -> ResponseReturnValue:
    """Show each component, with a form that was not filled in and one that was refused."""
    failed = SampleForm(MultiDict(SENT), meta={"csrf": False})
    failed.validate()
    return web.page("styleguide.html", form=SampleForm(None, meta={"csrf": False}), failed=failed, status=200)
