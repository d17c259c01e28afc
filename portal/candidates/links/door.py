"""The door of people's personal links: the date of birth first, whatever page lies behind."""

from collections.abc import Callable
from functools import wraps

from flask import Response, make_response, request
from flask.typing import ResponseReturnValue
from flask_babel import refresh
from itsdangerous import BadData

from portal.candidates.forms import BirthDateForm
from portal.candidates.mails import locale_of
from portal.candidates.models import Candidate
from portal.candidates.policy import as_person
from portal.candidates.rules import is_minor, language_of_words, own_words
from portal.core import clock, db, i18n, links
from portal.core.errors import NotFound
from portal.core.links import MAX_TRIES, PersonalLink
from portal.core.web import act_as, done, localised, page, signer

PROOF = "link_proof"
PROOF_SECONDS = 30 * 60
"""How long the date of birth counts; shared telephones are common."""

PersonPage = Callable[[PersonalLink, str, Candidate], ResponseReturnValue]


def after_birth_date(view: PersonPage) -> links.Page:
    """Show a page only to whoever knows the person's date of birth; the page then acts as the person.

    The link must carry `candidate_id`. The proof is a signed cookie for this link's addresses alone.
    """

    @wraps(view)
    def guarded(link: PersonalLink, token: str) -> ResponseReturnValue:
        candidate = _person(link)
        act_as(as_person(candidate.id, locale_of(candidate)))
        refresh()  # the language is the person's from here on
        if _is_proven(link):
            return view(link, token, candidate)
        return _ask(link, candidate)

    return guarded


def read_in(candidate: Candidate) -> str:
    """Give the language in which the person reads what a yes means, for the proof of it."""
    return language_of_words(candidate.locale) if own_words(candidate.locale) else i18n.current().code


def _person(link: PersonalLink) -> Candidate:
    candidate = db.session.get(Candidate, link.candidate_id) if link.candidate_id else None
    if candidate is None or candidate.anonymised_at is not None:
        raise NotFound
    if link.party == "guardian" and not is_minor(candidate.birth_date, clock.today()):
        raise NotFound  # who is of age is nobody's ward
    return candidate


def _ask(link: PersonalLink, candidate: Candidate) -> ResponseReturnValue:
    form = BirthDateForm()
    if not form.validate_on_submit():
        return page("candidates/birth_date.html", form=form, was_wrong=link.wrong_tries > 0, left=_left(link))
    right = links.check_birth_date(link, form.birth_date.data, candidate.birth_date)
    if right:
        link.wrong_tries = 0
    answer = make_response(done(request.path))
    if right:
        _keep_proof(answer, link)
    return answer


def _keep_proof(answer: Response, link: PersonalLink) -> None:
    """Let the date of birth count in every language the page can be read in: each has an address of its own."""
    proof = signer(PROOF).dumps(str(link.id))
    for language in i18n.LANGUAGES:
        answer.set_cookie(
            PROOF,
            proof,
            max_age=PROOF_SECONDS,
            path=localised(request.path, language.code),
            secure=request.is_secure,
            httponly=True,
            samesite="Lax",
        )


def _left(link: PersonalLink) -> int:
    return MAX_TRIES - link.wrong_tries


def _is_proven(link: PersonalLink) -> bool:
    try:
        return bool(signer(PROOF).loads(request.cookies.get(PROOF, ""), max_age=PROOF_SECONDS) == str(link.id))
    except BadData:
        return False


def here() -> str:
    """Give the address of the part of the page that is read, to come back to it."""
    return request.full_path.rstrip("?")
