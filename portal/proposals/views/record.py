"""The page of one proposal: the company's with the card alone, the caseworker's with the person."""

from uuid import UUID

from flask.typing import ResponseReturnValue

from portal.candidates.rules import CandidateState, DisclosureLevel
from portal.core import attachments, audit, calendar_file, clock, i18n
from portal.core.actor import Actor
from portal.core.errors import NotFound
from portal.core.permissions import may, require
from portal.core.web import acting_user, done, get_or_404, page, requires
from portal.proposals import mails, queries, services
from portal.proposals.forms import DECLINE_REASONS, NoteForm
from portal.proposals.models import Proposal
from portal.proposals.queries import interviews, searching
from portal.proposals.queries.searching import Hit
from portal.proposals.rules import KEEPS_INTERVIEW, OPEN, ProposalState, Side
from portal.proposals.views.blueprint import bp
from portal.proposals.views.next_steps import next_step
from portal.proposals.views.sheets import line, may_open, sheet, timeline
from portal.proposals.views.steps import actions, address
from portal.proposals.workflow import WORKFLOW
from portal.reference.terms import label


@bp.route("/<uuid:proposal_id>")
@requires("proposal:view")
def show(proposal_id: UUID) -> ResponseReturnValue:
    """Show a proposal to whoever may see it."""
    actor = acting_user()
    proposal = queries.one(actor, proposal_id)
    if actor.company_id is None:
        return _file(actor, proposal)
    return _of_company(actor, proposal, NoteForm())


def _of_company(actor: Actor, proposal: Proposal, form: NoteForm) -> ResponseReturnValue:
    return page(
        "proposals/show.html",
        sheet=sheet(actor, proposal),
        next=next_step(proposal, for_company=True),
        actions=actions(actor, proposal),
        form=form,
    )


@bp.route("/<uuid:proposal_id>/keep_note", methods=["POST"])
@requires("proposal:keep_note")
def keep_note(proposal_id: UUID) -> ResponseReturnValue:
    """Keep a note of the company on a proposal."""
    actor, form = acting_user(), NoteForm()
    proposal = queries.one(actor, proposal_id)
    require(actor, "proposal:keep_note", proposal)
    if form.validate_on_submit():
        services.keep_note(proposal, actor=actor, text=form.text.data or "", note_id=form.new_id)
        return done(address(proposal))
    return _of_company(actor, proposal, form)


@bp.route("/<uuid:proposal_id>/termin.ics")
@requires("proposal:view")
def calendar(proposal_id: UUID) -> ResponseReturnValue:
    """Give the interview for a calendar, while it stands."""
    actor = acting_user()
    proposal = queries.one(actor, proposal_id)
    is_closed = actor.company_id is not None and not queries.card(actor, proposal, at_most=DisclosureLevel.L1)
    keeps = proposal.state in KEEPS_INTERVIEW and not is_closed
    slot = get_or_404(interviews.fixed(proposal) if keeps else None)
    return calendar_file.download(mails.interview_file(proposal, slot))


@bp.route("/<uuid:proposal_id>/messages/<uuid:message_id>/file")
@requires("proposal:view")
def attachment(proposal_id: UUID, message_id: UUID) -> ResponseReturnValue:
    """Hand out a file of the thread, to be saved and never to be run in the browser; named by the proposal alone."""
    actor = acting_user()
    proposal = queries.one(actor, proposal_id)
    message = get_or_404(next((one for one in queries.thread(proposal) if one.id == message_id), None))
    if not message.file_key or not may_open(actor, proposal, message):
        raise NotFound
    is_inside = actor.company_id is None or message.side is Side.COMPANY
    return attachments.handed_out(message.file_key, proposal.number, is_inside=is_inside)


def _others(actor: Actor, proposal: Proposal) -> list[Hit]:
    """Give three other offers where a company said no or nothing, and the person may still be proposed."""
    if proposal.state not in (ProposalState.DECLINED, ProposalState.LAPSED) or not may(actor, "search:view"):
        return []
    candidate = searching.person(actor, proposal.candidate_id)
    return searching.others_for(candidate, clock.today()) if candidate.state is CandidateState.READY else []


def _file(actor: Actor, proposal: Proposal) -> ResponseReturnValue:
    level = DisclosureLevel.L2 if proposal.interested_at and proposal.name_agreed_at else DisclosureLevel.L1
    return page(
        "proposals/file.html",
        proposal=proposal,
        line=line(actor, proposal),
        next=next_step(proposal, for_company=False),
        actions=actions(actor, proposal),
        card=queries.preview(actor, proposal, level),
        thread=queries.thread(proposal),
        slots=queries.slots(proposal),
        keeps_interview=KEEPS_INTERVIEW,
        kind=label("placement_kinds", proposal.legal_kind, language=i18n.current().code),
        decline_reasons=DECLINE_REASONS,
        others=_others(actor, proposal),
        history=timeline(audit.history(WORKFLOW.name, proposal.id)),
        is_changed=proposal.state in OPEN and proposal.verdict is not proposal.verdict_seen,
    )
