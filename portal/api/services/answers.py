"""Deeds that are sent again: what each was answered, under the key its program gave it."""

import hashlib
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy.exc import IntegrityError

from portal.api import queries
from portal.api.models import ApiAnswer
from portal.core import db
from portal.core.errors import PortalError


class KeyReused(PortalError):
    """The key stands for another deed already."""

    message = _l(
        "Diesen Idempotency-Key haben Sie schon für eine andere Anfrage benutzt. Bitte wählen Sie einen neuen."
    )


def claim(token_id: UUID, key: str, sent: tuple[str, str, bytes]) -> ApiAnswer:
    """Take a key for a deed, or give what the deed was answered before; of two at once the later one waits here.

    Args: sent: method, path and body. Raises: KeyReused: the key came with something else.
    """
    hashed = hashlib.sha256(repr(sent).encode()).hexdigest()
    known = queries.answer(token_id, key)
    if known is None:
        known = _take(token_id, key, hashed)
    if known.request_hash != hashed:
        raise KeyReused
    return known


def _take(token_id: UUID, key: str, hashed: str) -> ApiAnswer:
    row = ApiAnswer(token_id=token_id, key=key, request_hash=hashed)
    db.session.add(row)
    try:
        db.session.flush()
    except IntegrityError:  # the other half was quicker
        db.session.rollback()
        return _take(token_id, key, hashed) if (known := queries.answer(token_id, key)) is None else known
    return row


def settle(row: ApiAnswer, status: int, body: dict[str, Any]) -> None:
    """Keep what a deed was answered."""
    row.status, row.body = status, body
    db.session.flush()
