"""The door of programs: whose key it is, what it opens, what they send and get, in which language refusals are told."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial, wraps
from json import dumps
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, g, request
from flask_babel import lazy_gettext as _l
from flask_babel import refresh
from pydantic import BaseModel, ValidationError

from portal.api import queries
from portal.api.forms.shapes import unfit
from portal.api.queries import Bearer
from portal.api.rules import TokenScope
from portal.api.services import answers, tokens
from portal.core import clock, db, i18n, permissions
from portal.core.actor import NOBODY, Actor
from portal.core.afterwards import afterwards
from portal.core.errors import NotAllowed, PortalError
from portal.core.requests import READING
from portal.core.web import acting_user, public

MOST_BYTES = 256 * 1024
"""An offer with everything it can say needs a tenth of it."""
LONGEST_KEY = 100
KEY, REPLAYED = "Idempotency-Key", "Idempotency-Replayed"
bp = Blueprint("api", __name__, url_prefix="/api/v1")
Said = tuple[BaseModel, int]


class KeyMissing(PortalError):
    """No key came along, or one that opens nothing."""

    status = 401
    message = _l("Bitte senden Sie einen gültigen Schlüssel mit.")


class ScopeMissing(NotAllowed):
    """The key is good, but was not made for this."""

    message = _l("Dafür ist dieser Schlüssel nicht gemacht. Bitte legen Sie einen an, der das darf.")


class KeyTooLong(PortalError):
    """An `Idempotency-Key` that is empty or longer than is kept."""

    status = 400
    message = _l("Der Idempotency-Key braucht 1 bis 100 Zeichen.")


@dataclass(frozen=True)
class Needs:
    """What a door asks for: the permission of the key's maker, and the scope of the key."""

    action: str
    scope: TokenScope


@dataclass(frozen=True)
class Endpoint:
    """A door as the description of the interface names it."""

    method: str
    path: str
    name: str
    about: str
    answer: type[BaseModel]
    sends: type[BaseModel] | None
    needs: Needs | None
    status: int


ENDPOINTS: list[Endpoint] = []


def load_actor() -> Actor:
    """Give whoever the key of this request belongs to; a session or a cookie opens nothing here."""
    kind, _space, secret = request.headers.get("Authorization", "").partition(" ")
    found = queries.bearer(secret) if kind.lower() == "bearer" and secret.strip() else None
    if found is None:
        return NOBODY
    g.bearer = found
    if found.last_used_on != clock.today():
        _note_use(found.token_id)
    return found.actor


def _note_use(token_id: UUID) -> None:
    """Note the day of use: with the deed, or after what is only read was sent."""
    if request.method in READING:
        afterwards(partial(tokens.note_use, token_id))
    else:
        tokens.note_use(token_id)


def bearer() -> Bearer:
    """Give the key of this request. Raises: KeyMissing."""
    if acting_user() is NOBODY:
        raise KeyMissing
    found: Bearer = g.bearer
    return found


def endpoint(
    method: str,
    path: str,
    answer: type[BaseModel],
    *,
    needs: Needs | None = None,
    sends: type[BaseModel] | None = None,
    status: int = 200,
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Open a door: to a key with its scope, or without `needs` to everybody; what is sent arrives as `sent`.

    A deed is committed here, with its answer where the program gave it a key of its own.
    """

    def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def open_door(**values: Any) -> Response:
            if needs is not None:
                _check(bearer(), needs)
            if sends is not None:
                values["sent"] = _read(sends)
            if method == "GET":
                return _reply(view(**values).model_dump(mode="json", warnings=False), status)
            return _once(lambda: (view(**values), status))

        name = view.__name__
        about = (view.__doc__ or "").strip()
        ENDPOINTS.append(Endpoint(method, path, name, about, answer, sends, needs, status))
        if needs is not None:
            open_door.permission = needs.action  # type: ignore[attr-defined]
        bp.add_url_rule(path, name, open_door if needs else public(open_door), methods=[method])
        return view

    return decorate


def _check(key: Bearer, needs: Needs) -> None:
    if needs.scope not in key.scopes:
        raise ScopeMissing
    if not permissions.may(key.actor, needs.action):
        raise NotAllowed


def _read(shape: type[BaseModel]) -> BaseModel:
    request.get_json()  # refuses what is no JSON, or does not say that it is
    try:
        return shape.model_validate_json(request.get_data(), strict=True)  # "yes" is no truth value
    except ValidationError as error:
        raise unfit(error) from error


def _once(deed: Callable[[], Said]) -> Response:
    """Do a deed and keep it; sent again with the same key it is answered as before, and not done again."""
    key = request.headers.get(KEY)
    if key is None:
        said, status = deed()
        db.session.commit()
        return _reply(said.model_dump(mode="json", warnings=False), status)
    if not 0 < len(key) <= LONGEST_KEY:
        raise KeyTooLong
    claim = answers.claim(bearer().token_id, key, (request.method, request.path, request.get_data()))
    if claim.status is not None:
        return _reply(claim.body, claim.status, {REPLAYED: "true"})
    said, status = deed()
    answers.settle(claim, status, said.model_dump(mode="json", warnings=False))
    db.session.commit()
    return _reply(claim.body, status)


def _reply(body: Any, status: int, headers: dict[str, str] | None = None) -> Response:
    response = Response(dumps(body, ensure_ascii=False), status=status, mimetype="application/json")
    response.headers.update({"Content-Language": "de", **(headers or {})})  # companies write German
    return response


@bp.before_request
def _prepare() -> None:
    """Bound what is read, and refuse in the language that was asked for, whatever the owner of the key reads."""
    request.max_content_length = MOST_BYTES
    if wanted := i18n.asked_for(i18n.FULL):
        g.language = wanted
        refresh()
