"""Composing a proposal: which offer, which person, which legal kind; the verdict and the card before it is sent."""

from uuid import UUID

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.candidates import queries as candidates
from portal.candidates.forms.consents import ProofForm
from portal.candidates.models import Candidate
from portal.candidates.rules import DisclosureLevel
from portal.core import i18n, paging
from portal.core.deeds import is_done
from portal.core.errors import NotAllowed, NotFound
from portal.core.web import acting_user, done, page, requires
from portal.proposals import queries, services
from portal.proposals.forms import NewForm, OfferFilterForm, PersonForm
from portal.proposals.models import Proposal
from portal.proposals.queries.verdicts import verdict
from portal.proposals.services import Plan
from portal.proposals.views.blueprint import bp
from portal.proposals.views.steps import missing_yes
from portal.reference import OfferKindCode, WorkPermission, snapshot
from portal.reference.terms import label
from portal.vacancies import queries as vacancies
from portal.vacancies.models import Vacancy

CHECK, ASK, IN_PERSON, PROPOSE = "check", "ask", "in_person", "propose"


@bp.route("/new", methods=["GET", "POST"])
@requires("proposal:ask")
def new() -> ResponseReturnValue:
    """Compose a proposal; person and offer stand in the address by their ids alone."""
    if acting_user().company_id is not None:
        raise NotAllowed(_("Sie handeln gerade für einen Betrieb. Beenden Sie das zuerst."))
    candidate_id, vacancy_id = _id("candidate"), _id("vacancy")
    if candidate_id is None:
        return _choose_person(vacancy_id)
    candidate = candidates.one(acting_user(), candidate_id, "candidate:edit")
    if vacancy_id is None:
        return _choose_offer(candidate)
    return _compose(candidate, vacancies.one(acting_user(), vacancy_id))


def _id(name: str) -> UUID | None:
    given = request.args.get(name)
    if not given:
        return None
    try:
        return UUID(given)
    except ValueError as error:
        raise NotFound from error


def _choose_person(vacancy_id: UUID | None) -> ResponseReturnValue:
    offer = vacancies.one(acting_user(), vacancy_id) if vacancy_id else None
    form = PersonForm()
    if form.validate_on_submit():
        hit = candidates.by_number(acting_user(), form.number.data or "")
        if hit is not None and hit.is_own:
            return done(url_for("proposals.new", candidate=hit.id, vacancy=vacancy_id))
        form.number.errors = [_("In Ihrer Akte gibt es niemanden mit dieser Nummer.")]
    return page("proposals/new_person.html", form=form, offer=offer)


def _choose_offer(candidate: Candidate) -> ResponseReturnValue:
    form = OfferFilterForm(request.args)
    found, total = queries.offers_with_a_place(form.chosen("query") or "", page=paging.number())
    return page(
        "proposals/new_offer.html",
        candidate=candidate,
        filters=form,
        found=found,
        **paging.of(total),
    )


def _compose(candidate: Candidate, vacancy: Vacancy) -> ResponseReturnValue:
    form, proof = NewForm(), ProofForm.of(candidate, prefix="proof-")
    form.legal_kind.choices = kinds_of(vacancy)
    if not candidates.is_for_one_job(candidate.id):
        del form.names_this_job
    if request.method == "GET" and form.legal_kind.choices:
        form.legal_kind.data = form.legal_kind.choices[0][0]
        form.starts_on.data = vacancy.text.starts_on
    deed = request.form.get("deed", CHECK)
    made: list[Proposal] = []
    if _is_valid(form, proof, deed) and is_done(
        form, lambda: made.append(_send(candidate, vacancy, form, proof, deed))
    ):
        flash(missing_yes(made[0]) or _said(deed), "success")
        return done(url_for("proposals.show", proposal_id=made[0].id))
    return _composer(candidate, vacancy, form, proof)


def kinds_of(vacancy: Vacancy) -> list[tuple[str, str]]:
    """List the legal kinds this offer can become, in the language of the reader."""
    if vacancy.text.offer_kind is None:
        return []
    kinds = snapshot().placement_kinds_of(OfferKindCode(vacancy.text.offer_kind))
    language = i18n.current().code
    return [(kind.kind_key.value, label("placement_kinds", kind.kind_key, language=language)) for kind in kinds]


def _is_valid(form: NewForm, proof: ProofForm, deed: str) -> bool:
    """Check what is filled in; to look again sends nothing."""
    is_sent: bool = form.validate_on_submit()
    if deed == IN_PERSON:
        is_sent = proof.validate_on_submit() and is_sent
    return is_sent and deed in (ASK, IN_PERSON, PROPOSE)


def _send(candidate: Candidate, vacancy: Vacancy, form: NewForm, proof: ProofForm, deed: str) -> Proposal:
    plan = Plan(
        legal_kind=form.legal_kind.data,
        starts_on=form.starts_on.data,
        note=form.note_to_company.data or None,
        record_id=form.new_id,
        names_this_job=names_this_job(form),
    )
    actor = acting_user()
    if deed == IN_PERSON:
        return services.ask_in_person(candidate, vacancy, plan, actor=actor, proofs=proof.proofs)
    verb = services.propose if deed == PROPOSE else services.ask
    return verb(candidate, vacancy, plan, actor=actor)


def _said(deed: str) -> str:
    return str(
        _("Die Person ist gefragt. Sie hat fünf Arbeitstage Zeit.")
        if deed == ASK
        else _("Das Kurzprofil ist beim Betrieb.")
    )


def _composer(candidate: Candidate, vacancy: Vacancy, form: NewForm, proof: ProofForm) -> ResponseReturnValue:
    is_kind = any(form.legal_kind.data == kind for kind, _words in kinds_of(vacancy))
    answer = _verdict(candidate, form) if is_kind else None
    card = None
    if answer is not None:
        beside = queries.around(candidate, vacancy, str(answer.sentence_firm), answer.earliest_start)
        card = candidates.preview(acting_user(), candidate, vacancy.organisation_id, DisclosureLevel.L1, beside)
    return page(
        "proposals/new.html",
        status=422 if form.errors or proof.errors else 200,
        candidate=candidate,
        vacancy=vacancy,
        form=form,
        proof=proof,
        answer=answer,
        card=card,
        has_card_consent=queries.has_card_consent(candidate.id, vacancy),
    )


def _verdict(candidate: Candidate, form: NewForm) -> WorkPermission:
    starts_on = None if form.starts_on.errors else form.starts_on.data
    return verdict(candidate.id, form.legal_kind.data, starts_on, names_this_job=names_this_job(form))


def names_this_job(form: NewForm) -> bool:
    """Take the caseworker's word where it was asked for: the paper is given for one job."""
    return "names_this_job" in form and bool(form.names_this_job.data)
