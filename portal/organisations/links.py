"""Pages of personal links around companies: accept an invitation, object to what was done for the company."""

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts import queries as accounts
from portal.accounts.models import Invitation, User
from portal.accounts.services import invitations
from portal.accounts.services.passwords import hash_password, is_password_of
from portal.core import db, i18n, links
from portal.core.actor import Role
from portal.core.errors import LinkOver
from portal.core.forms import BY_LINK, as_choices
from portal.core.links import PersonalLink
from portal.core.web import done, page
from portal.organisations import queries
from portal.organisations.forms import ROLES, AcceptForm, JoinForm
from portal.organisations.forms.instructions import LetterForm, ObjectionForm
from portal.organisations.mails import LETTER, OBJECTION, REVIEW, TIP, told_of
from portal.organisations.models import Instruction, Office, Organisation
from portal.organisations.services import behalf, reviews
from portal.organisations.services import tips as tip_services
from portal.organisations.workflow import WORKFLOW


@links.page("invitation")
def accept(link: PersonalLink, _token: str) -> ResponseReturnValue:
    """Accept an invitation: whoever has a confirmed account shows that it is theirs, others choose a password."""
    invitation = invitations.for_link(link)
    user = accounts.by_email(invitation.email)
    known = user if user is not None and user.confirmed_at is not None else None
    form = JoinForm(meta={"csrf": False}) if known else AcceptForm(name=invitation.name, meta={"csrf": False})
    if request.method == "POST" and form.validate() and _is_right(form, known, link):
        hashed = None if known else hash_password(form.password.data or "")
        invitations.accept(invitation, name=None if known else form.name.data, hashed_password=hashed)
        flash(_("Willkommen. Bitte melden Sie sich jetzt an."), "success")
        return done(url_for("security.login"))
    home = _home(invitation)
    return page(
        "organisations/accept.html", invitation=invitation, home=home, form=form, is_known=bool(known), roles=ROLES
    )


def _is_right(form: AcceptForm | JoinForm, known: User | None, link: PersonalLink) -> bool:
    if known is None or is_password_of(known, form.password.data or ""):
        return True
    links.count_wrong_try(link)
    done(request.path)  # the page says what is wrong, and the try counts
    form.password.errors = [_("Das Passwort stimmt nicht. Sie können es zurücksetzen und danach hier weitermachen.")]
    return False


@links.page(OBJECTION)
def object_to(link: PersonalLink, _token: str) -> ResponseReturnValue:
    """Say that the company wanted what was done for it, or that it did not."""
    form = ObjectionForm(meta=BY_LINK)
    if request.method == "POST" and form.validate():
        if request.form.get("answer") == "right":
            behalf.confirm(link)
        else:
            behalf.object_to(link, text=form.text.data)
        return done(url_for("organisations.objected"))
    return page("organisations/object_to.html", one=queries.of_event(link.record_id), told=told_of, form=form)


@links.page(LETTER)
def answer_letter(link: PersonalLink, _token: str) -> ResponseReturnValue:
    """Say of all that a letter lists what is wrong, if anything is."""
    asked = queries.unanswered(link.record_id, until=link.created_at)
    if not asked:
        return page("organisations/objected.html")
    form = LetterForm(meta=BY_LINK)
    form.wrong.choices = as_choices({one.id: _asked_of(one) for one in asked})
    if request.method == "POST" and form.validate():
        behalf.answer_letter(link, form.wrong_ids, text=form.text.data)
        return done(url_for("organisations.objected"))
    return page("organisations/letter.html", form=form, company=db.session.get_one(Organisation, link.record_id))


@links.page(TIP)
def leave_alone(link: PersonalLink, _token: str) -> ResponseReturnValue:
    """Leave a company alone that somebody named, and show it the way in beside."""
    if request.method == "POST":
        tip_services.decline(link)
        return done(url_for("organisations.left_alone"))
    return page("organisations/leave_alone.html")


@links.page(REVIEW)
def review_access(link: PersonalLink, _token: str) -> ResponseReturnValue:
    """Say from the mail that the list of members is right; whoever is no admin any more says nothing."""
    company, members = db.session.get_one(Organisation, link.record_id), queries.members_of(link.record_id)
    is_admin = any(one.user_id == link.user_id and one.role is Role.COMPANY_ADMIN for one in members)
    if not is_admin or WORKFLOW.find("review_access", company.state) is None:
        raise LinkOver
    if request.method == "POST":
        reviews.confirm_by_link(link)
        return done(request.path)
    return page("organisations/review_access.html", company=company, members=members, roles=ROLES)


def _asked_of(one: Instruction) -> str:
    line: str = _(
        "%(told)s (am %(moment)s, nach Auskunft von %(contact)s)",
        told=told_of(one),
        moment=i18n.moment(one.created_at),
        contact=one.event.contact or _("keine Angabe"),
    )
    return line


def _home(invitation: Invitation) -> str:
    if invitation.organisation_id:
        return db.session.get_one(Organisation, invitation.organisation_id).name
    return db.session.get_one(Office, invitation.office_id).name
