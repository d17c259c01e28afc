"""The page of the link that proves an address: GET asks, POST confirms, since mail scanners follow every link."""

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts.models import User
from portal.accounts.services import users
from portal.core import db, links
from portal.core.links import PersonalLink
from portal.core.web import done, page


@links.page("confirm")
def confirm(link: PersonalLink, _token: str) -> ResponseReturnValue:
    """Confirm the address this link was sent to."""
    if request.method == "POST":
        users.confirm(db.session.get_one(User, link.record_id), link)
        flash(_("Danke, Ihre E-Mail-Adresse ist bestätigt. Sie können sich jetzt anmelden."), "success")
        return done(url_for("security.login"))
    return page("accounts/confirm.html")
