"""What the person says on the own page: a correction, found work, a complaint, a company that is not wanted."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import flash, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.candidates import queries, services
from portal.candidates.forms.messages import (
    ChangeForm,
    CompanyForm,
    ComplaintForm,
    HoursForm,
    OwnLevelForm,
    WorkFoundForm,
)
from portal.candidates.models import Candidate
from portal.candidates.rules.messages import SECTION_OF
from portal.candidates.services import Skill, messages
from portal.core.deeds import is_done
from portal.core.errors import NotFound
from portal.core.web import acting_user, done, page
from portal.organisations import queries as organisations


def change(candidate: Candidate) -> ResponseReturnValue:
    """Take corrections of the own profile; the caseworker takes them over."""
    return _corrected(candidate, ChangeForm(obj=candidate), "candidates/person_change.html")


def hours(candidate: Candidate) -> ResponseReturnValue:
    """Take when and how far away the person can work; the caseworker takes it over."""
    return _corrected(candidate, HoursForm(obj=candidate), "candidates/person_hours.html")


def _corrected(candidate: Candidate, form: Any, template: str) -> ResponseReturnValue:
    if not form.validate_on_submit():
        return page(template, form=form)
    wanted = {name: form[name].data for name in SECTION_OF if name in form}
    return _thanked(is_new=messages.propose_change(candidate, wanted, form.new_id, actor=acting_user()))


def _thanked(*, is_new: bool) -> ResponseReturnValue:
    if is_new:
        flash(_("Danke. Ihre Beratung sieht sich das an und trägt es ein."), "success")
    else:
        flash(_("Sie haben nichts geändert."), "info")
    return done(request.path)


def languages(candidate: Candidate) -> ResponseReturnValue:
    """Take how well the person speaks a language; the caseworker takes it over."""
    form = OwnLevelForm()
    if not form.validate_on_submit():
        return page("candidates/person_languages.html", form=form)
    skill = Skill(**{name: form[name].data for name in messages.SPOKEN})
    return _thanked(is_new=messages.tell_language(candidate, skill, form.new_id, actor=acting_user()))


def work_found(candidate: Candidate) -> ResponseReturnValue:
    """Take word that the person has found work."""
    form = WorkFoundForm()
    if form.validate_on_submit():
        messages.tell_work_found(candidate, form.text.data, form.new_id, actor=acting_user())
        flash(_("Wie schön! Ihre Beratung weiß Bescheid."), "success")
        return done(request.path)
    return page("candidates/person_work_found.html", form=form)


def complain(candidate: Candidate) -> ResponseReturnValue:
    """Take a complaint; it goes to the coordinator and past the caseworker."""
    form = ComplaintForm()
    if form.validate_on_submit():
        messages.complain(candidate, form.topic.data, form.text.data or "", form.new_id, actor=acting_user())
        flash(_("Danke. Die Leitung liest das und meldet sich bei Ihnen."), "success")
        return done(request.path)
    return page("candidates/person_complain.html", form=form)


def companies(candidate: Candidate) -> ResponseReturnValue:
    """Let the person shut out any company by its name, whether it has seen something or not."""
    form, found = CompanyForm(), None
    if "organisation_id" in request.form:
        return _shut_out(candidate, request.form["organisation_id"])
    if form.validate_on_submit():
        found = organisations.verified_named(form.name.data or "")
    return page(
        "candidates/person_companies.html", form=form, found=found, excluded=queries.exclusions_of(candidate.id)
    )


def _shut_out(candidate: Candidate, text: str) -> ResponseReturnValue:
    known = {str(organisation_id): organisation_id for organisation_id, _name in organisations.verified_companies()}
    organisation_id: UUID | None = known.get(text)
    if organisation_id is None:
        raise NotFound
    form = CompanyForm()
    if not is_done(form, lambda: services.exclude(candidate, organisation_id, actor=acting_user())):
        return page("candidates/person_companies.html", form=form, found=[], excluded=[])
    flash(_("Dieser Betrieb bekommt keine Vorschläge von Ihnen. Er erfährt nichts davon."), "success")
    return done(request.path)


PAGES: dict[str, Callable[[Candidate], ResponseReturnValue]] = {
    "change": change,
    "hours": hours,
    "languages": languages,
    "work": work_found,
    "complaint": complain,
    "companies": companies,
}
"""The pages beside the own page, by what stands in the address: `?page=change`."""
