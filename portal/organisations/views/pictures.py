"""A company's logo and photo: the form of its admins, and the pictures as everybody may see them."""

from contextlib import closing
from uuid import UUID

from flask import flash, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.core import permissions
from portal.core.deeds import is_done
from portal.core.errors import NotFound
from portal.core.pictures import MEDIA_TYPE
from portal.core.web import acting_user, done, page, public, requires
from portal.organisations import queries
from portal.organisations.forms.pictures import PictureForm
from portal.organisations.models import Organisation
from portal.organisations.services import pictures
from portal.organisations.services.pictures import Picture
from portal.organisations.views.companies import bp


@bp.route("/pictures/<key>")
@public
def picture(key: str) -> ResponseReturnValue:
    """Hand out the picture of a verified company; its address is of this very picture, so it may be kept for ever."""
    if not queries.is_shown_picture(key):
        raise NotFound
    answer = send_file(pictures.opened(key), mimetype=MEDIA_TYPE)
    answer.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    answer.headers["Content-Disposition"] = "inline"
    return answer


@bp.route("/<uuid:organisation_id>/<any(logo, photo):kind>", methods=["GET", "POST"])
@requires("company:edit")
def change_picture(organisation_id: UUID, kind: str) -> ResponseReturnValue:
    """Change or remove the logo or photo of a company."""
    company = queries.company(acting_user(), organisation_id)
    permissions.require(acting_user(), "company:edit", company)
    if request.method == "POST" and "remove" in request.form:
        return _leave(company, pictures.remove(company, kind, actor=acting_user()))
    form = PictureForm(version=company.version, text=getattr(company, f"{kind}_text"))
    former: list[str | None] = []
    if form.validate_on_submit() and is_done(form, lambda: former.append(_put(company, kind, form))):
        return _leave(company, former[0])
    company = queries.company(acting_user(), organisation_id)
    return page("organisations/picture.html", company=company, kind=kind, form=form)


def _put(company: Organisation, kind: str, form: PictureForm) -> str | None:
    form.check_version(company)
    with closing(form.file.data.stream) as stream:
        return pictures.put(company, kind, Picture(stream, form.text.data or ""), actor=acting_user())


def _leave(company: Organisation, former: str | None) -> ResponseReturnValue:
    flash(_("Die Angaben sind gespeichert."), "success")
    answer = done(url_for("organisations.show", organisation_id=company.id))
    pictures.forget(former)
    return answer
