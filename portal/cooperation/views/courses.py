"""Courses: what is offered, who takes part or waits for a seat, what they reached."""

from datetime import date
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.candidates import queries as candidates
from portal.candidates.forms.lists import offer_lists
from portal.candidates.models import Candidate
from portal.cooperation import forms, queries, services
from portal.cooperation.models import Course, Enrolment
from portal.cooperation.queries import waiting
from portal.cooperation.rules.waiting import WaitingState
from portal.cooperation.services import waiting as waiting_services
from portal.core import audit, clock, db, i18n, paging
from portal.core.actor import Role
from portal.core.deeds import each, is_done
from portal.core.permissions import may, require
from portal.core.web import acting_user, done, page, requires
from portal.placements.queries import own_people

MOST_AT_ONCE = 200
"""No course has more seats, and nobody else can save meanwhile."""
bp = Blueprint("courses", __name__, url_prefix="/courses")


@bp.route("/")
@requires("course:view")
def index() -> ResponseReturnValue:
    """List the courses that are not over."""
    form = forms.CourseFilterForm(request.args)
    level = form.chosen("level")
    found, total = queries.courses(acting_user(), on=clock.today(), level=level, page=paging.number())
    return page(
        "cooperation/courses.html",
        found=found,
        kept=waiting.kept_in(found),
        filters=form,
        chips=paging.chips({"level": level}),
        can_edit=may(acting_user(), "course:edit"),
        **paging.of(total),
    )


@bp.route("/<uuid:course_id>")
@requires("course:view")
def show(course_id: UUID) -> ResponseReturnValue:
    """Show one course and who takes part, as far as the reader may know."""
    actor, course = acting_user(), queries.course(acting_user(), course_id)
    rows = _participants(course_id)
    line, waits = waiting.line(actor, course.id)
    free = max(waiting.unheld(course), 0)
    goes_on = course.ends_on >= clock.today()
    return page(
        "cooperation/course.html",
        course=course,
        rows=rows,
        line=line,
        waits=waits,
        free=free,
        offered=WaitingState.OFFERED,
        can_edit=may(actor, "course:edit", course),
        can_note=bool(rows) and course.starts_on <= clock.today() and may(actor, "enrolment:note_absence"),
        can_enrol=may(actor, "enrolment:enrol") and free > 0 and goes_on,
        can_wait=may(actor, "waiting_place:wait") and free == 0 and goes_on,
    )


def _participants(course_id: UUID) -> list[Enrolment]:
    """Give who takes part, as far as the reader may know; who reads them at another body stands in the read log."""
    rows = queries.enrolments(acting_user(), course_id)
    if acting_user().role is Role.AUTHORITY:
        for row in rows:
            audit.read(row.candidate_id, actor=acting_user(), level="course")
    return rows


@bp.route("/new", methods=["GET", "POST"])
@requires("course:edit")
def new() -> ResponseReturnValue:
    """Announce a course."""
    form = forms.NewCourseForm()
    _offer(form)
    if form.validate_on_submit() and is_done(form, lambda: _create(form)):
        flash(_("Der Kurs ist angelegt."), "success")
        return done(url_for("courses.show", course_id=form.new_id))
    return page("cooperation/course_form.html", form=form, course=None)


def _create(form: forms.NewCourseForm) -> None:
    known = db.session.get(Course, form.new_id)
    if known is None:
        services.save_course(Course(id=form.new_id, taken=0), form.content, actor=acting_user())


def _offer(form: Any) -> None:
    """Let members of a provider choose only their own office."""
    actor = acting_user()
    own_only = actor.role is Role.AUTHORITY
    form.office_id.choices = [
        (office.id, office.name) for office in queries.providers() if not own_only or office.id == actor.office_id
    ]


@bp.route("/<uuid:course_id>/edit", methods=["GET", "POST"])
@requires("course:edit")
def edit(course_id: UUID) -> ResponseReturnValue:
    """Change a course."""
    course = queries.course(acting_user(), course_id, "course:edit")
    form = forms.CourseForm(obj=course)
    _offer(form)
    if form.validate_on_submit():
        form.check_version(course)
        if is_done(form, lambda: services.save_course(course, form.content, actor=acting_user())):
            flash(_("Gespeichert."), "success")
            return done(url_for("courses.show", course_id=course_id))
        course = queries.course(acting_user(), course_id, "course:edit")
    return page("cooperation/course_form.html", form=form, course=course)


@bp.route("/<uuid:course_id>/enrol", methods=["GET", "POST"])
@requires("enrolment:enrol")
def enrol(course_id: UUID) -> ResponseReturnValue:
    """Give a person of the own file a seat."""
    course = queries.course(acting_user(), course_id)
    form = forms.EnrolForm(candidate_id=request.args.get("candidate", type=UUID))
    form.candidate_id.choices = own_people(acting_user())
    if form.validate_on_submit() and is_done(form, lambda: _enrol(course, form)):
        flash(_("Die Person hat einen Platz."), "success")
        return done(url_for("courses.show", course_id=course_id))
    return page("cooperation/enrol.html", form=form, course=queries.course(acting_user(), course_id))


@bp.route("/<uuid:course_id>/enrol-list", methods=["GET", "POST"])
@requires("enrolment:enrol")
def enrol_list(course_id: UUID) -> ResponseReturnValue:
    """Give everybody on a list of the own people a seat, as far as there are seats and nothing stands against it."""
    actor, course = acting_user(), queries.course(acting_user(), course_id)
    form = forms.EnrolListForm()
    offer_lists(form.on_list, candidates.lists_of(actor))
    is_right = form.validate_on_submit()
    found = candidates.on_list(actor, candidates.one_list(actor, UUID(form.on_list.data))) if is_right else []
    if len(found) > MOST_AT_ONCE:
        form.on_list.errors = [_("Auf der Liste stehen mehr als %(most)s Personen.", most=MOST_AT_ONCE)]
    if not is_right or form.errors:
        return page("cooperation/enrol_list.html", form=form, course=course)
    refused = each(found, lambda one: _give_seat(course_id, one), name=lambda one: one.number)
    done(url_for("courses.show", course_id=course_id))
    shown: dict[str, Any] = {"found": found, "refused": refused, "course": queries.course(actor, course_id)}
    return page("cooperation/enrolled.html", **shown)


def _give_seat(course_id: UUID, candidate: Candidate) -> None:
    actor = acting_user()
    services.enrol(queries.course(actor, course_id), candidate, actor=actor)  # read anew: a refusal leaves it stale


def _enrol(course: Course, form: forms.EnrolForm) -> None:
    candidate = candidates.one(acting_user(), form.candidate_id.data)
    services.enrol(course, candidate, actor=acting_user())


@bp.route("/<uuid:course_id>/wait", methods=["GET", "POST"])
@requires("waiting_place:wait")
def wait(course_id: UUID) -> ResponseReturnValue:
    """Put a person of the own file on the waiting list."""
    course = queries.course(acting_user(), course_id)
    form = forms.EnrolForm(candidate_id=request.args.get("candidate", type=UUID))
    form.candidate_id.choices = own_people(acting_user())
    if form.validate_on_submit() and is_done(form, lambda: _wait(course, form)):
        flash(_("Die Person steht auf der Warteliste. Wird ein Platz frei, bekommen Sie eine E-Mail."), "success")
        return done(url_for("courses.show", course_id=course_id))
    return page("cooperation/wait.html", form=form, course=queries.course(acting_user(), course_id))


def _wait(course: Course, form: forms.EnrolForm) -> None:
    candidate = candidates.one(acting_user(), form.candidate_id.data)
    waiting_services.wait(course, candidate, actor=acting_user())


@bp.route("/waiting/<uuid:waiting_place_id>/give-up", methods=["POST"])
@requires("waiting_place:give_up")
def give_up(waiting_place_id: UUID) -> ResponseReturnValue:
    """Take a person off the waiting list."""
    place = waiting.one(acting_user(), waiting_place_id)
    waiting_services.give_up(place, actor=acting_user())
    flash(_("Die Person steht nicht mehr auf der Warteliste."), "success")
    return done(url_for("courses.show", course_id=place.course_id))


@bp.route("/<uuid:course_id>/attendance", methods=["GET", "POST"])
@requires("enrolment:note_absence")
def attendance(course_id: UUID) -> ResponseReturnValue:
    """Note who did not come on the day the address names; where it names none, it leads to the last one so far."""
    actor, course = acting_user(), queries.course(acting_user(), course_id)
    day = forms.DayForm(request.args).chosen("day")
    if day is None:  # the day stands in the address: a page sent tomorrow still speaks of today
        last = min(course.ends_on, clock.today())
        return redirect(url_for("courses.attendance", course_id=course_id, day=last.isoformat()), code=303)
    rows = _participants(course_id)
    form = forms.AttendanceForm(missed=[row.id for row in rows if day.isoformat() in row.missed])
    form.missed.choices = [(row.id, f"{row.candidate.first_name} {row.candidate.last_name}") for row in rows]
    if form.validate_on_submit() and is_done(form, lambda: _note_attendance(course, day, form)):
        flash(_("Eingetragen für den %(day)s.", day=i18n.day(day)), "success")
        return done(url_for("courses.show", course_id=course_id))
    shown: dict[str, Any] = {
        "has_begun": course.starts_on <= clock.today(),
        "day": day,
        "day_form": forms.DayForm(None, day=day),
    }
    return page("cooperation/attendance.html", form=form, course=queries.course(actor, course_id), **shown)


def _note_attendance(course: Course, day: date, form: forms.AttendanceForm) -> None:
    services.note_attendance(course, day, form.missed.data or (), actor=acting_user())


@bp.route("/enrolments/<uuid:enrolment_id>/result", methods=["GET", "POST"])
@requires("enrolment:record_result")
def result(enrolment_id: UUID) -> ResponseReturnValue:
    """Note which level was reached."""
    enrolment = queries.enrolment(acting_user(), enrolment_id)
    require(acting_user(), "enrolment:record_result", enrolment)
    form = forms.ResultForm(obj=enrolment)
    if form.validate_on_submit():
        reached = {"result": form.result.data, "competences": form.competences.data}
        services.record_result(enrolment, actor=acting_user(), **reached)
        flash(_("Das Ergebnis ist eingetragen."), "success")
        return done(url_for("courses.show", course_id=enrolment.course_id))
    return page("cooperation/result.html", form=form, enrolment=enrolment, course=enrolment.course)


@bp.route("/enrolments/<uuid:enrolment_id>/leave", methods=["POST"])
@requires("enrolment:leave")
def leave(enrolment_id: UUID) -> ResponseReturnValue:
    """Give the seat back."""
    enrolment = queries.enrolment(acting_user(), enrolment_id)
    services.leave(enrolment, actor=acting_user())
    flash(_("Der Platz ist wieder frei."), "success")
    return done(url_for("courses.show", course_id=enrolment.course_id))
