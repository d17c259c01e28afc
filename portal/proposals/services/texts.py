"""The deeds with a company's own short texts."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l

from portal.core import db
from portal.core.actor import Actor
from portal.core.errors import GuardRefused
from portal.core.permissions import require
from portal.proposals.models import TextBlock
from portal.proposals.queries import texts

MOST_TEXTS = 40


def add(content: Mapping[str, Any], *, actor: Actor, text_id: UUID) -> None:
    """Keep a new text of the own company; each id comes once."""
    if db.session.get(TextBlock, text_id) is not None:
        return
    if len(texts.texts_of(actor)) >= MOST_TEXTS:
        raise GuardRefused(_l("Mehr als 40 Texte passen nicht. Bitte löschen Sie zuerst einen."))
    made = TextBlock(id=text_id, organisation_id=actor.company_id, **content)
    require(actor, "text_block:edit", made)
    db.session.add(made)


def change(text: TextBlock, content: Mapping[str, Any], *, actor: Actor) -> None:
    """Write a text anew."""
    require(actor, "text_block:edit", text)
    for column, value in content.items():
        setattr(text, column, value)


def remove(text: TextBlock, *, actor: Actor) -> None:
    """Delete a text; where it was put in, it stays."""
    require(actor, "text_block:edit", text)
    db.session.delete(text)
