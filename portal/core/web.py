"""What every view needs: who acts, who may, one way to show a page and one way to finish a deed."""

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache, wraps
from typing import Any, ParamSpec, TypeVar
from urllib.parse import quote

from flask import Flask, Response, current_app, g, redirect, render_template, request, url_for
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from itsdangerous import URLSafeTimedSerializer
from werkzeug.exceptions import Unauthorized

from portal.config import SHARE
from portal.core import i18n, once, permissions
from portal.core.actor import NOBODY, Actor
from portal.core.errors import NotAllowed, NotFound

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")


def requires(action: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Ask for a permission at the door; the service asks again with the record in hand."""

    def decorate(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            if acting_user() is NOBODY:
                raise Unauthorized
            if not permissions.may(acting_user(), action):
                raise _refusal(action)
            return view(*args, **kwargs)

        guarded.permission = action  # type: ignore[attr-defined]
        return guarded

    return decorate


def _refusal(action: str) -> NotAllowed:
    """Say what to do about a door that is closed only while one acts for a company."""
    if permissions.may(replace(acting_user(), on_behalf_of=None), action):
        return NotAllowed(_("Sie handeln gerade für einen Betrieb. Beenden Sie das zuerst."))
    return NotAllowed()


def public(view: Callable[P, R]) -> Callable[P, R]:
    """Open a page to everybody: no cookie, cacheable, the same for whoever reads it."""
    view.public = "page"  # type: ignore[attr-defined]
    return view


def public_form(view: Callable[P, R]) -> Callable[P, R]:
    """Open a page with a form to everybody: it needs a cookie for its CSRF token and is not cached."""
    view.public = "form"  # type: ignore[attr-defined]
    return view


def publicity() -> str | None:
    """Tell whether this request's endpoint is public: `page`, `form` or not at all."""
    view = current_app.view_functions.get(request.endpoint or "")
    return getattr(view, "public", None)


def languages() -> Sequence[i18n.Language]:
    """Give the languages there are of what is asked for: all of a public page and of an error, else the full ones."""
    offered: Sequence[i18n.Language] | None = g.get("languages")
    return offered or (i18n.LANGUAGES if request.endpoint is None or publicity() else i18n.FULL)


def acting_user() -> Actor:
    """Give whoever acts in this request, loaded once with the active membership."""
    if "actor" not in g:
        loader: Callable[[], Actor] | None = current_app.extensions.get("portal.load_actor")
        g.actor = loader() if loader and publicity() != "page" else NOBODY
    actor: Actor = g.actor
    return actor


def act_as(actor: Actor) -> None:
    """Let the holder of a personal link act for the rest of this request."""
    g.actor = actor


def signer(salt: str) -> URLSafeTimedSerializer:
    """Give what signs a value that a browser brings back: with the newest key, and reads with any that is known.

    Args: salt: what it is for, so that nothing signed for another purpose is taken.
    """
    keys = [*reversed(current_app.config["SECRET_KEY_FALLBACKS"]), current_app.config["SECRET_KEY"]]
    return URLSafeTimedSerializer(keys, salt=salt)


def get_or_404(record: T | None) -> T:
    """Give the record, or say that there is none."""
    if record is None:
        raise NotFound
    return record


def page(template: str, *, status: int | None = None, **context: Any) -> ResponseReturnValue:
    """Render a page; a form with errors answers 422, so that scripts and tests see the refusal too."""
    form = context.get("form")
    failed = form is not None and bool(form.errors)
    return render_template(template, **context), status or (422 if failed else 200)


def done(url: str) -> ResponseReturnValue:
    """Keep everything the deed wrote, in one transaction, and send the reader on; a double click counts once."""
    return redirect(once.commit(url), code=303)


_OUR_ADDRESS = re.compile(r"/(?!/)[^\x00-\x20\x7f\\]{0,1999}")
"""One slash; no sign that browsers drop or turn into a slash, since two slashes name another host."""


def safe_next(default: str) -> str:
    """Give the address the reader came for, if it is one of ours."""
    target = request.args.get("next") or request.form.get("next") or ""
    return target if _OUR_ADDRESS.fullmatch(target) else default


def public_url(endpoint: str, **values: Any) -> str:
    """Build the address of a public page in the language being read."""
    return localised(url_for(endpoint, **values), i18n.current().code)


def localised(path: str, code: str) -> str:
    """Put the language's prefix before a path, which is quoted already."""
    prefix = i18n.BY_CODE[code].prefix
    return f"/{prefix}{path}" if prefix else path


def this_page() -> str:
    """Give the path of this page, in the language its address names, if it names one."""
    path = quote(request.path)
    return localised(path, i18n.current().code) if "portal.language" in request.environ else path


@cache
def _fingerprint(path: str) -> str:
    return hashlib.sha256((SHARE / "static" / path).read_bytes()).hexdigest()[:12]


def static_url(path: str) -> str:
    """Give a static file's address with its fingerprint, so that browsers keep it for a year."""
    return f"/static/{path}?v={_fingerprint(path)}"


class QuietSessions(SecureCookieSessionInterface):
    """Cookie sessions that leave public pages alone: no cookie, no `Vary: Cookie`, so that they can be cached."""

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Save everywhere but on public pages (Flask-Principal reads the session there too)."""
        if publicity() != "page":
            super().save_session(app, session, response)


class LanguagePrefix:
    """WSGI: take the language off the front of the address (`/en/…`), so that routes exist once."""

    def __init__(self, application: Any) -> None:
        """Wrap the application."""
        self.application = application

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        """Hand the language on in the environment."""
        path = environ.get("PATH_INFO", "").lstrip("/")
        first, _, rest = path.partition("/")
        if first and first in i18n.BY_PREFIX:
            environ["portal.language"] = i18n.BY_PREFIX[first].code
            path = rest.lstrip("/")
        environ["PATH_INFO"] = f"/{path}"  # two slashes at the front would name a host in our own links
        return self.application(environ, start_response)


SAFE_IN_QUERY = "%&=+/?:@!$'()*,;-._~"


def languages_of_page() -> list[dict[str, Any]]:
    """List the languages of this page for the switcher: own names, the same page in each."""
    path = quote(request.path)
    query = f"?{quote(request.query_string, safe=SAFE_IN_QUERY)}" if request.query_string else ""
    shown = i18n.current().code
    return [
        {
            "code": language.tag,
            "label": language.label,
            "url": localised(path, language.code) + query,
            "current": language.code == shown,
        }
        for language in languages()
    ]
