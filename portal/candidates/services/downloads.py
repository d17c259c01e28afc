"""A company is asked to delete what it saved of a person, is asked again, and confirms it."""

from portal.candidates.models import Candidate, DisclosureGrant, DownloadDeletion
from portal.candidates.workflow import DOWNLOADS
from portal.core import clock, db
from portal.core.actor import SYSTEM, Actor


def ask_to_delete(grant: DisclosureGrant) -> None:
    """Ask the company whose grant has ended to delete what it saved."""
    DOWNLOADS.create(
        "ask",
        DownloadDeletion(
            candidate_id=grant.candidate_id,
            organisation_id=grant.organisation_id,
            asked_on=clock.today(),
            candidate=db.session.get_one(Candidate, grant.candidate_id),
        ),
        actor=SYSTEM,
    )


def ask_to_delete_again(deletion: DownloadDeletion) -> None:
    """Ask a company again that has not confirmed."""
    db.session.refresh(deletion, ["candidate"])
    DOWNLOADS.apply("remind", deletion, actor=SYSTEM)


def confirm_deletion(deletion: DownloadDeletion, *, actor: Actor) -> None:
    """Note that the company has deleted what it saved."""
    DOWNLOADS.apply("confirm", deletion, actor=actor)
