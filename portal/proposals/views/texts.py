"""A company's own short texts: the list, and writing one."""

from typing import Any
from uuid import UUID

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.core.actor import Actor
from portal.core.deeds import is_done
from portal.core.forms import BaseForm
from portal.core.web import acting_user, done, page, requires
from portal.proposals.forms.texts import TEXT_USES, InsertForm, NewTextForm, TextForm
from portal.proposals.queries import texts as queries
from portal.proposals.rules import TextUse
from portal.proposals.services import texts as services
from portal.proposals.views.blueprint import bp

TAKES = {
    "decline": (TextUse.DECLINE, "text_for_person"),
    "invite": (TextUse.INVITE, "note"),
    "offer_times": (TextUse.INVITE, "note"),
}
"""Deeds whose form takes a text: which kind, into which field."""


@bp.route("/texts")
@requires("text_block:edit")
def texts() -> ResponseReturnValue:
    """List the own texts."""
    return page("proposals/texts.html", texts=queries.texts_of(acting_user()), uses=TEXT_USES)


@bp.route("/texts/new", methods=["GET", "POST"])
@requires("text_block:edit")
def new_text() -> ResponseReturnValue:
    """Write a new text."""
    form = NewTextForm()

    def save() -> None:
        services.add(form.content, actor=acting_user(), text_id=form.new_id)

    if form.validate_on_submit() and is_done(form, save):
        flash(_("Gespeichert. Sie finden den Text bei Absagen und Einladungen."), "success")
        return done(url_for("proposals.texts"))
    return page("proposals/text.html", form=form, text=None)


@bp.route("/texts/<uuid:text_id>", methods=["GET", "POST"])
@requires("text_block:edit")
def text(text_id: UUID) -> ResponseReturnValue:
    """Change a text."""
    found = queries.text(acting_user(), text_id)
    form = TextForm(obj=found)
    if form.validate_on_submit():
        form.check_version(found)
        services.change(found, form.content, actor=acting_user())
        flash(_("Gespeichert."), "success")
        return done(url_for("proposals.texts"))
    return page("proposals/text.html", form=form, text=found)


@bp.route("/texts/<uuid:text_id>/remove", methods=["POST"])
@requires("text_block:edit")
def remove_text(text_id: UUID) -> ResponseReturnValue:
    """Delete a text."""
    if BaseForm().validate_on_submit():
        services.remove(queries.text(acting_user(), text_id), actor=acting_user())
        flash(_("Der Text ist gelöscht."), "success")
    return done(url_for("proposals.texts"))


def insertion(event: str, form: Any, actor: Actor) -> InsertForm | None:
    """Make the choice of texts for a deed's form, where there are any; if it was pressed, the text is put in.

    What is written already stays before it. Nothing is kept by it: whoever inserts goes on writing.
    """
    use, name = TAKES.get(event, (None, ""))
    found = {one.id: one for one in queries.texts_of(actor, use)} if use else {}
    if not found:
        return None
    choice = InsertForm()
    choice.text_id.choices = [(one.id, one.title) for one in found.values()]
    if is_inserting() and choice.validate():
        form[name].data = "\n".join(filter(None, (form[name].data, found[choice.text_id.data].text)))
    return choice


def is_inserting() -> bool:
    """Tell whether the button was the one that puts a text in."""
    return request.method == "POST" and "insert" in request.form
