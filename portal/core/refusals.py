"""What the reader is told when something goes wrong: one page per kind of error, also when the database is down."""

import contextlib
from collections.abc import Callable
from typing import Any

import structlog
from flask import Flask, current_app, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, IntegrityError, InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, Unauthorized

from portal.core import db, i18n, once, problems
from portal.core.actor import NOBODY
from portal.core.errors import PortalError, StaleVersion

PAGES = {400, 403, 404, 405, 409, 413, 422, 429, 500, 503}
DATABASE_AWAY = (OperationalError, InterfaceError, NoConnectionFree)
RETRY_SECONDS = 30
OPEN_AGAIN_SECONDS = 300
log = structlog.get_logger()


def init_app(app: Flask) -> None:
    """Answer every error with a page."""
    handlers: tuple[tuple[type[Exception], Callable[[Any], ResponseReturnValue]], ...] = (
        (PortalError, _refused),
        (StaleDataError, _late),
        (IntegrityError, _late),
        (DataError, _unfit),
        (OverflowError, _unfit),
        *((kind, _away) for kind in DATABASE_AWAY),
        (CSRFError, _forged),
        (Unauthorized, _sign_in_first),
        (HTTPException, _http_error),
    )
    for kind, handler in handlers:
        app.register_error_handler(kind, handler)
    if not app.testing:  # a test shall see the error itself
        app.register_error_handler(Exception, _unexpected)


def _refused(error: PortalError) -> ResponseReturnValue:
    _roll_back()
    if earlier := once.answer():
        return redirect(earlier, code=303)
    if problems.is_program():
        return problems.answer(error.status, detail=str(error.message), **getattr(error, "more", {}))
    mine, theirs = getattr(error, "mine", None), getattr(error, "theirs", None)
    return _page(error.status, message=error.message, mine=mine, theirs=theirs)


def _late(error: StaleDataError | IntegrityError) -> ResponseReturnValue:
    log.warning("late", path=request.endpoint, error=type(error).__name__)
    return _refused(StaleVersion())


def _unfit(error: DataError | OverflowError) -> ResponseReturnValue:
    """Answer to what no form refused but the database does: a number too large, a text too long."""
    log.warning("unfit", path=request.endpoint, error=type(error).__name__)
    _roll_back()
    return _page(422)


def _away(error: Exception) -> ResponseReturnValue:
    log.error("database_unavailable", path=request.endpoint, error=type(error).__name__)
    _roll_back()
    return _page(503, {"Retry-After": str(RETRY_SECONDS)})


def _forged(_error: CSRFError) -> ResponseReturnValue:
    if earlier := once.answer():  # the first half of this click has ended its token, as a change of company does
        return redirect(earlier, code=303)
    return _page(400)


def _sign_in_first(_error: Unauthorized) -> ResponseReturnValue:
    if problems.is_program():
        return problems.answer(401)
    here = request.full_path.rstrip("?") if request.method == "GET" else "/"
    return redirect(url_for("security.login", next=here), code=303)


def _http_error(error: HTTPException) -> ResponseReturnValue:
    original = getattr(error, "original_exception", None)
    if isinstance(original, DATABASE_AWAY):  # met where no handler stands: while a page was being finished
        return _away(original)
    _roll_back()
    headers = {name: value for name, value in error.get_headers() if name != "Content-Type"}  # Allow, Retry-After
    return _page(error.code or 500, headers)


def _unexpected(error: Exception) -> ResponseReturnValue:
    log.error("unexpected", path=request.endpoint, error=type(error).__name__, exc_info=error)
    _roll_back()
    return _page(500)


def _roll_back() -> None:
    with contextlib.suppress(SQLAlchemyError):  # a dead database has nothing to take back
        db.session.rollback()


def _page(code: int, headers: dict[str, str] | None = None, **context: Any) -> ResponseReturnValue:
    if problems.is_program():
        return problems.answer(code, headers)
    template = f"errors/{code if code in PAGES else 500 if code >= 500 else 400}.html"
    return (_bare(template) if code >= 500 else render_template(template, **context)), code, headers or {}


def closed() -> ResponseReturnValue:
    """Say that the portal is being worked on, and when to look again."""
    return _bare("errors/maintenance.html"), 503, {"Retry-After": str(OPEN_AGAIN_SECONDS)}


def _bare(template: str) -> str:
    """Render without what pages have around them: that asks the database, and may be the very thing that failed."""
    g.setdefault("actor", NOBODY)
    language = i18n.current()
    return current_app.jinja_env.get_template(template).render(lang=language.tag, dir=language.direction)
