"""Who may do what with a proposal, and who may search for whom."""

from collections.abc import Mapping

from portal.candidates.models import Candidate
from portal.candidates.policy import OWN_FILE, file_scope
from portal.candidates.rules import CandidateState
from portal.core.actor import COMPANY_ROLES, Role
from portal.core.permissions import ANYTHING, Scope, all_of, any_of, declare, same
from portal.organisations.policy import ON_BEHALF, company_scope
from portal.proposals.models import Proposal, TextBlock

_made = Scope(
    "made", lambda _actor, proposal: proposal.proposed_at is not None, lambda _actor: Proposal.proposed_at.is_not(None)
)
made_to_my_company = all_of("made to my company", company_scope(Proposal.organisation_id), _made)
"""A company learns of a proposal when the person has agreed, never before."""
for_my_company = all_of("for the company I act for", ON_BEHALF, made_to_my_company)
as_caseworker = file_scope("in my file", Proposal)
"""Deeds of the office and of the person; whoever speaks for a company at the moment does none of them."""
about_me = same("about me", Proposal.candidate_id, "id")
"""The person, through a personal link."""
caseworker_sees = any_of("in my file, or for the company I act for", as_caseworker, for_my_company)
"""Whoever acts for a company sees what the company sees, not the own file beside it."""

_Row = Mapping[Role | tuple[Role, ...], Scope]
_COMPANY_EVENT: _Row = {
    COMPANY_ROLES: made_to_my_company,
    Role.EMPLOYER_SERVICE: for_my_company,
    Role.CASEWORKER: for_my_company,
}
_CASE_EVENT: _Row = {Role.CASEWORKER: as_caseworker}
_PERSON_EVENT: _Row = {Role.CASEWORKER: as_caseworker, Role.CANDIDATE: about_me}

POLICY = declare(
    "proposal",
    {
        "view": {
            COMPANY_ROLES: made_to_my_company,
            Role.CASEWORKER: caseworker_sees,
            Role.EMPLOYER_SERVICE: for_my_company,
            Role.CANDIDATE: about_me,
        },
        "ask": _CASE_EVENT,
        "propose": _CASE_EVENT,
        "agree": _PERSON_EVENT,
        "say_yes": _PERSON_EVENT,
        "refuse": _PERSON_EVENT,
        "give_name": _PERSON_EVENT,
        "show_interest": _COMPANY_EVENT,
        "later": _COMPANY_EVENT,
        "write": {**_COMPANY_EVENT, Role.CASEWORKER: caseworker_sees},
        "keep_note": _COMPANY_EVENT,
        "invite": _COMPANY_EVENT,
        "offer_times": _COMPANY_EVENT,
        "choose_slot": _PERSON_EVENT,
        "cannot_come": _PERSON_EVENT,
        "ask_other_time": _PERSON_EVENT,
        "cancel_interview": _COMPANY_EVENT,
        "report_interview": _COMPANY_EVENT,
        "nudge": {**_COMPANY_EVENT, Role.CASEWORKER: caseworker_sees, Role.CANDIDATE: about_me},
        "accept": _COMPANY_EVENT,
        "decline": _COMPANY_EVENT,
        "withdraw": _PERSON_EVENT,
        "lapse": {Role.SYSTEM: ANYTHING},
        "supersede": {Role.CASEWORKER: as_caseworker, Role.SYSTEM: ANYTHING},
        "recheck": {Role.SYSTEM: ANYTHING},
        "see_permission": _CASE_EVENT,
        "reopen": {**_COMPANY_EVENT, Role.CASEWORKER: caseworker_sees},
    },
)
_own_text = company_scope(TextBlock.organisation_id)
_text_acted_for = all_of("of the company I act for", ON_BEHALF, _own_text)
TEXTS = declare(
    "text_block",
    {
        "view": {
            COMPANY_ROLES: _own_text,
            Role.EMPLOYER_SERVICE: _text_acted_for,
            Role.CASEWORKER: _text_acted_for,
        },
        "edit": {COMPANY_ROLES: _own_text},
    },
)
_not_closed = Scope(
    "not closed",
    lambda _actor, candidate: candidate.state is not CandidateState.CLOSED,
    lambda _actor: Candidate.state != CandidateState.CLOSED,
)
_looks_for_work: _Row = {Role.CASEWORKER: all_of("in my file, not closed", OWN_FILE, _not_closed)}
SEARCH = declare("search", {"view": _looks_for_work, "mark": _looks_for_work, "order": _looks_for_work})
"""The records are the people searched for."""
