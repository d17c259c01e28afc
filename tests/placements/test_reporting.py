"""Who reads that the end of a job must be reported: the caseworker what and when, the company nothing of the paper."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from portal.core import clock, db, i18n
from portal.core.outbox import OutboxMail
from portal.placements import services
from portal.placements.rules import BreakOffBy
from tests.factories.placements import Case
from tests.signing import sign_in

LAW = "AufenthG § 60d Abs. 3 S. 3"
ASKS_COMPANY = "Bitte sehen Sie auf der Kopie des Papiers nach."


def running(kind: str = "orientierungspraktikum", status: str = "beschaeftigungsduldung_60d") -> Case:
    case = Case(kind=kind, residence={"status_key": status})
    case.run()
    return case


def end(case: Case, how: str) -> None:
    if how == "broken_off":
        services.break_off(
            case.placement, actor=case.staff, ended_on=clock.today(), by=BreakOffBy.COMPANY, reason="Auftrag fehlt."
        )
    else:
        services.complete(case.placement, actor=case.staff, ended_on=clock.today())
    db.session.commit()


def mails(case: Case, how: str) -> dict[str, str]:
    """Give the text that each side was sent."""
    sent = db.session.query(OutboxMail).filter_by(kind=f"placements/{how}", record_id=case.placement.id)
    names = {case.member.email: "company", case.caseworker.email: "caseworker"}
    return {names[mail.address]: mail.body for mail in sent}


@pytest.mark.parametrize("how", ["broken_off", "completed"])
def test_the_caseworker_reads_who_must_report_the_end_to_whom_and_by_which_day(client: FlaskClient, how: str) -> None:
    case = running()
    end(case, how)
    sign_in(client, case.caseworker)

    page, mail = client.get(f"/placements/{case.placement.id}").text, mails(case, how)["caseworker"]

    last_day = i18n.day(clock.today() + timedelta(weeks=2))
    for text in (page, mail):
        assert LAW in text
        assert f"Hier bis {last_day}." in text
        assert "SGB III § 38 Abs. 1" in text
        assert ("§ 82 Abs. 6" in text) is (how == "broken_off")
        assert "§ 8a" not in text


@pytest.mark.parametrize("how", ["broken_off", "completed"])
def test_a_company_reads_the_same_of_every_paper(client: FlaskClient, how: str) -> None:
    told = []
    for status in ("beschaeftigungsduldung_60d", "fluechtling_25_2_1"):
        case = running(status=status)
        end(case, how)
        sign_in(client, case.member)
        page, mail = client.get(f"/placements/{case.placement.id}").text, mails(case, how)["company"]
        assert ASKS_COMPANY in page
        assert ASKS_COMPANY in mail
        assert "Hier bis" not in page + mail
        told.append(mail.replace(case.placement.number, "").replace(str(case.placement.id), ""))

    assert told[0] == told[1]


@pytest.mark.parametrize("kind", ["hospitation", "mag"])
def test_where_nobody_is_employed_nothing_is_to_be_reported(kind: str) -> None:
    case = running(kind)
    end(case, "broken_off")

    told = mails(case, "broken_off")

    assert ASKS_COMPANY not in told["company"]
    assert LAW not in told["caseworker"]


def test_whoever_does_not_see_the_paper_does_not_see_its_duties_either(client: FlaskClient) -> None:
    case = running()
    end(case, "broken_off")
    sign_in(client, case.coordinator())

    page = client.get(f"/placements/{case.placement.id}")

    assert page.status_code == 200
    assert LAW not in page.text
