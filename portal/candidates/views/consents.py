"""Consents at the desk, companies a person does not want, and the link to the person's own page."""

from dataclasses import replace
from uuid import UUID

from flask import flash
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.candidates import queries, rules, services
from portal.candidates.forms import CONSENT_PURPOSES, ConsentForm, ExcludeForm, TakenBackForm
from portal.candidates.forms.choices import CHOOSE
from portal.candidates.models import Candidate
from portal.candidates.views.blueprint import address, bp, file_for
from portal.core import attachments, clock, outbox
from portal.core.attachments import Attachment
from portal.core.deeds import is_done
from portal.core.web import acting_user, done, get_or_404, page, requires
from portal.organisations import queries as organisations


@bp.route("/<uuid:candidate_id>/consents/give", methods=["GET", "POST"])
@requires("candidate:give_consent")
def give_consent(candidate_id: UUID) -> ResponseReturnValue:
    """Keep a yes that was given at the desk, by phone or on paper."""
    candidate = file_for("candidate:give_consent", candidate_id)
    form = ConsentForm.of(candidate)
    form.organisation_id.choices = [("", CHOOSE), *organisations.verified_companies()]
    if form.validate_on_submit() and is_done(form, lambda: _record(candidate, form)):
        return done(address(candidate, "consents"))
    is_minor = rules.is_minor(candidate.birth_date, clock.today())
    spoken = [(label, _spoken(candidate, purpose)) for purpose, label in CONSENT_PURPOSES.items()]
    return page("candidates/give_consent.html", form=form, candidate=candidate, is_minor=is_minor, spoken=spoken)


def _spoken(candidate: Candidate, purpose: rules.ConsentPurpose) -> tuple[rules.Words, ...]:
    """Give the words to read out to this person."""
    return rules.agreed_to(purpose.value, candidate.locale, rules.TEXT_VERSION)


def _record(candidate: Candidate, form: ConsentForm) -> None:
    for proof in form.proofs:
        consent = services.record_consent(
            candidate,
            purpose=form.purpose.data,
            proof=proof,
            actor=acting_user(),
            organisation_id=form.organisation_id.data,
            work_field=form.work_field.data,
        )
        if form.scan.data:
            form.scan.data.stream.seek(0)  # one page may carry both signatures
            services.keep_scan(consent, Attachment(form.scan.data.stream, form.suffix))


@bp.route("/<uuid:candidate_id>/consents/<uuid:consent_id>/scan")
@requires("candidate:view_scan")
def consent_scan(candidate_id: UUID, consent_id: UUID) -> ResponseReturnValue:
    """Hand out a signed page to the own file's people, to be saved and never to be run in the browser."""
    candidate = file_for("candidate:view_scan", candidate_id)
    key = get_or_404(queries.one_consent(candidate.id, consent_id).scan_key)
    return attachments.handed_out(key, candidate.number, is_inside=True)


@bp.route("/<uuid:candidate_id>/consents/<uuid:consent_id>/withdraw", methods=["GET", "POST"])
@requires("candidate:withdraw_consent")
def withdraw_consent(candidate_id: UUID, consent_id: UUID) -> ResponseReturnValue:
    """Take a consent back for the person who said so."""
    candidate = file_for("candidate:withdraw_consent", candidate_id)
    consent = queries.one_consent(candidate.id, consent_id)
    form = TakenBackForm()
    if form.validate_on_submit():
        services.withdraw_consent(candidate, consent, actor=replace(acting_user(), channel=form.channel.data))
        flash(_("Die Einwilligung ist zurückgenommen. Das gilt ab sofort."), "success")
        return done(address(candidate, "consents"))
    label = CONSENT_PURPOSES[consent.purpose]
    return page("candidates/withdraw_consent.html", form=form, candidate=candidate, label=label)


@bp.route("/<uuid:candidate_id>/exclude", methods=["GET", "POST"])
@requires("candidate:exclude")
def exclude(candidate_id: UUID) -> ResponseReturnValue:
    """Keep a company away from the person."""
    candidate = file_for("candidate:exclude", candidate_id)
    form = ExcludeForm()
    form.organisation_id.choices = [("", CHOOSE), *organisations.verified_companies()]
    if form.validate_on_submit():
        services.exclude(candidate, form.organisation_id.data, actor=acting_user())
        return done(address(candidate, "consents"))
    return page("candidates/exclude.html", form=form, candidate=candidate)


@bp.route("/<uuid:candidate_id>/exclude/<uuid:organisation_id>/include", methods=["POST"])
@requires("candidate:include")
def include(candidate_id: UUID, organisation_id: UUID) -> ResponseReturnValue:
    """Let a company be proposed to again."""
    candidate = file_for("candidate:include", candidate_id)
    services.include(candidate, organisation_id, actor=acting_user())
    return done(address(candidate, "consents"))


@bp.route("/<uuid:candidate_id>/link", methods=["POST"])
@requires("candidate:send_link")
def send_link(candidate_id: UUID) -> ResponseReturnValue:
    """Mail the link to the person's own page."""
    candidate = file_for("candidate:send_link", candidate_id)
    services.send_link(candidate, actor=acting_user())
    flash(_("Der persönliche Link ist unterwegs."), "success")
    return done(address(candidate, "consents"))


@bp.route("/<uuid:candidate_id>/letter", methods=["POST"])
@requires("candidate:send_link")
def letter(candidate_id: UUID) -> ResponseReturnValue:
    """Print a letter with the link and its code, which nobody can look up later."""
    candidate = file_for("candidate:send_link", candidate_id)
    code = services.print_link(candidate, actor=acting_user())
    done(address(candidate))
    return page(
        "candidates/letter.html",
        candidate=candidate,
        code=code,
        short=outbox.external_url(f"/l/{code}"),
    )
