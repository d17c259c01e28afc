"""The offices, companies and users of the demo."""

from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import select

from portal.accounts.models import User
from portal.accounts.services import users
from portal.accounts.services.invitations import Wanted
from portal.core import db
from portal.core.actor import Actor, Role
from portal.demo.stage import Plan, Stage, read
from portal.organisations.models import Membership, Office, Organisation
from portal.organisations.queries import actor_of
from portal.organisations.rules import Proof, register_key
from portal.organisations.services import companies, load_offices, members
from portal.organisations.services.offices import set_checks_twice
from portal.reference import snapshot

FIRST_DAY = 60
SUSPENDED_DAYS_AGO, INVITED_DAYS_AGO, AWAY_SINCE = 10, 4, 3
RECRUITER = ("Timo Regal", "personal@musterlogistik.example", "musterlogistik")
INVITED = ("Paula Palette", "ausbildung@musterlogistik.example")


def enter(plan: Plan) -> None:
    """Plan the entrance of everybody who signs in."""
    stage = plan.stage
    plan.add(FIRST_DAY, partial(_open_offices, stage))
    for key, person in read("staff").items():
        plan.add(FIRST_DAY, partial(_join_office, stage, key, person))
        if "checks_twice" in person:
            plan.add(FIRST_DAY, partial(_check_twice, stage, key))
    for key, company in read("companies").items():
        plan.add(FIRST_DAY, partial(_sign_up, stage, key, company))
        if company.get("state") == "suspended":
            plan.add(SUSPENDED_DAYS_AGO, partial(_suspend, stage, key))
    plan.add(FIRST_DAY, partial(_add_recruiter, stage))
    plan.add(INVITED_DAYS_AGO, partial(_invite_colleague, stage))
    plan.add(AWAY_SINCE, partial(_name_deputy, stage))


def _open_offices(stage: Stage) -> None:
    load_offices(snapshot())
    stage.offices = {office.key: office for office in db.session.scalars(select(Office))}


def _join_office(stage: Stage, key: str, person: dict[str, Any]) -> None:
    user = _user(stage, person["name"], person["email"])
    membership = members.join(user.id, Role(person["role"]), office_id=stage.offices[person["office"]].id)
    stage.staff[key], stage.actors[key] = user, actor_of(user, membership)


def _check_twice(stage: Stage, key: str) -> None:
    """Let an office want a second person's word on every check."""
    actor = stage.actors[key]
    set_checks_twice(db.session.get_one(Office, actor.office_id), wanted=True, actor=actor)


def _user(stage: Stage, name: str, email: str) -> User:
    user = users.create(name=name, email=email, hashed_password=stage.hashed_password)
    users.prove_address(user)
    return user


def _name_deputy(stage: Stage) -> None:
    """One caseworker is away: the colleague reads that mail and keeps those files meanwhile."""
    for key, person in read("staff").items():
        if "deputy" in person:
            until, deputy = stage.workday(person["absent_days"]), stage.staff[person["deputy"]]
            members.be_away(stage.staff[key], until=until, deputy_id=deputy.id, actor=stage.actors[key])


def _sign_up(stage: Stage, key: str, told: dict[str, Any]) -> None:
    company_id, data = db.new_id(), _company_data(told)
    if "email" in told:
        person = companies.Person(told["contact"], told["email"], stage.hashed_password, "de")
        companies.sign_up(company_id, data, person)
        stage.members[company_id] = _confirmed(company_id)
    else:
        companies.register(company_id, data, actor=stage.actors["sabine"])
    company = stage.companies[key] = db.session.get_one(Organisation, company_id)
    if told.get("state") != "registered":
        checker = "sabine" if "email" in told else "kerstin"
        companies.step("verify", company, actor=stage.actors[checker])


def _confirmed(company_id: UUID) -> Actor:
    membership = db.session.scalars(select(Membership).where(Membership.organisation_id == company_id)).one()
    user = db.session.get_one(User, membership.user_id)
    users.prove_address(user)
    return actor_of(user, membership)


def _company_data(told: dict[str, Any]) -> dict[str, Any]:
    proof, number = Proof(told["proof"]), told.get("register_number")
    place = next(row for row in snapshot().municipalities if row.name == told["town"])
    return {
        "name": told["name"],
        "proof": proof,
        "register_number": number,
        "register_key": register_key(proof, number) if number else None,
        "proof_note": None if number else "Rückruf am selben Tag, Angaben stimmen.",
        "street": told["street"],
        "postal_code": place.postal_codes[0],
        "town": told["town"],
        "ags": place.ags,
        "contact_name": told["contact"],
        "contact_phone": told["phone"],
        "contact_email": told.get("email"),
        "website": told.get("website"),
        "about": told["about"],
        "employees": told["employees"],
    }


def _suspend(stage: Stage, key: str) -> None:
    reason = "Drei Personen haben unabhängig voneinander von unbezahlten Überstunden berichtet."
    companies.step("suspend", stage.companies[key], actor=stage.actors["sabine"], reason=reason)


def _add_recruiter(stage: Stage) -> None:
    name, email, key = RECRUITER
    members.join(_user(stage, name, email).id, Role.RECRUITER, organisation_id=stage.companies[key].id)


def _invite_colleague(stage: Stage) -> None:
    name, email = INVITED
    company = stage.companies[RECRUITER[2]]
    wanted = Wanted(email, name, Role.RECRUITER, organisation_id=company.id)
    members.invite(wanted, actor=stage.members[company.id], invitation_id=db.new_id())
