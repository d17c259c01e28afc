"""How a placement was: the forms of company and person, what each may read of it, and the certificate."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from uuid import UUID

from flask import flash
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.core import pdf
from portal.core.actor import Actor
from portal.core.deeds import check_possible, is_done
from portal.core.errors import NotFound
from portal.core.permissions import may, require
from portal.core.web import acting_user, done, page, requires
from portal.placements import forms, queries, rules, services
from portal.placements.forms import AssessmentForm, OwnAssessmentForm
from portal.placements.models import Assessment, Placement
from portal.placements.queries import Sight
from portal.placements.rules import Hire
from portal.placements.views.blueprint import address, bp, placement_for
from portal.placements.workflow import PLACEMENT

Line = tuple[Any, Any]
"""A question and its answer."""


@bp.route("/<uuid:placement_id>/assess", methods=["GET", "POST"])
@requires("placement:assess")
def assess(placement_id: UUID) -> ResponseReturnValue:
    """Take the company's word on how it was, from itself or from staff whom it told."""
    actor, placement, sight = _door("assess", placement_id)
    if not _is_asked(actor, sight, queries.assessment_of(placement_id)):
        raise NotFound
    form = firm_form(placement, by_itself=actor.company_id is not None)
    if form.validate_on_submit() and is_done(form, lambda: keep_firm(placement, form, actor)):
        flash(_("Danke. Die Person kann jetzt lesen, was Sie geantwortet haben."), "success")
        return done(address(placement))
    placement = placement_for(placement_id)
    return page("placements/assess.html", placement=placement, form=form, sight=sight)


@bp.route("/<uuid:placement_id>/assess_own", methods=["GET", "POST"])
@requires("placement:assess_own")
def assess_own(placement_id: UUID) -> ResponseReturnValue:
    """Write down what the person told the caseworker of it."""
    actor, placement, sight = _door("assess_own", placement_id)
    form = own_form(placement)
    if form.validate_on_submit() and is_done(form, lambda: keep_own(placement, form, actor)):
        flash(_("Danke. Die Antworten der Person sind gespeichert."), "success")
        return done(address(placement))
    placement, known = placement_for(placement_id), queries.assessment_of(placement_id)
    lines = firm_lines(known) if known else []
    return page("placements/assess_own.html", placement=placement, form=form, sight=sight, lines=lines)


def _is_asked(actor: Actor, sight: Sight, known: Assessment | None) -> bool:
    """Tell whether this reader may fill the form in: once it is, it is opened by those alone who may read it."""
    said = known is not None and known.hire is not None
    return sight.knows_contract or (not said and (sight.owes_purpose or actor.on_behalf_of is not None))


def _door(event: str, placement_id: UUID) -> tuple[Actor, Placement, Sight]:
    actor, placement = acting_user(), placement_for(placement_id)
    require(actor, f"placement:{event}", placement)
    check_possible(PLACEMENT, event, placement)
    return actor, placement, queries.sight(actor, placement)


def firm_form(placement: Placement, *, by_itself: bool, **options: Any) -> AssessmentForm:
    """Give the form of the company's part with what it has said; staff also say how they were told."""
    form = AssessmentForm(obj=queries.assessment_of(placement.id), **options)
    if by_itself:
        del form.channel
    return form


def own_form(placement: Placement, *, by_itself: bool = False, **options: Any) -> OwnAssessmentForm:
    """Give the form of the person's part; there is something to agree to once the company has said it."""
    known = queries.assessment_of(placement.id)
    form = OwnAssessmentForm(obj=known, **options)
    if known is None or known.hire is None:
        del form.agrees
    if by_itself:
        del form.channel
    return form


def keep_firm(placement: Placement, form: AssessmentForm, actor: Actor) -> None:
    """Keep the company's part."""
    services.assess(placement, form.part, actor=_told(actor, form), check=form.check_version)


def keep_own(placement: Placement, form: OwnAssessmentForm, actor: Actor) -> None:
    """Keep the person's part."""
    services.assess_own(placement, form.part, actor=_told(actor, form), check=form.check_version)


def _told(actor: Actor, form: AssessmentForm | OwnAssessmentForm) -> Actor:
    return replace(actor, channel=form.told_by or actor.channel)


@bp.route("/<uuid:placement_id>/certificate.pdf")
@requires("placement:certificate")
def certificate_pdf(placement_id: UUID) -> ResponseReturnValue:
    """Print the certificate for the company to sign."""
    placement = placement_for(placement_id)
    return as_certificate(placement, acting_user())


def as_certificate(placement: Placement, actor: Actor) -> ResponseReturnValue:
    """Answer with the certificate. Raises: NotFound: there is none."""
    return pdf.shown(services.certificate(placement, actor=actor), f"{placement.number}-certificate")


def shown(actor: Actor, placement: Placement, sight: Sight) -> dict[str, Any]:
    """Give what the page of a placement shows of it to this reader; what is not theirs is not there."""
    known = queries.assessment_of(placement.id)
    reads_firm = sight.knows_contract and may(actor, "placement:read_assessment", placement)
    reads_own = may(actor, "placement:read_own_assessment", placement)
    possible = {row.event for row in PLACEMENT.possible(actor, placement)}
    has_agreed = known is not None and known.agrees is not None
    return {
        "firm": firm_lines(known) if known and reads_firm else [],
        "own": own_lines(known) if known and reads_own else [],
        "would_hire": reads_own and known is not None and known.hire in (Hire.YES, Hire.YES_IF),
        "may_assess": "assess" in possible and not has_agreed and _is_asked(actor, sight, known),
        "may_assess_own": "assess_own" in possible and reads_own and not _has_all_answers(known),
        "has_certificate": sight.knows_contract
        and may(actor, "placement:certificate", placement)
        and services.has_certificate(placement),
        "is_over": placement.state in rules.OVER,
    }


def _has_all_answers(known: Assessment | None) -> bool:
    """Tell whether the person has said everything there is to say so far."""
    return known is not None and known.would_go_on is not None and (known.hire is None or known.agrees is not None)


def firm_lines(known: Assessment) -> list[Line]:
    """Say what the company answered; nothing where it has not."""
    if known.hire is None:
        return []
    rated = [(label, forms.RATINGS[getattr(known, name)]) for name, label in forms.RATED.items()]
    answers = ((forms.NEEDS, known.hire_needs), (forms.STRENGTHS, known.strengths))
    return [*rated, (forms.HIRE, forms.HIRES[known.hire]), *_said(answers)]


def own_lines(known: Assessment) -> list[Line]:
    """Say what the person answered; nothing where the person has not."""
    if known.would_go_on is None:
        return []
    agrees = forms.AGREED[known.agrees] if known.agrees else None
    answers = ((forms.AGREES, agrees), (forms.WOULD_GO_ON, forms.GO_ON[known.would_go_on]))
    return [*_said(answers), *_said(((forms.GOOD, known.own_good), (forms.HARD, known.own_hard)))]


def _said(lines: Iterable[Line]) -> list[Line]:
    return [(label, answer) for label, answer in lines if answer]
