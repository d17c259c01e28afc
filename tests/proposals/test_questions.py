"""A company's questions: from the mail as from the page, and never what the law keeps out."""

import pytest

from portal.core import audit, db
from portal.proposals import queries, services
from portal.proposals.rules import AsksTooMuch, ProposalState, check_question
from tests.proposals.conftest import mails, state_of
from tests.proposals.test_links import link_in, proposed
from tests.timing import is_done_within

FORBIDDEN = """
Trägt sie ein Kopftuch?
Trägt die Frau Kopftücher?
Trägt sie Hijab?
Trägt sie einen Hidschab?
Trägt sie Nikab?
Welche Religion hat die Person?
Ist er Moslem?
Ist sie Muslima?
Ist er Christ?
Ist er christlich?
Betet er während der Arbeit?
Fastet sie im Ramadan?
Geht er in die Moschee?
Ist die Person katholisch?
Woher kommt die Person?
Wo kommt er eigentlich her?
Kommt er aus Syrien?
Aus welchem Land kommt sie?
Kommt sie aus der Türkei?
Ist sie Afghanin?
Ist Deutsch ihre Muttersprache?
Ist er Ausländer?
Ist er Roma?
Ist die junge Frau schwanger?
Plant sie Elternzeit?
Hat sie Kinder?
Wie viele Kinder hat sie?
Will sie noch Kinder bekommen?
Ist sie verheiratet?
Ist die Kinderbetreuung geregelt?
Ist er gesund?
Ist die Person oft krank?
War sie lange krank?
Hat er eine Behinderung?
Ist sie schwerbehindert?
Hat sie Allergien?
Ist er traumatisiert?
Hat er psychische Probleme?
Ist er behindert?
Warum ist sie nach Deutschland gekommen?
Wie lange ist er schon in Deutschland?
Ist sein Asylantrag durch?
Welchen Aufenthaltstitel hat sie?
Ist er Flüchtling?
Hat er eine Duldung?
Seit wann ist er in Deutschland?
"""
ALLOWED = """
Trägt sie bei der Arbeit Handschuhe?
Wir arbeiten mit Helm und Haube. Geht das?
Darf das Haar zusammen sein?
Kann sie Schutzkleidung tragen?
Gibt es Kleidung in ihrer Größe?
Glauben Sie, dass Samstag geht?
Wir wurden gebeten nachzufragen.
Unser Betrieb liegt neben der Kirche.
Wir sind eine christliche Einrichtung. Ist das recht?
Kann sie mit Schweinefleisch arbeiten?
Fast immer draußen?
Spricht sie Arabisch oder Türkisch?
Woher haben Sie unsere Nummer?
Wie gut ist ihr Deutsch?
Kommt sie mit dem Bus aus Neuburg?
Kennt er afghanische Küche?
Wo kommt die Person morgens los?
Hat sie Erfahrung mit Kindern?
Darf sie mit Kindern arbeiten?
Wir suchen Ersatz für eine Kollegin in Elternzeit.
Eine Mitarbeiterin ist schwanger, darum suchen wir.
Wir sind ein Familienbetrieb.
Kann sie 20 kg heben?
Liegt ein Gesundheitszeugnis vor?
Hat sie schon Kranke gepflegt?
Welche Krankenkasse?
Ist das eine Krankheitsvertretung?
Unsere Kollegin ist erkrankt, geht schon Montag?
Bis wann gilt die Arbeitserlaubnis?
Wo ist der Fluchtweg?
Der Aufenthaltsraum ist oben.
Ab wann kann die Person anfangen?
Ist sie in Deutschland Auto gefahren?
"""


@pytest.mark.parametrize("text", FORBIDDEN.strip().splitlines())
def test_what_the_law_keeps_out_is_refused_with_what_may_be_asked(text):
    with pytest.raises(AsksTooMuch, match="AsksTooMuch") as refused:
        check_question(f"Guten Tag,\n{text} Danke!")

    assert "AGG" in str(refused.value.message)


@pytest.mark.parametrize("text", ALLOWED.strip().splitlines())
def test_questions_about_the_work_pass(text):
    check_question(text)


@pytest.mark.parametrize(
    "text", ["ist er " * 800, "wo kommt " * 500, "a" * 4000, "hat die person die " * 300, "🙂\x00"]
)
def test_a_long_text_is_looked_through_at_once(text):
    assert is_done_within(1, lambda: check_question(text))


def test_a_question_from_the_mail_stops_the_clock_and_the_answer_is_read_there(client, scene):
    proposal, link = proposed(scene)
    question = {"deed": "write", "question-text": "Geht auch Samstag?", "question-record_id": str(proposal.id)}

    answers = [client.post(link, data=question) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert [one.text for one in queries.thread(proposal)] == ["Geht auch Samstag?"]
    assert audit.latest("proposal", proposal.id).channel == "link"
    assert mails().count("proposals/message") == 1
    db.session.expire_all()
    services.write(queries.by_id(proposal.id), actor=scene.office, text="Ja, gern.")
    db.session.commit()
    page = client.get(link_in("proposals/reply", scene.member.email)).text
    assert "Geht auch Samstag?" in page
    assert "Ja, gern." in page
    assert state_of(proposal) is ProposalState.PROPOSED


def test_a_forbidden_question_from_the_mail_is_refused_and_kept(client, scene):
    proposal, link = proposed(scene)

    answer = client.post(link, data={"deed": "write", "question-text": "Trägt sie ein Kopftuch?"})

    assert answer.status_code == 422
    assert "AGG" in answer.text
    assert "Trägt sie ein Kopftuch?</textarea>" in answer.text
    assert queries.thread(proposal) == []
    assert "proposals/message" not in mails()


def test_a_forbidden_question_on_the_page_is_refused_and_kept(as_firm, scene):
    proposal = scene.proposal()

    answer = as_firm.post(f"/proposals/{proposal.id}/write", data={"text": "Hat sie Kinder?"})

    assert answer.status_code == 422
    assert "Hat sie Kinder?</textarea>" in answer.text


def test_messages_that_may_name_the_person_are_not_read_behind_the_mail(client, scene):
    proposal, link = proposed(scene)
    services.show_interest(proposal, actor=scene.firm)
    services.write(proposal, actor=scene.office, text=f"Frau {scene.person.last_name} kommt gern.")
    db.session.commit()

    assert scene.person.last_name not in client.get(link).text
