"""The public door for companies: sign-up on one page, and what comes after it."""

from flask.typing import ResponseReturnValue

from portal.accounts.services.passwords import hash_password
from portal.core import i18n
from portal.core.web import done, page, public, public_form, public_url
from portal.organisations.forms import SignUpForm
from portal.organisations.services import companies
from portal.organisations.services.companies import Person
from portal.organisations.views.companies import bp


@bp.route("/sign-up", methods=["GET", "POST"])
@public_form
def sign_up() -> ResponseReturnValue:
    """Sign a company up; the answer is the same whether address and number are known or not."""
    form = SignUpForm()
    if form.validate_on_submit():
        hashed = hash_password(form.password.data or "")
        locale = i18n.full(i18n.current().code)
        person = Person(form.contact_name.data or "", form.contact_email.data or "", hashed, locale)
        companies.sign_up(form.new_id, form.company(), person)
        return done(public_url("organisations.signed_up"))
    return page("organisations/sign_up.html", form=form)


@bp.route("/signed-up")
@public
def signed_up() -> ResponseReturnValue:
    """Say what happens next."""
    return page("organisations/signed_up.html")


@bp.route("/objected")
@public
def objected() -> ResponseReturnValue:
    """Thank a company for its objection."""
    return page("organisations/objected.html")


@bp.route("/left-alone")
@public
def left_alone() -> ResponseReturnValue:
    """Tell a company that it will not be written to again."""
    return page("organisations/left_alone.html")
