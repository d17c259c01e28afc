"""Several people at once: one deed for all of them, and for each what became of it; lists under a name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.candidates import queries, services
from portal.candidates.forms.choices import CHOOSE
from portal.candidates.forms.lists import NotesForm, OffListForm, OntoListForm, RenameForm, StepsForm, offer_lists
from portal.candidates.forms.transfers import HandOverForm
from portal.candidates.models import Candidate
from portal.candidates.views.blueprint import bp
from portal.candidates.views.transfers import ask_receiver, receivers
from portal.core.deeds import each
from portal.core.errors import NotFound
from portal.core.paging import PAGE_SIZE
from portal.core.web import acting_user, done, page, requires

Deed = Callable[[Candidate], object]


@dataclass(frozen=True)
class Together:
    """One thing that can be done with several people."""

    title: Any
    form: type[Any]
    deed: Callable[[Any], Deed]


def _plan(form: StepsForm) -> Deed:
    return lambda one: services.plan_step(one, form.text.data or "", form.on.data, actor=acting_user())  # type: ignore[arg-type]


def _note(form: NotesForm) -> Deed:
    return lambda one: services.add_note(one, form.line.data or "", actor=acting_user())


def _onto(form: OntoListForm) -> Deed:
    actor = acting_user()
    if form.on_list.data:
        named = queries.one_list(actor, UUID(form.on_list.data))
    else:
        named = services.make_list(form.name.data or "", list_id=form.new_id, actor=actor)
    return lambda one: services.put_on_list(one, named, actor=actor)


def _hand(form: HandOverForm) -> Deed:
    return lambda one: ask_receiver(one, form)


def _off(form: OffListForm) -> Deed:
    named = queries.one_list(acting_user(), UUID(form.on_list.data))
    return lambda one: services.take_off_list(one, named, actor=acting_user())


DEEDS: Mapping[str, Together] = {
    "step": Together(_l("Nächsten Schritt setzen"), StepsForm, _plan),
    "list": Together(_l("Auf eine Liste setzen"), OntoListForm, _onto),
    "off": Together(_l("Von einer Liste nehmen"), OffListForm, _off),
    "hand": Together(_l("Profile übergeben"), HandOverForm, _hand),
    "note": Together(_l("Notiz dazuschreiben"), NotesForm, _note),
}


@bp.route("/several", methods=["GET", "POST"])
@requires("candidate:list")
def several() -> ResponseReturnValue:
    """Do the same with everybody who was ticked in the list; what is refused stands in nobody else's way."""
    ids = request.values.getlist("chosen", type=UUID)[:PAGE_SIZE]
    if not ids:
        flash(_("Bitte wählen Sie zuerst Personen aus."), "info")
        return redirect(url_for("candidates.people"), code=303)
    found = queries.chosen(acting_user(), ids)
    if not found:
        raise NotFound
    forms = _forms()
    form = forms.get(request.form.get("deed", ""))
    if form is not None and form.validate_on_submit():
        return _results(found, DEEDS[request.form["deed"]], form)
    return page("candidates/several.html", found=found, forms=forms, form=form, deeds=DEEDS)


def _forms() -> dict[str, Any]:
    forms = {name: deed.form(prefix=f"{name}-") for name, deed in DEEDS.items()}
    lists = queries.lists_of(acting_user())
    offer_lists(forms["list"].on_list, lists, empty=CHOOSE)
    offer_lists(forms["off"].on_list, lists)
    forms["hand"].to.choices = receivers(acting_user().office_id, acting_user().id)
    return forms if lists else {name: form for name, form in forms.items() if name != "off"}


def _results(found: list[Candidate], together: Together, form: Any) -> ResponseReturnValue:
    """Show what became of each; the page can be printed."""
    refused = each(found, together.deed(form), name=lambda one: one.number)
    done(url_for("candidates.people"))
    return page("candidates/several_done.html", title=together.title, found=found, refused=refused)


@bp.route("/lists")
@requires("people_list:view")
def lists() -> ResponseReturnValue:
    """Show the lists under a name."""
    return page("candidates/lists.html", lists=queries.lists_of(acting_user()))


@bp.route("/lists/<uuid:list_id>/rename", methods=["GET", "POST"])
@requires("people_list:rename")
def rename_list(list_id: UUID) -> ResponseReturnValue:
    """Call a list something else."""
    named = queries.one_list(acting_user(), list_id)
    form = RenameForm(obj=named)
    if form.validate_on_submit():
        form.check_version(named)
        services.rename_list(named, form.name.data or "", actor=acting_user())
        flash(_("Die Liste hat einen neuen Namen."), "success")
        return done(url_for("candidates.lists"))
    return page("candidates/rename_list.html", form=form)


@bp.route("/lists/<uuid:list_id>/drop", methods=["POST"])
@requires("people_list:drop")
def drop_list(list_id: UUID) -> ResponseReturnValue:
    """Give up a list."""
    services.drop_list(queries.one_list(acting_user(), list_id), actor=acting_user())
    flash(_("Die Liste ist gelöscht. Die Personen bleiben."), "success")
    return done(url_for("candidates.lists"))
