"""What a company's program does: its offers, and the proposals made to it, by the services of every page."""

from math import ceil
from typing import Any
from uuid import UUID

from flask import request, url_for

from portal.api.forms.contents import content_of
from portal.api.forms.offers import NewOffer, OfferText, OwnOffer, OwnOffers, OwnOfferText, Told, Withdrawal
from portal.api.forms.proposals import CardField, Decline, Nothing, Proposal, Proposals, ProposalSheet
from portal.api.queries import offers as named
from portal.api.rules import TokenScope, Unfit, at
from portal.api.services import offers as services
from portal.api.views.board import told
from portal.api.views.door import Needs, bearer, endpoint
from portal.candidates.rules import DisclosureLevel
from portal.core import paging
from portal.core.forms import REQUIRED
from portal.core.outbox import external_url
from portal.proposals import models, queries
from portal.proposals import services as answering
from portal.proposals.rules import DeclineReason
from portal.proposals.services import Declined
from portal.vacancies import queries as vacancies
from portal.vacancies import services as offering
from portal.vacancies.models import Vacancy
from portal.vacancies.rules import VersionState

S = TokenScope


@endpoint("GET", "/company/offers", OwnOffers, needs=Needs("vacancy:list_own", S.OFFERS_READ))
def company_offers() -> OwnOffers:
    """List the company's offers, the newest first."""
    found, total = vacancies.own(bearer().actor, vacancies.Filters(), page=paging.number())
    return OwnOffers(items=[OwnOffer(**_line(one)) for one in found], **page_of(total))


@endpoint("POST", "/company/offers", OwnOffer, needs=Needs("vacancy:draft", S.OFFERS_WRITE), sends=NewOffer, status=201)
def create_offer(sent: NewOffer) -> OwnOffer:
    """Make an offer; 409 with a `link` where the company has one of this `external_id`."""
    content, actor = content_of(sent), bearer().actor
    return OwnOffer(**_line(services.create(sent.external_id, content, hands_in=sent.hand_in, actor=actor)))


@endpoint("GET", "/company/offers/<name>", OwnOfferText, needs=Needs("vacancy:view", S.OFFERS_READ))
def company_offer(name: str) -> OwnOfferText:
    """Give one of the company's offers, by its `external_id` or our reference."""
    vacancy = named.named(bearer().actor, name)
    newest = vacancy.version_in(VersionState.DRAFT) or vacancy.version_in(VersionState.IN_REVIEW) or vacancy.text
    return OwnOfferText.model_construct(**_line(vacancy), text=Told.model_construct(**told(newest)))


@endpoint("PUT", "/company/offers/<name>", OwnOffer, needs=Needs("vacancy:edit", S.OFFERS_WRITE), sends=OfferText)
def change_offer(name: str, sent: OfferText) -> OwnOffer:
    """Let an offer say this; what is on the board stays there until the new text is reviewed."""
    vacancy = named.named(bearer().actor, name)
    services.update(vacancy, content_of(sent), hands_in=sent.hand_in, actor=bearer().actor)
    return OwnOffer(**_line(vacancy))


@endpoint(
    "POST",
    "/company/offers/<name>/withdraw",
    OwnOffer,
    needs=Needs("vacancy:withdraw", S.OFFERS_WRITE),
    sends=Withdrawal,
)
def withdraw_offer(name: str, sent: Withdrawal) -> OwnOffer:
    """Take an offer back."""
    vacancy = named.named(bearer().actor, name)
    offering.withdraw(vacancy, actor=bearer().actor, code=sent.reason_code, reason=sent.reason)
    return OwnOffer(**_line(vacancy))


def _line(vacancy: Vacancy) -> dict[str, Any]:
    return {
        "reference": vacancy.number,
        "external_id": vacancy.external_ref,
        "title": vacancy.title,
        "state": vacancy.state,
        "is_in_review": vacancy.version_in(VersionState.IN_REVIEW) is not None,
        "places": vacancy.places,
        "taken": vacancy.taken,
        "published_at": vacancy.published_at,
        "expires_on": vacancy.expires_on,
        "url": external_url(url_for("vacancies.show", vacancy_id=vacancy.id)),
    }


@endpoint("GET", "/company/proposals", Proposals, needs=Needs("proposal:view", S.PROPOSALS_READ))
def company_proposals() -> Proposals:
    """List the proposals made to the company that are open; with `all=1` every one."""
    filters = queries.Filters(is_open=request.args.get("all") != "1")
    found, total = queries.visible_to(bearer().actor, filters, page=paging.number())
    return Proposals(items=[Proposal(**_proposal(one)) for one in found], **page_of(total))


@endpoint("GET", "/company/proposals/<uuid:proposal_id>", ProposalSheet, needs=Needs("proposal:view", S.PROPOSALS_READ))
def company_proposal(proposal_id: UUID) -> ProposalSheet:
    """Give a proposal with what the company may know of the person now; the look is noted for the person to read."""
    actor = bearer().actor
    proposal = queries.one(actor, proposal_id)
    card = queries.card(actor, proposal, at_most=queries.highest_level(actor), channel="api")
    fields = [CardField(name=key.name.lower(), label=label, text=text) for key, label, text in card.named_lines]
    note = proposal.note_to_company if card.level is not DisclosureLevel.L0 else None
    return ProposalSheet(**_proposal(proposal), level=card.level, card=fields, note_to_company=note)


@endpoint(
    "POST",
    "/company/proposals/<uuid:proposal_id>/interest",
    Proposal,
    needs=Needs("proposal:show_interest", S.PROPOSALS_ANSWER),
    sends=Nothing,
)
def show_interest(proposal_id: UUID, sent: Nothing) -> Proposal:
    """Show interest; the key's maker must have promised on a page what people's data are for."""
    proposal = queries.one(bearer().actor, proposal_id)
    answering.show_interest(proposal, actor=bearer().actor)
    return Proposal(**_proposal(proposal))


@endpoint(
    "POST",
    "/company/proposals/<uuid:proposal_id>/decline",
    Proposal,
    needs=Needs("proposal:decline", S.PROPOSALS_ANSWER),
    sends=Decline,
)
def decline(proposal_id: UUID, sent: Decline) -> Proposal:
    """Say that it does not fit this time; where no reason of the list fits, in a `note`."""
    if sent.reason is DeclineReason.OTHER and not sent.note:
        raise Unfit([at("note", REQUIRED)])
    proposal = queries.one(bearer().actor, proposal_id)
    answer = Declined(sent.reason, sent.note or None, sent.text_for_person or None)
    answering.decline(proposal, answer, actor=bearer().actor)
    return Proposal(**_proposal(proposal))


def _proposal(proposal: models.Proposal) -> dict[str, Any]:
    return {
        "id": proposal.id,
        "number": proposal.number,
        "state": proposal.state,
        "offer": proposal.vacancy.number,
        "offer_external_id": proposal.vacancy.external_ref,
        "answer_due_on": proposal.answer_due_on if proposal.clock_stopped_on is None else None,
        "url": external_url(url_for("proposals.show", proposal_id=proposal.id)),
    }


def page_of(total: int) -> dict[str, int]:
    """Say where in a list one is."""
    return {"page": paging.number(), "pages": ceil(total / paging.PAGE_SIZE), "total": total}
