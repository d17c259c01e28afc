"""The kernel's own little area: lamps with a workflow, mails and pages, for tests that need no other."""

from collections.abc import Iterator
from enum import StrEnum
from uuid import UUID

from flask import Blueprint, Flask, Response, abort, flash, redirect, render_template_string, request, send_file
from flask.typing import ResponseReturnValue
from jinja2 import ChoiceLoader, DictLoader
from sqlalchemy import String, insert, select, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.config import SHARE
from portal.core import audit, db
from portal.core.actor import Actor, ActorKind, Role
from portal.core.audit import Change
from portal.core.db import Base, Record
from portal.core.errors import GuardRefused
from portal.core.forms import VersionedForm
from portal.core.outbox import MailKind, Recipient
from portal.core.permissions import ANYTHING, declare
from portal.core.web import acting_user, done, get_or_404, page, public, public_form, requires, safe_next
from portal.core.workflow import Reason, Transition, Workflow


class Light(StrEnum):
    """The states of a lamp."""

    OFF = "off"
    ON = "on"
    BROKEN = "broken"


class Lamp(Record, Base):
    """Something with a state."""

    __tablename__ = "test_lamp"

    state: Mapped[Light]
    colour: Mapped[str | None] = mapped_column(String(20))
    rings: Mapped[int] = mapped_column(default=0)


def refuse_at_night(_lamp: Lamp, _actor: Actor, params: dict[str, object]) -> None:
    """A guard."""
    if params.get("colour") == "night":
        raise GuardRefused


def count(lamp: Lamp, _actor: Actor, _change: Change, _params: dict[str, object]) -> None:
    """An effect."""
    lamp.rings += 1


def two_people(_lamp: Lamp, _actor: Actor, _change: Change) -> Iterator[Recipient]:
    """Whom a ring wakes."""
    yield Recipient("first@example.org")
    yield Recipient("second@example.org")


NOTE = MailKind("_test_note", lambda _lamp, _actor, _change: [Recipient("someone@example.org")])
RING = MailKind("_test_note", two_people)
declare(
    "lamp",
    {
        "view": {Role.RECRUITER: ANYTHING},
        "make": {Role.RECRUITER: ANYTHING},
        "switch_on": {Role.RECRUITER: ANYTHING, Role.SYSTEM: ANYTHING},
        "ring": {Role.RECRUITER: ANYTHING},
        "smash": {Role.COORDINATOR: ANYTHING},
    },
)
FLOW = Workflow(
    "lamp",
    Lamp,
    (
        Transition("make", (), Light.OFF),
        Transition("switch_on", (Light.OFF,), Light.ON, guards=(refuse_at_night,), columns=("colour",), mails=(NOTE,)),
        Transition("ring", (Light.OFF, Light.ON), None, effects=(count,), mails=(RING,)),
        Transition("smash", (Light.ON,), Light.BROKEN, reason=Reason.REQUIRED),
    ),
)
FIRM = Actor(ActorKind.USER, Role.RECRUITER, id=UUID(int=1))
LEAD = Actor(ActorKind.USER, Role.COORDINATOR, id=UUID(int=2))
bp = Blueprint("lamps", __name__, url_prefix="/lamps")


def install(app: Flask) -> None:
    """Put the lamps into an application that has served nothing yet."""
    app.register_blueprint(bp)
    texts = DictLoader({"mail/_test_note.txt": "Betreff\n\nText", "lamp.html": '{% extends "layout/public.html" %}'})
    app.jinja_loader = ChoiceLoader([texts, *filter(None, [app.jinja_loader])])  # type: ignore[assignment]


def a_lamp() -> Lamp:
    """Make one that is off, for good."""
    lamp: Lamp = FLOW.create("make", Lamp(), actor=FIRM)
    db.session.commit()
    return lamp


@bp.route("/public", methods=["GET"])
@public
def window() -> ResponseReturnValue:
    """Show the same to everybody."""
    return page("lamp.html")


@bp.route("/slashed/", methods=["GET"])
@public
def slashed() -> ResponseReturnValue:
    """Stand behind a slash."""
    return page("lamp.html")


@bp.route("/gone")
@public
def gone() -> ResponseReturnValue:
    """Be no more."""
    abort(410)


@bp.route("/file")
@public
def file() -> ResponseReturnValue:
    """Hand out a file."""
    return send_file(SHARE / "static" / "img" / "mark.svg")


@bp.route("/notice")
@public_form
def notice() -> ResponseReturnValue:
    """Leave a notice for the next page."""
    flash("Nur für Sie", "success")
    return redirect("/lamps/public")


@bp.route("/echo", methods=["GET", "POST"])
@public_form
def echo() -> ResponseReturnValue:
    """Say what came."""
    return {"args": request.args.to_dict(flat=False), "next": safe_next("/default"), "form": request.form.to_dict()}


@bp.route("/people/<uuid:candidate_id>")
@public_form
def people(candidate_id: UUID) -> ResponseReturnValue:
    """Show somebody's data."""
    audit.read(candidate_id, actor=FIRM, level="L2")
    return "Amina"


@bp.route("/desk")
@requires("lamp:view")
def desk() -> ResponseReturnValue:
    """Be a page behind the door."""
    return acting_user().role


@bp.route("/possible")
@requires("lamp:view")
def possible() -> ResponseReturnValue:
    """Offer what the reader may."""
    return render_template_string("{{ 'ring' if may('lamp:ring') }}{{ 'smash' if may('lamp:smash') }}")


@bp.route("/broken/<kind>", methods=["GET", "POST"])
@public_form
def broken(kind: str) -> ResponseReturnValue:
    """Fail in the way that is named."""
    if kind == "bug":
        raise ValueError("Amina Beispiel")
    if kind == "number":
        db.session.scalars(select(Lamp).limit(1).offset(10**30)).all()
    if kind == "text":
        db.session.execute(text("SELECT * FROM test_lamp WHERE colour = :colour"), {"colour": "a\x00b"})
    if kind.startswith("twice-"):
        db.session.execute(insert(Lamp).values(id=UUID(kind.removeprefix("twice-")), version=1, state=Light.OFF))
    if kind == "teapot":
        abort(Response("teapot", 418))
    if kind == "syntax":
        db.session.execute(text("SELECT nonsense FROM nowhere WHERE name = 'Amina'"))
    return "fine"


@bp.route("/<uuid:lamp_id>/ring", methods=["POST"])
@public_form
def ring(lamp_id: UUID) -> ResponseReturnValue:
    """Do what can be done any number of times."""
    FLOW.apply("ring", get_or_404(db.session.get(Lamp, lamp_id)), actor=FIRM)
    return done(f"/lamps/echo?lamp={lamp_id}")


@bp.route("/<uuid:lamp_id>/paint", methods=["POST"])
@public_form
def paint(lamp_id: UUID) -> ResponseReturnValue:
    """Edit what two people may edit."""
    lamp, form = get_or_404(db.session.get(Lamp, lamp_id)), VersionedForm()
    form.check_version(lamp)
    lamp.colour = request.form["colour"]
    return done("/lamps/public")
