"""What happens around every request: its arguments, language, kind of transaction, headers, the end of the session."""

import contextlib
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

from flask import Blueprint, Flask, Request, current_app, g, redirect, request, session
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import DBAPIError
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.exceptions import NotFound as NoSuchPage
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.routing import RequestRedirect
from werkzeug.utils import cached_property
from werkzeug.wrappers import Response

from portal.core import audit, db, forms, i18n, links, permissions, refusals, web
from portal.core.errors import NotFound

CSP = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
}
READING = ("GET", "HEAD", "OPTIONS")
MOST_OF_AN_ARGUMENT = 2000
bp = Blueprint("core", __name__)


class CleanRequest(Request):
    """A request whose address is as clean as our forms (`BaseForm`): no NUL, no control, no bidi sign, no novel."""

    @cached_property
    def args(self) -> ImmutableMultiDict[str, str]:
        """Give the arguments of the address."""
        text = self.query_string.decode("utf-8", "replace")  # werkzeug fails on what is no UTF-8
        pairs = parse_qsl(text, keep_blank_values=True)
        return ImmutableMultiDict((name, str(forms.clean(value))[:MOST_OF_AN_ARGUMENT]) for name, value in pairs)


def init_app(app: Flask) -> None:
    """Attach the hooks, error pages and template names every page relies on."""
    app.before_request(_begin)
    app.after_request(_finish)
    app.teardown_appcontext(_end)
    app.context_processor(_names)
    app.jinja_env.globals.update(
        static_url=web.static_url, this_page=web.this_page, public_url=web.public_url, may=_may
    )
    app.register_blueprint(bp)
    refusals.init_app(app)


@bp.route("/l/<token>", methods=["GET", "POST"])
@web.public_form
def link(token: str) -> ResponseReturnValue:
    """Open a personal link; the token is its own CSRF guard."""
    return links.open_page(token)


@bp.route("/l/<token>/again", methods=["GET", "POST"])
@web.public_form
def link_again(token: str) -> ResponseReturnValue:
    """Send a new link in place of a dead one to the address on file; everybody gets the same answer."""
    if request.method == "POST":
        links.send_again(token)
        db.session.commit()
    return web.page("errors/link_again.html", is_sent=request.method == "POST", action=request.path)


def _begin() -> ResponseReturnValue | None:
    db.writes.set(request.method not in READING)
    _choose_language()
    if web.publicity() == "page":
        session.clear()  # never saved here, so nothing is lost; nobody's notices may enter a page that caches keep
    _check_shape()
    if isinstance(request.routing_exception, RequestRedirect):
        return redirect(_local(request.routing_exception.new_url), code=308)
    plain = request.path.rstrip("/")
    if isinstance(request.routing_exception, NoSuchPage) and plain != request.path and _is_page(plain):
        return redirect(_local(f"{quote(plain)}?{quote(request.query_string, safe=web.SAFE_IN_QUERY)}"), code=308)
    return None


def _is_page(path: str) -> bool:
    adapter = current_app.create_url_adapter(request)
    return adapter is not None and adapter.test(path, "GET")


def _choose_language() -> None:
    """Read the language off the address; a page nobody works in leaves the choice to who reads."""
    named = request.environ.get("portal.language")
    if named in [language.code for language in web.languages()]:
        g.language = named
    elif web.publicity() and not _is_personal():
        g.language = "de"


def _is_personal() -> bool:
    return request.path.startswith(("/l/", "/reset/"))


def _check_shape() -> None:
    if forms.CONTROLS.search(request.path):
        raise NotFound
    is_plain_form = request.mimetype == "application/x-www-form-urlencoded"
    if is_plain_form and (request.content_length or 0) > current_app.config["MAX_FORM_MEMORY_SIZE"]:
        raise RequestEntityTooLarge  # werkzeug bounds only the parts of forms with files


def _local(url: str) -> str:
    """Take the host off an address, since the Host header can be forged, and put the language back."""
    parts = urlsplit(url)
    path = parts.path if "portal.language" not in request.environ else web.localised(parts.path, i18n.current().code)
    return f"{path}?{parts.query}" if parts.query else path


def _finish(response: Response) -> Response:
    if db.session.registry.has():
        audit.keep_reads(db.session())
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Content-Language", i18n.current().tag)
    if _is_personal():
        response.headers.update({"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow"})
        if response.location and response.location.startswith(request.path):
            response.location = _local(response.location)  # whoever chose a language keeps it after a deed
    if current_app.config["SESSION_COOKIE_SECURE"]:
        response.headers.setdefault("Strict-Transport-Security", "max-age=63072000; includeSubDomains")
    return _cache(response)


def _cache(response: Response) -> Response:
    is_page = web.publicity() == "page" and request.method in READING and response.status_code in (200, 304)
    if not is_page:
        response.headers["Cache-Control"] = "no-store"
        return response
    response.headers.setdefault("Cache-Control", "public, max-age=60")
    if not response.direct_passthrough:
        response.add_etag()
    response.make_conditional(request.environ)
    return response


def _end(_error: BaseException | None) -> None:
    with contextlib.suppress(DBAPIError):  # a dead database must not hide the answer that says so
        db.session.remove()
    db.writes.set(True)


def _names() -> dict[str, Any]:
    language = i18n.current()
    return {"lang": language.tag, "dir": language.direction}


def _may(action: str, record: Any = None) -> bool:
    return permissions.may(web.acting_user(), action, record)
