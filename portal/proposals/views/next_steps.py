"""What happens next with a proposal, who must do it, by when: in the words of the company and of the office."""

from dataclasses import replace

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.core import i18n
from portal.core.deeds import NextStep
from portal.proposals.models import Proposal
from portal.proposals.queries import interviews
from portal.proposals.rules import ProposalState, Side

S = ProposalState


_COMPANY, _YOU, _OFFICE, _PERSON = _l("Betrieb"), _l("Ihr Betrieb"), _l("Integration Point"), _l("Person")

FOR_COMPANY = {
    S.PROPOSED: NextStep(
        _l("Bitte antworten Sie auf den Vorschlag"),
        _YOU,
        _l("Eine Antwort genügt: Interesse, später oder passt diesmal nicht."),
        tone="warning",
    ),
    S.ON_HOLD: NextStep(_l("Sie haben den Vorschlag zurückgestellt"), _YOU, _l("Sie können jederzeit antworten.")),
    S.INTERESTED: NextStep(
        _l("Laden Sie zum Gespräch ein, oder sagen Sie zu"),
        _YOU,
        _l("Auch eine Absage ist eine Antwort."),
        tone="warning",
    ),
    S.INTERVIEW: NextStep(_l("Nach dem Gespräch: Sagen Sie uns, wie es weitergeht"), _YOU),
    S.ACCEPTED: NextStep(
        _l("Wir bereiten die Vereinbarung vor"),
        _OFFICE,
        _l("Bitte beginnen Sie nicht, bevor alles erlaubt ist."),
        tone="success",
    ),
    S.DECLINED: NextStep(
        _l("Danke für Ihre Antwort"), text=_l("Sie können den Vorschlag 30 Tage lang wieder aufnehmen.")
    ),
    S.LAPSED: NextStep(_l("Die Frist ist vorbei"), text=_l("Passt es doch? Nehmen Sie den Vorschlag wieder auf.")),
    S.WITHDRAWN: NextStep(_l("Der Vorschlag ist zurückgezogen"), text=_l("Sie müssen nichts weiter tun.")),
    S.SUPERSEDED: NextStep(_l("Der Vorschlag hat sich erledigt"), text=_l("Sie müssen nichts weiter tun.")),
}
FOR_OFFICE = {
    S.ASKED: NextStep(_l("Die Person ist gefragt"), _PERSON, _l("Sie kann auch am Telefon oder bei Ihnen antworten.")),
    S.REFUSED: NextStep(
        _l("Die Person möchte nicht"), text=_l("Nein sagen schadet nicht. Sie müssen nichts weiter tun.")
    ),
    S.PROPOSED: NextStep(_l("Der Betrieb hat das Kurzprofil"), _COMPANY),
    S.ON_HOLD: NextStep(_l("Der Betrieb hat den Vorschlag zurückgestellt"), _COMPANY),
    S.INTERESTED: NextStep(_l("Der Betrieb hat Interesse"), _COMPANY, _l("Er lädt ein, sagt zu oder sagt ab.")),
    S.INTERVIEW: NextStep(_l("Es gibt ein Gespräch"), _COMPANY, _l("Klären Sie mit der Person, welcher Termin passt.")),
    S.ACCEPTED: NextStep(
        _l("Der Betrieb sagt zu"),
        _OFFICE,
        _l("Bereiten Sie die Vereinbarung vor und schließen Sie andere Vorschläge."),
        tone="success",
    ),
    S.DECLINED: NextStep(
        _l("Der Betrieb hat abgesagt"), _OFFICE, _l("Überlegen Sie, wie es für die Person weitergeht.")
    ),
    S.LAPSED: NextStep(_l("Niemand hat rechtzeitig geantwortet"), _OFFICE, _l("Ein Anruf hilft oft.")),
    S.WITHDRAWN: NextStep(_l("Der Vorschlag ist zurückgezogen")),
    S.SUPERSEDED: NextStep(_l("Der Vorschlag hat sich erledigt")),
}


def _about_interview(proposal: Proposal) -> NextStep | None:
    """Say what an interview waits for, unless it is for its day."""
    if interviews.over(proposal):
        return NextStep(_("Sagen Sie uns, ob das Gespräch stattgefunden hat"), _YOU, tone="warning")
    if interviews.fixed(proposal):
        return None
    if interviews.ahead(proposal):
        return NextStep(_("Die Person wählt einen Termin"), _PERSON)
    return NextStep(_("Bieten Sie neue Termine an"), _YOU, tone="warning")


def next_step(proposal: Proposal, *, for_company: bool) -> NextStep:
    """Say what happens next; while a question is open, whoever was asked is next."""
    if proposal.waiting_for is Side.OFFICE:
        title = _("Wir beantworten Ihre Frage") if for_company else _("Der Betrieb wartet auf Ihre Antwort")
        return NextStep(title, _OFFICE, _("So lange läuft keine Frist."), tone="info" if for_company else "warning")
    if not for_company and proposal.state in (S.INTERESTED, S.INTERVIEW) and proposal.name_agreed_at is None:
        return NextStep(_("Fragen Sie die Person, ob der Betrieb den Namen erfahren darf"), _OFFICE, tone="warning")
    if for_company and proposal.state is S.INTERVIEW and (about := _about_interview(proposal)):
        return about
    step = (FOR_COMPANY if for_company else FOR_OFFICE)[proposal.state]
    due = _("bis %(day)s", day=i18n.day(proposal.answer_due_on)) if proposal.answer_due_on else ""
    return replace(step, due=due)
