"""May this person do this kind of work: the residence data of the file put to the rules of law."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import TypeVar
from uuid import UUID

from sqlalchemy import select

from portal.candidates.models import Residence, ScreeningCheck
from portal.candidates.rules import ScreeningItem, is_checked, whole_months
from portal.core import clock, db
from portal.reference import (
    Answer,
    Evidence,
    Housing,
    Paper,
    ResidenceFacts,
    WorkPermission,
    decide_on_evidence,
    snapshot,
)

UNKNOWN = "unknown"
Code = TypeVar("Code", bound=StrEnum)


def residence_of(candidate_id: UUID) -> Residence | None:
    """Give what is known of a person's residence document; pages ask `candidate:view_residence` first."""
    return db.session.scalars(select(Residence).where(Residence.candidate_id == candidate_id)).one_or_none()


def residence_facts(residence: Residence | None, on: date) -> ResidenceFacts:
    """Turn the file into facts; whatever is blank is unknown."""
    if residence is None:
        return ResidenceFacts()
    return ResidenceFacts(
        status_key=residence.status_key or UNKNOWN,
        months_stay=whole_months(residence.stay_since, on),
        housing=_known(Housing, residence.housing),
        safe_origin_after_cutoff=_known(Answer, residence.safe_origin_after_cutoff),
        abh_ban_decision=_known(Answer, residence.abh_ban_decision),
        permission_on_paper=_known(Paper, residence.permission_on_paper),
        card_valid_until=residence.card_valid_until,
        old_title=residence.old_title or UNKNOWN,
        nationality_ukraine=_known(Answer, residence.nationality_ukraine),
        title_valid_2026_02_01=_known(Answer, residence.title_valid_2026_02_01),
        named_job=_known(Answer, residence.named_job),
    )


def _known(codes: type[Code], value: str | None) -> Code:
    """Read a code; blank or not understood is unknown, which never improves an answer."""
    return codes(value) if value in set(codes) else codes(UNKNOWN)


@dataclass(frozen=True)
class PaperFile:
    """What a file says of the residence document, and the checks of it."""

    residence: Residence | None = None
    checks: tuple[ScreeningCheck, ...] = ()


def paper_files(candidate_ids: Collection[UUID]) -> dict[UUID, PaperFile]:
    """Give this of some people in two statements, by person."""
    papers = db.session.scalars(select(Residence).where(Residence.candidate_id.in_(candidate_ids)))
    residences = {one.candidate_id: one for one in papers}
    checks = defaultdict(list)
    of_papers = (ScreeningCheck.item == ScreeningItem.RESIDENCE) & ScreeningCheck.candidate_id.in_(candidate_ids)
    for check in db.session.scalars(select(ScreeningCheck).where(of_papers)):
        checks[check.candidate_id].append(check)
    return {one: PaperFile(residences.get(one), tuple(checks[one])) for one in candidate_ids}


def work_permission(candidate_id: UUID, kind: str, on: date, *, names_this_job: bool = False) -> WorkPermission:
    """Decide whether a person may do a legal kind of work from a day; the default is to ask.

    Args: names_this_job: a caseworker has read on the paper that it is given for exactly this company and this work.
    """
    paper = paper_files([candidate_id])[candidate_id]
    return permission_by(paper, kind, on, names_this_job=names_this_job)


def permission_by(paper: PaperFile, kind: str, on: date, *, names_this_job: bool = False) -> WorkPermission:
    """Decide from what was loaded: it counts once somebody has seen it, and as long as that check holds today."""
    is_seen = is_checked(ScreeningItem.RESIDENCE, paper.checks, clock.today())
    facts = residence_facts(paper.residence, on)
    if names_this_job and facts.named_job is Answer.UNKNOWN:
        facts = replace(facts, named_job=Answer.YES)
    return decide_on_evidence(facts, kind, on, Evidence(is_seen, names_this_job), tables=snapshot())


def is_for_one_job(candidate_id: UUID) -> bool:
    """Tell whether a person's paper allows one job alone; which one it is must be read on it for every company."""
    facts = residence_facts(residence_of(candidate_id), clock.today())
    return facts.permission_on_paper is Paper.THIS_JOB or facts.named_job is Answer.YES
