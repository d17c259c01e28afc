"""What was done for companies and waits for their word: the list of the employer service, and the letter."""

from uuid import UUID

from flask import flash, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.core import db, paging, pdf
from portal.core.deeds import is_done
from portal.core.permissions import require
from portal.core.web import acting_user, done, page, requires
from portal.organisations import queries
from portal.organisations.forms import ReasonForm
from portal.organisations.forms import instructions as forms
from portal.organisations.mails import told_of
from portal.organisations.services import behalf, letters
from portal.organisations.views.companies import bp


@bp.route("/instructions")
@requires("instruction:view")
def instructions() -> ResponseReturnValue:
    """List what was done for companies and waits for their word."""
    found, total = queries.waiting(acting_user(), page=paging.number())
    return page("organisations/instructions.html", found=found, told=told_of, words=forms, **paging.of(total))


@bp.route("/instructions/<uuid:instruction_id>/settle", methods=["GET", "POST"])
@requires("instruction:settle")
def settle(instruction_id: UUID) -> ResponseReturnValue:
    """Close what was cleared up with the company, saying how."""
    one = queries.instruction(acting_user(), instruction_id)
    require(acting_user(), "instruction:settle", one)
    form = ReasonForm(obj=one)
    if form.validate_on_submit() and is_done(
        form, lambda: behalf.settle(one, actor=acting_user(), reason=form.reason.data)
    ):
        flash(_("Das ist erledigt."), "success")
        return done(url_for("organisations.instructions"))
    one = queries.instruction(acting_user(), instruction_id)
    return page("organisations/settle.html", one=one, told=told_of, form=form, words=forms)


@bp.route("/<uuid:organisation_id>/letter", methods=["POST"])
@requires("company:print_letter")
def letter(organisation_id: UUID) -> ResponseReturnValue:
    """Print what waits for the company's word, with a new code; an older letter's code goes on opening its answer."""
    company = queries.company(acting_user(), organisation_id)
    paper = letters.confirmation_letter(company, actor=acting_user())
    db.session.commit()
    return pdf.shown(paper, company.number)
