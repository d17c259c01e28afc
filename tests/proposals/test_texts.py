"""A company's own short texts: written once, put into refusals and invitations, seen by nobody else."""

import pytest

from portal.core import db
from portal.core.db import new_id
from portal.proposals import queries
from portal.proposals.models import TextBlock
from portal.proposals.rules import TextUse
from tests.proposals.conftest import IN_A_WEEK, act_for
from tests.proposals.test_links import link_in, prove
from tests.signing import sign_in

FULL = {"use": "decline", "title": "Platz besetzt", "text": "Der Platz ist leider vergeben. Alles Gute!"}


def block(scene, use: TextUse = TextUse.DECLINE, **values: str) -> TextBlock:
    """Keep a text of the company."""
    content = {"title": "Platz besetzt", "text": "Der Platz ist leider vergeben.", **values}
    made = TextBlock(id=new_id(), organisation_id=scene.company.id, use=use, **content)
    db.session.add(made)
    db.session.commit()
    return made


def texts() -> list[TextBlock]:
    """Read all texts afresh."""
    db.session.expire_all()
    return list(db.session.query(TextBlock).order_by(TextBlock.id))


def test_a_text_is_written_changed_and_deleted(as_firm, scene):
    record = {"record_id": str(new_id())}
    for _ in range(2):
        assert as_firm.post("/proposals/texts/new", data={**FULL, **record}).status_code == 303
    [made] = texts()
    assert "Platz besetzt" in as_firm.get("/proposals/texts").text
    change = {**FULL, "title": "Schon vergeben", "version": str(made.version)}
    assert as_firm.post(f"/proposals/texts/{made.id}", data=change).status_code == 303
    assert [one.title for one in texts()] == ["Schon vergeben"]
    assert as_firm.post(f"/proposals/texts/{made.id}", data=change).status_code == 409

    assert as_firm.post(f"/proposals/texts/{made.id}/remove").status_code == 303
    assert texts() == []


@pytest.mark.parametrize("missing", [{"title": ""}, {"text": ""}, {"use": "x"}, {"text": "x" * 501}, {"title": "\x00"}])
def test_a_text_without_what_it_needs_is_refused(as_firm, missing):
    answer = as_firm.post("/proposals/texts/new", data={**FULL, **missing})

    assert answer.status_code == 422
    assert texts() == []


def test_another_company_finds_no_text(client, scene, stranger):
    made = block(scene)
    sign_in(client, stranger)

    assert "Platz besetzt" not in client.get("/proposals/texts").text
    for method, path in (("get", ""), ("post", ""), ("post", "/remove")):
        assert getattr(client, method)(f"/proposals/texts/{made.id}{path}", data=FULL).status_code == 404
    assert len(texts()) == 1


def test_a_text_goes_into_a_refusal_without_a_script_and_keeps_what_was_written(as_firm, scene):
    made, proposal = block(scene), scene.proposal()
    page = as_firm.get(f"/proposals/{proposal.id}/decline").text
    assert f'value="{made.id}"' in page

    answer = as_firm.post(
        f"/proposals/{proposal.id}/decline",
        data={"reason": "hours", "text_for_person": "Guten Tag,", "text_id": str(made.id), "insert": "1"},
    )

    assert answer.status_code == 200
    assert "Guten Tag,\nDer Platz ist leider vergeben.</textarea>" in answer.text.replace("\r\n", "\n")
    assert queries.by_id(proposal.id).state == "proposed"


def test_staff_who_act_for_the_company_put_its_texts_in(client, scene, service):
    made, proposal = block(scene), scene.proposal()
    act_for(client, service, scene.company)

    assert f'value="{made.id}"' in client.get(f"/proposals/{proposal.id}/decline").text
    assert client.get("/proposals/texts").status_code == 403


@pytest.mark.parametrize("text_id", ["", "x", "01a21953-aada-7000-afc0-9e49d8f5efcd"])
def test_a_text_that_is_not_the_own_is_not_put_in(as_firm, scene, text_id):
    block(scene)
    proposal = scene.proposal()

    answer = as_firm.post(f"/proposals/{proposal.id}/decline", data={"text_id": text_id, "insert": "1"})

    assert answer.status_code == 200
    assert "vergeben.</textarea>" not in answer.text


def test_what_an_invitation_says_is_read_by_the_person(client, scene):
    made = block(scene, TextUse.INVITE, title="Empfang", text="Bitte am Empfang melden.")
    proposal = scene.proposal("interested")
    sign_in(client, scene.member)
    times = {"first-starts_at": f"{IN_A_WEEK}T10:00", "first-place": "Tor 3"}
    form = client.post(f"/proposals/{proposal.id}/invite", data={**times, "text_id": str(made.id), "insert": "1"}).text
    assert "Bitte am Empfang melden.</textarea>" in form
    assert "Tor 3" in form

    client.post(f"/proposals/{proposal.id}/invite", data={**times, "note": "Bitte am Empfang melden."})

    assert "Bitte am Empfang melden." in client.get(f"/proposals/{proposal.id}").text
    link = link_in("proposals/invited_person")
    prove(client, link, scene.person)
    assert "Bitte am Empfang melden." in client.get(link).text
