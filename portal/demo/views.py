"""The page of mails of the demo, which sends none: only on this machine, and nowhere but in the demo."""

from ipaddress import ip_address
from uuid import UUID

from flask import Blueprint, current_app, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from portal.core import db, outbox, paging
from portal.core.errors import NotFound
from portal.core.outbox import OutboxMail
from portal.core.web import get_or_404, page, public_form

bp = Blueprint("demo", __name__, url_prefix="/demo")


@bp.before_request
def only_here() -> None:
    """Hide the page from everybody who does not sit at this machine."""
    if not current_app.config["PORTAL_DEMO"] or not ip_address(request.remote_addr or "::").is_loopback:
        raise NotFound


@bp.route("/mail")
@public_form
def mails() -> ResponseReturnValue:
    """List what was mailed, newest first."""
    mails, total = paging.rows(
        select(OutboxMail).order_by(OutboxMail.created_at.desc(), OutboxMail.id.desc()), paging.number()
    )
    return page("demo/mails.html", mails=mails, **paging.of(total))


@bp.route("/mail/<uuid:mail_id>")
@public_form
def mail(mail_id: UUID) -> ResponseReturnValue:
    """Show one mail with its links, as its reader would have got it."""
    row = get_or_404(db.session.get(OutboxMail, mail_id))
    return page("demo/mail.html", mail=row, body=outbox.opened(row))
