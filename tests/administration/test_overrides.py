"""Rows of law that an installation lays over the shipped ones: two people, a source, a day, and no release."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from portal.administration import rules, services
from portal.administration.models import ReferenceOverride
from portal.administration.rules import OverrideState
from portal.administration.services import Row, follow_the_law
from portal.candidates import queries as candidates
from portal.core import audit, clock, db
from portal.core.actor import Actor, Role
from portal.core.errors import GuardRefused, NotFound
from portal.reference import Verdict, snapshot
from portal.reference.loading import shipped_cells
from portal.reference.tables import ResidenceRule
from tests.factories.candidates import CandidateFactory, ResidenceFactory
from tests.factories.organisations import actor_of, company_member, office_member
from tests.signing import sign_in

RULE = "t252_gfk"
RED = {"rule_id": RULE, "portal_decision": "red"}
JOB = "job_unbefristet"


def administrator() -> Actor:
    return actor_of(office_member(role=Role.ADMINISTRATOR))


def row(**changed) -> Row:
    """Describe a row that takes the permission of recognised refugees away."""
    values = {
        "table": "residence_rules",
        "values": RED,
        "valid_from": clock.today(),
        "valid_to": None,
        "source": "BGBl. 2026 I Nr. 1",
        "reason": "Das Gesetz hat sich geändert.",
    }
    return Row(**{**values, **changed})


def propose(actor: Actor | None = None, **changed) -> ReferenceOverride:
    return services.propose(row(**changed), actor=actor or administrator(), record_id=db.new_id())


def holding(**changed) -> ReferenceOverride:
    """Give a row that two administrators have let hold."""
    made = propose(**changed)
    services.approve(made, actor=administrator())
    db.session.commit()
    follow_the_law()
    return made


def decision() -> str:
    """Tell what the law says of recognised refugees in this process."""
    rule: ResidenceRule = snapshot().row("residence_rules", RULE)
    return rule.portal_decision.value


def test_a_proposed_row_lies_on_the_desk_of_the_others_who_can_decide(client):
    author, second = office_member(role=Role.ADMINISTRATOR), office_member(role=Role.ADMINISTRATOR)
    made = propose(actor_of(author))
    db.session.commit()
    title, seen = "die auf Ihre Freigabe warten", []
    for reader in (author, second):
        sign_in(client, reader)
        seen.append(title in client.get("/desk").text)
    linked = f"/administration/overrides/{made.id}" in client.get("/desk").text

    services.approve(made, actor=actor_of(second))
    db.session.commit()

    assert (seen, linked) == ([False, True], True)
    assert title not in client.get("/desk").text


def test_a_row_holds_once_another_administrator_has_approved_it():
    made = propose()
    follow_the_law()
    proposed = decision()

    services.approve(made, actor=administrator())
    follow_the_law()

    assert (proposed, decision()) == ("green", "red")
    assert made.decided_by_id not in (None, made.proposed_by_id)


def test_nobody_approves_or_refuses_what_they_proposed():
    author = administrator()
    made = propose(author)

    with pytest.raises(GuardRefused):
        services.approve(made, actor=author)
    with pytest.raises(GuardRefused):
        services.refuse(made, actor=author, reason="Doch nicht")

    assert made.state is OverrideState.PROPOSED


def test_the_history_names_the_table_and_its_fields_and_no_value():
    made = holding()

    events = audit.history("override", made.id)

    assert [event.name for event in events] == ["approve", "propose"]
    assert events[0].details == {"table": "residence_rules", "fields": ["portal_decision", "rule_id"]}


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"values": {"rule_id": RULE, "portal_decision": "blue"}}, "portal_decision"),
        ({"values": {"rule_id": RULE, "colour": "red"}}, "colour"),
        ({"values": {"portal_decision": "red"}}, "rule_id"),
        ({"values": {"rule_id": "new_rule", "portal_decision": "red"}}, "residence_rules"),
        ({"table": "disclosure_fields", "values": {"field": "name", "L0": "yes"}}, "disclosure_fields"),
        ({"table": "no_such_table"}, "no_such_table"),
    ],
)
def test_what_the_table_would_refuse_is_refused(changed, said):
    with pytest.raises(GuardRefused) as refused:
        propose(**changed)

    assert said in str(refused.value.message)
    assert db.session.query(ReferenceOverride).count() == 0


def test_a_row_holds_between_its_days_alone(time_machine):
    today = clock.today()
    holding(valid_from=today + timedelta(days=2), valid_to=today + timedelta(days=4))
    found = []
    for days in range(6):
        time_machine.move_to(clock.start_of(today + timedelta(days=days)) + timedelta(hours=11))
        follow_the_law()
        found.append(decision())

    assert found == ["green", "green", "red", "red", "red", "green"]


def test_a_row_ends_by_another_row_that_somebody_else_approves():
    made = holding()
    author = administrator()
    end = services.propose_end(made, actor=author, valid_from=clock.today(), reason="Irrtum", record_id=db.new_id())
    follow_the_law()
    proposed = decision()

    with pytest.raises(GuardRefused):
        services.approve(end, actor=author)
    services.approve(end, actor=administrator())
    follow_the_law()

    assert (proposed, decision()) == ("red", "green")
    assert db.session.query(ReferenceOverride).count() == 2


def test_a_refused_row_never_holds():
    made = propose()

    services.refuse(made, actor=administrator(), reason="Die Fundstelle stimmt nicht.")
    follow_the_law()

    assert (made.state, decision()) == (OverrideState.REFUSED, "green")


def test_a_row_that_a_release_has_made_unfit_gives_way_to_the_shipped_one():
    made = holding()
    made.values = {"rule_id": RULE, "portal_decision": "blue"}
    made.decided_at = clock.now() + timedelta(seconds=1)
    db.session.commit()

    follow_the_law()

    assert decision() == "green"


def test_the_permission_of_a_person_follows_at_once(client: FlaskClient):
    person = CandidateFactory(ready_for_work=True)
    ResidenceFactory(candidate_id=person.id, permission_on_paper=None)
    before = candidates.work_permission(person.id, JOB, clock.today()).verdict
    services.approve(propose(), actor=administrator())
    db.session.commit()

    client.get("/desk")  # any request of any process looks whether the law is still the same

    assert (before, candidates.work_permission(person.id, JOB, clock.today()).verdict) == (
        Verdict.ALLOWED,
        Verdict.FORBIDDEN,
    )


def test_two_administrators_go_the_whole_way_in_the_browser(client: FlaskClient):
    author, other = (office_member(role=Role.ADMINISTRATOR) for _ in range(2))
    number = [one.rule_id for one in snapshot().residence_rules].index(RULE)
    address = f"/administration/reference/residence_rules/new?row={number}"
    sign_in(client, author)
    assert f"rule_id = {RULE}" in client.get(address).text
    cells = {**shipped_cells(ResidenceRule, (RULE,)), "portal_decision": "red"}
    data = {
        "record_id": str(db.new_id()),
        "values": rules.written(cells),
        "valid_from": clock.today().isoformat(),
        "source": "BGBl. 2026 I Nr. 1",
        "reason": "Neu",
    }

    looked = client.post(address, data={**data, "deed": "check"})
    made = client.post(address, data={**data, "deed": "propose"})

    assert looked.status_code == 200
    assert "mitgelieferten Fällen" in looked.text
    assert "Erlaubt → Bitte fragen" in looked.text
    assert made.status_code == 303
    own = client.post(made.location, data={"deed": "approve"})
    assert own.status_code == 422
    assert "selbst vorgeschlagen" in own.text

    sign_in(client, other)
    page = client.get(made.location).text
    assert author.name in page
    assert client.post(made.location, data={"deed": "approve"}).status_code == 303
    listed = client.get("/administration/reference").text
    assert "gilt heute" in listed
    assert decision() == "red"
    assert db.session.query(ReferenceOverride).one().values == RED
    assert "Ende vorschlagen" in client.get(made.location).text
    ended = client.post(f"{made.location}/end", data={**data, "reason": "Irrtum", "record_id": str(db.new_id())})
    assert ended.status_code == 303


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("values", "kein Gleichheitszeichen", "nicht zu lesen"),
        ("values", "rule_id = x\nrule_id = y", "nicht zu lesen"),
        ("values", f"rule_id = {RULE}\nportal_decision = blue", "passt nicht in die Tabelle"),
        ("values", "", ""),
        ("valid_from", "gestern", ""),
        ("valid_to", "2020-01-01", "vor dem Beginn"),
        ("source", "", ""),
        ("reason", "", ""),
        ("record_id", "nonsense", ""),
    ],
)
def test_bad_input_is_refused_in_the_form(client: FlaskClient, field: str, value: str, said: str):
    sign_in(client, office_member(role=Role.ADMINISTRATOR))
    data = {
        "record_id": str(db.new_id()),
        "values": rules.written(RED),
        "valid_from": clock.today().isoformat(),
        "source": "BGBl.",
        "reason": "Neu",
        "deed": "propose",
    }

    answer = client.post("/administration/reference/residence_rules/new", data={**data, field: value})

    assert answer.status_code == 422
    assert said in answer.text
    assert db.session.query(ReferenceOverride).count() == 0


def test_a_refusal_without_a_reason_is_none(client: FlaskClient):
    made = propose()
    db.session.commit()
    sign_in(client, office_member(role=Role.ADMINISTRATOR))

    assert client.post(f"/administration/overrides/{made.id}", data={"deed": "refuse"}).status_code == 422


def test_a_double_click_proposes_one_row():
    author, name = administrator(), db.new_id()

    for _ in range(2):
        services.propose(row(), actor=author, record_id=name)

    assert db.session.query(ReferenceOverride).count() == 1


@pytest.mark.parametrize("role", [Role.CASEWORKER, Role.COORDINATOR, Role.EMPLOYER_SERVICE, Role.AUTHORITY])
def test_nobody_else_touches_the_law(client: FlaskClient, role: Role):
    made, member = propose(), office_member(role=role)
    db.session.commit()
    with pytest.raises(NotFound):
        propose(actor_of(member))
    sign_in(client, member)

    for path in ("reference", "reference/residence_rules/new", f"overrides/{made.id}", f"overrides/{made.id}/end"):
        assert client.get(f"/administration/{path}").status_code in (403, 404)
    assert client.post(f"/administration/overrides/{made.id}", data={"deed": "approve"}).status_code in (403, 404)
    assert made.state is OverrideState.PROPOSED


def test_a_company_has_no_law_either(client: FlaskClient):
    sign_in(client, company_member())

    assert client.get("/administration/reference").status_code in (403, 404)


@pytest.mark.parametrize("table", ["disclosure_fields", "nonsense", "terms"])
def test_other_tables_are_not_there(client: FlaskClient, table: str):
    sign_in(client, office_member(role=Role.ADMINISTRATOR))

    assert client.get(f"/administration/reference/{table}").status_code == 404
    assert client.get(f"/administration/reference/{table}/new").status_code == 404


def test_every_table_of_law_is_shown(client: FlaskClient):
    sign_in(client, office_member(role=Role.ADMINISTRATOR))

    for table in rules.LAW:
        assert client.get(f"/administration/reference/{table}").status_code == 200
        assert client.get(f"/administration/reference/{table}/new?row=0").status_code == 200


def test_cells_are_read_as_they_are_written():
    cells = {"rule_id": "x", "note": "a = b", "valid_to": ""}

    assert rules.read(rules.written(cells)) == cells
