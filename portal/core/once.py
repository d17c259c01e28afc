"""Double clicks: what a form came to is remembered for a moment, and its second half is sent to the same place."""

import hashlib
from datetime import datetime, timedelta

from flask import request
from sqlalchemy import String, delete, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from portal.core import clock, db
from portal.core.db import Base

DOUBLE_CLICK = timedelta(seconds=20)
"""How long the same sending counts as the same click; afterwards somebody means it."""


class AnsweredForm(Base):
    """A form that was carried out, and where its sender was sent to."""

    __tablename__ = "answered_form"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    url: Mapped[str] = mapped_column(String(2000))
    answered_at: Mapped[datetime] = mapped_column(index=True)


def commit(url: str) -> str:
    """Keep what the form did and give where to go; a second half leaves nothing and goes where the first went."""
    digest, now = _digest(), clock.now()
    if digest is None:
        db.session.commit()
        return url
    db.session.flush()  # what the deed runs into is the deed's own error
    _forget(AnsweredForm.digest == digest)
    try:
        db.session.execute(insert(AnsweredForm).values(digest=digest, url=url, answered_at=now))
        db.session.commit()
    except IntegrityError:  # the first half was quicker, perhaps in another process
        db.session.rollback()
        return answer() or url
    return url


def answer() -> str | None:
    """Give where the first half of this click was sent to, if there was one."""
    digest = _digest()
    young = AnsweredForm.answered_at >= clock.now() - DOUBLE_CLICK
    return db.session.scalar(select(AnsweredForm.url).where(AnsweredForm.digest == digest, young)) if digest else None


def forget() -> None:
    """Drop what is too old to be a double click; a job."""
    with db.transaction():
        _forget()


def _forget(*which: object) -> None:
    old = AnsweredForm.answered_at < clock.now() - DOUBLE_CLICK
    db.session.execute(delete(AnsweredForm).where(old, *which))  # type: ignore[arg-type]


def _digest() -> str | None:
    """Hash the address and all that was sent: its token tells the session and the second the page was shown."""
    if request.method != "POST" or "csrf_token" not in request.form:
        return None
    files = [(name, file.filename) for name, file in request.files.items(multi=True)]
    sent = (request.path, request.content_length, list(request.form.items(multi=True)), files)
    return hashlib.sha256(repr(sent).encode()).hexdigest()
