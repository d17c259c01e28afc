"""Tokens on pages: the list of the own company or office, a new one, a new secret, taking one back."""

from uuid import UUID

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts.views.security import fresh
from portal.api import queries
from portal.api.forms.tokens import EVENTS, SCOPE_WORDS, STATES, TokenForm
from portal.api.rules import TokenScope
from portal.api.services import tokens as services
from portal.api.services.tokens import Wanted
from portal.api.workflow import TOKENS
from portal.core import audit, clock, db, history, paging
from portal.core.deeds import check_possible, is_done
from portal.core.forms import BaseForm
from portal.core.permissions import require
from portal.core.web import acting_user, done, page, requires

bp = Blueprint("tokens", __name__, url_prefix="/tokens")


@bp.route("/")
@requires("api_token:view")
def index() -> ResponseReturnValue:
    """List the tokens of the own company or office."""
    found, total = queries.tokens(acting_user(), page=paging.number())
    return page("api/tokens.html", found=found, states=STATES, today=clock.today(), **paging.of(total))


@bp.route("/new", methods=["GET", "POST"])
@requires("api_token:make")
@fresh
def new() -> ResponseReturnValue:
    """Make a token; its secret is shown on the answer to this form, once."""
    form = TokenForm.of(acting_user().role)
    made: list[str | None] = []
    if form.validate_on_submit() and is_done(form, lambda: made.append(_make(form))):
        db.session.commit()
        return _shown(form.name.data or "", made[0])
    return page("api/new.html", form=form)


def _make(form: TokenForm) -> str | None:
    scopes = tuple(TokenScope(scope) for scope in form.scopes.data or ())
    wanted = Wanted(form.name.data or "", scopes, form.expires_on.data or clock.today())
    return services.make(form.new_id, wanted, actor=acting_user())


def _shown(name: str, secret: str | None) -> ResponseReturnValue:
    """Show a secret on no page of its own, since an address could be opened again; a double click has none to show."""
    if secret is None:
        flash(_("Den Schlüssel gibt es schon. Erneuern Sie ihn, wenn Sie ihn noch nicht kopiert haben."), "info")
        return redirect(url_for("tokens.index"), code=303)
    return page("api/secret.html", name=name, secret=secret)


@bp.route("/<uuid:token_id>")
@requires("api_token:view")
def show(token_id: UUID) -> ResponseReturnValue:
    """Show a token and what happened with it."""
    token = queries.token(acting_user(), token_id)
    events = audit.history(TOKENS.name, token.id)
    return page(
        "api/token.html",
        token=token,
        scopes=[SCOPE_WORDS[TokenScope(scope)] for scope in token.scopes],
        states=STATES,
        today=clock.today(),
        history=history.timeline(events, EVENTS, said=lambda event: event.reason),
    )


@bp.route("/<uuid:token_id>/rotate", methods=["GET", "POST"])
@requires("api_token:rotate")
@fresh
def rotate(token_id: UUID) -> ResponseReturnValue:
    """Make a new secret for a token, after asking."""
    token = queries.token(acting_user(), token_id)
    require(acting_user(), "api_token:rotate", token)
    check_possible(TOKENS, "rotate", token)
    form = BaseForm()
    if form.validate_on_submit():
        secret = services.rotate(token, actor=acting_user())
        db.session.commit()
        return _shown(token.name, secret)
    return page("api/rotate.html", form=form, token=token)


@bp.route("/<uuid:token_id>/revoke", methods=["GET", "POST"])
@requires("api_token:revoke")
def revoke(token_id: UUID) -> ResponseReturnValue:
    """Take a token back, after asking."""
    token = queries.token(acting_user(), token_id)
    check_possible(TOKENS, "revoke", token)
    form = BaseForm()
    if form.validate_on_submit():
        services.revoke(token, actor=acting_user())
        flash(_("Der Schlüssel ist gesperrt."), "success")
        return done(url_for("tokens.index"))
    return page("api/revoke.html", form=form, token=token)
