"""The search for a person and its list, and the people for an offer."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import Response, current_app, flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _

from portal.candidates.forms import GRADES, STATES
from portal.candidates.models import Candidate
from portal.candidates.queries.values import say, skill_text, word
from portal.candidates.rules import grade
from portal.candidates.rules.words import LICENCES
from portal.core import clock, i18n, paging
from portal.core.deeds import is_done
from portal.core.web import acting_user, done, get_or_404, page, requires, safe_next
from portal.proposals import forms
from portal.proposals.forms import searching as words
from portal.proposals.models import Proposal
from portal.proposals.queries import searching
from portal.proposals.queries.searching import Answer
from portal.proposals.rules.searching import Preset, Question
from portal.proposals.rules.terms import most_km
from portal.proposals.services import searching as services
from portal.proposals.services.searching import Why
from portal.proposals.views.blueprint import bp
from portal.vacancies import queries as vacancies
from portal.vacancies.views import facts

NEW_FOR = timedelta(days=7)
"""How long an offer is marked as new; whoever gets a search order's mail finds it by that."""


def own(candidate_id: UUID, action: str = "search:view") -> Candidate:
    """Give somebody of the own people to the signed-in user. Raises: NotFound."""
    return searching.person(acting_user(), candidate_id, action)


def search_url(candidate_id: UUID, question: Question, **more: Any) -> str:
    """Give the address of a search for a person."""
    return url_for("proposals.offers_for", candidate_id=candidate_id, **words.address(question), **more)


@bp.route("/people/<uuid:candidate_id>/offers")
@requires("search:view")
def offers_for(candidate_id: UUID) -> ResponseReturnValue:
    """Search the board for a person."""
    candidate, question = own(candidate_id), words.read(request.args)
    answer = searching.offers_for(candidate, question, clock.today())

    def address(number: int) -> str:
        return search_url(candidate.id, question, page=number)

    return page(
        "proposals/offers_for.html",
        candidate=candidate,
        question=question,
        search=words.SearchForm.showing(question),
        answer=answer,
        hits=paging.part(answer.hits),
        presets=_presets(candidate, question, answer),
        unsuitable=words.UNSUITABLE,
        here=address(paging.number()),
        **{**paging.of(len(answer.hits)), "page_url": address},
        **_shared(),
    )


def _shared() -> dict[str, Any]:
    """Give what every page with matches needs to put them into words."""
    return {"outcomes": words.OUTCOMES, "say": say, "facts": facts, "told": _told, "new_since": clock.now() - NEW_FOR}


def _told(proposal: Proposal) -> str:
    """Say what a company already had of a person and what came of it."""
    said = [str(forms.STATES[proposal.state])]
    if proposal.decline_reason:
        said.append(str(forms.DECLINE_REASONS[proposal.decline_reason]))
    return f"{': '.join(said)} ({i18n.day(clock.local(proposal.created_at).date())})"


def _presets(candidate: Candidate, question: Question, answer: Answer) -> list[dict[str, Any]]:
    """List the filters that come from the profile: set, with what they alone leave out, or loosened."""
    chips = []
    for preset, label in _preset_words(candidate).items():
        is_set = preset not in question.loosened
        loosened = question.loosened | {preset} if is_set else question.loosened - {preset}
        url = search_url(candidate.id, replace(question, loosened=loosened))
        chips.append({"label": label, "is_set": is_set, "hidden": answer.hidden.get(preset, 0), "url": url})
    return chips


def _preset_words(candidate: Candidate) -> dict[Preset, str]:
    german = next((row for row in candidate.languages if row.language == "de"), None)
    most, hours, town = most_km(candidate.radius_km, candidate.reach), candidate.weekly_hours, candidate.town
    said = {
        Preset.GERMAN: _("Deutsch %(skill)s", skill=skill_text(german)) if german else "",
        Preset.HOURS: _("bis %(hours)s Stunden", hours=i18n.number(hours)) if hours else "",
        Preset.REACH: _("bis %(km)s km um %(town)s", km=most, town=town) if most and town else "",
        Preset.LICENCE: word(LICENCES, candidate.licence),
        Preset.PERMISSION: _("Arbeit nicht verboten"),
    }
    return {preset: label for preset, label in said.items() if label}


@bp.route("/people/<uuid:candidate_id>/offers/<uuid:vacancy_id>/note", methods=["POST"])
@requires("search:mark")
def note(candidate_id: UUID, vacancy_id: UUID) -> ResponseReturnValue:
    """Put an offer on the person's list."""
    candidate = own(candidate_id, "search:mark")
    services.note(candidate, vacancy_id, actor=acting_user())
    flash(_("Das Angebot steht auf der Merkliste."), "success")
    return done(_back(candidate))


@bp.route("/people/<uuid:candidate_id>/offers/<uuid:vacancy_id>/take_back", methods=["POST"])
@requires("search:mark")
def take_back(candidate_id: UUID, vacancy_id: UUID) -> ResponseReturnValue:
    """Forget what was noted of an offer: it is neither on the list nor put aside."""
    candidate = own(candidate_id, "search:mark")
    services.take_back(candidate, vacancy_id, actor=acting_user())
    flash(_("Die Notiz zu diesem Angebot ist gelöscht."), "success")
    return done(_back(candidate))


def _back(candidate: Candidate) -> str:
    return safe_next(search_url(candidate.id, Question()))


@bp.route("/people/<uuid:candidate_id>/offers/<uuid:vacancy_id>/unsuitable", methods=["GET", "POST"])
@requires("search:mark")
def unsuitable(candidate_id: UUID, vacancy_id: UUID) -> ResponseReturnValue:
    """Put an offer aside for a person, with the reason."""
    candidate = own(candidate_id, "search:mark")
    hit = get_or_404(searching.hit_for(candidate, vacancy_id, clock.today()))
    form = words.UnsuitableForm()

    def put_aside() -> None:
        why = Why(form.reason.data, form.note.data or None)
        services.put_aside(candidate, vacancy_id, why, actor=acting_user())

    if form.validate_on_submit() and is_done(form, put_aside):
        flash(_("Das Angebot ist für diese Person ausgeblendet."), "success")
        return done(_back(candidate))
    return page("proposals/unsuitable.html", candidate=candidate, hit=hit, form=form, back=_back(candidate))


@bp.route("/people/<uuid:candidate_id>/shortlist")
@requires("search:view")
def shortlist(candidate_id: UUID) -> ResponseReturnValue:
    """Show the offers noted for a person."""
    candidate = own(candidate_id)
    return page(
        "proposals/shortlist.html",
        candidate=candidate,
        hits=searching.shortlist(candidate, clock.today()),
        here=request.path,
        language=_language_of(candidate).label,
        **_shared(),
    )


def _language_of(candidate: Candidate) -> i18n.Language:
    """Give the person's language where the portal speaks it, else German."""
    return i18n.BY_CODE.get(candidate.locale, i18n.LANGUAGES[0])


@bp.route("/people/<uuid:candidate_id>/shortlist/print")
@requires("search:view")
def shortlist_print(candidate_id: UUID) -> ResponseReturnValue:
    """Show the offers noted for a person as a paper in the person's own language."""
    candidate = own(candidate_id)
    hits = searching.shortlist(candidate, clock.today())
    language = _language_of(candidate)
    with force_locale(language.code):
        answer: Response = current_app.make_response(
            page("proposals/shortlist_print.html", candidate=candidate, hits=hits, facts=facts)
        )
    answer.headers["Content-Language"] = language.code
    return answer


@bp.route("/offers/<uuid:vacancy_id>/people")
@requires("search:view")
def people_for(vacancy_id: UUID) -> ResponseReturnValue:
    """Compare the own people with an offer."""
    actor = acting_user()
    vacancy = vacancies.one(actor, vacancy_id)
    hits = searching.people_for(actor, vacancy, clock.today())
    return page(
        "proposals/people_for.html",
        vacancy=vacancy,
        hits=paging.part(hits),
        grade_of=lambda person: grade(person.checks, clock.today()),
        grades=GRADES,
        states=STATES,
        unsuitable=words.UNSUITABLE,
        **paging.of(len(hits)),
        **_shared(),
    )
