"""A company's own short texts as they are read."""

from uuid import UUID

from sqlalchemy import select

import portal.proposals.policy  # noqa: F401 - declares the permissions asked for here
from portal.core import db
from portal.core.actor import Actor
from portal.core.permissions import visible_or_404, where
from portal.proposals.models import TextBlock
from portal.proposals.rules import TextUse


def texts_of(actor: Actor, use: TextUse | None = None) -> list[TextBlock]:
    """Give the texts of the company somebody acts for, by name; for one use if it is named."""
    query = select(TextBlock).where(where(actor, "text_block:view"))
    if use is not None:
        query = query.where(TextBlock.use == use)
    return list(db.session.scalars(query.order_by(TextBlock.use, TextBlock.title, TextBlock.id)))


def text(actor: Actor, text_id: UUID) -> TextBlock:
    """Give a text of the own company. Raises: NotFound."""
    return visible_or_404(TextBlock, text_id, actor, "text_block:edit")
