"""The deeds with a proposal as one table: each event's form, words and service, and the page they share."""

from collections.abc import Callable
from contextlib import closing
from typing import Any
from uuid import UUID

from flask import flash, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.candidates import queries as candidates
from portal.candidates.forms.consents import ProofForm
from portal.candidates.rules import is_minor
from portal.core import clock, i18n
from portal.core.actor import Actor
from portal.core.attachments import Attachment
from portal.core.deeds import Step, check_possible, is_done, of, route
from portal.core.forms import BaseForm
from portal.core.permissions import may, require
from portal.core.uploads import paper
from portal.core.web import acting_user, done, page
from portal.organisations.queries import owes_purpose
from portal.organisations.rules import PURPOSE_VERSION
from portal.organisations.services import companies
from portal.proposals import forms, queries, services
from portal.proposals.models import Proposal
from portal.proposals.queries import interviews
from portal.proposals.queries.asked import asked
from portal.proposals.rules import ProposalState, side_of
from portal.proposals.services import Declined, permission
from portal.proposals.views.blueprint import bp
from portal.proposals.views.texts import insertion, is_inserting
from portal.proposals.workflow import WORKFLOW


def show_interest(proposal: Proposal, _form: Any, actor: Actor) -> None:
    """Take the promise with the interest, where it is the first; without an account the event keeps it."""
    if owes_purpose(actor):
        companies.accept_purpose(actor=actor)
    promise = None if actor.id else {"purpose": PURPOSE_VERSION}
    services.show_interest(proposal, actor=actor, details=promise)


def decline(proposal: Proposal, form: Any, actor: Actor) -> None:
    """Take the no with its reason, its note and its text for the person."""
    answer = Declined(form.reason.data, form.note.data or None, form.text_for_person.data or None)
    services.decline(proposal, answer, actor=actor)


def later(proposal: Proposal, form: Any, actor: Actor) -> None:
    """Put it off to the day that was named."""
    services.later(proposal, actor=actor, until=form.until.data, reason=form.reason.data)


def write(proposal: Proposal, form: Any, actor: Actor) -> None:
    """Take the question or the answer, and the file where the form has one."""
    said = {"actor": actor, "text": form.text.data, "message_id": form.new_id}
    if "file" not in form or not form.file.data:
        services.write(proposal, **said)
        return
    with closing(form.file.data.stream) as stream:
        services.write(proposal, **said, attachment=Attachment(*paper(stream)))


def ask_other_time(proposal: Proposal, form: Any, actor: Actor) -> None:
    """Take the person's wish."""
    services.ask_other_time(proposal, actor=actor, text=form.text.data, message_id=form.new_id)


def with_slots(form: Any, proposal: Proposal) -> Any:
    """Fill in the times the company offers."""
    slots = interviews.ahead(proposal)
    form.slot_id.choices = [(slot.id, f"{i18n.moment(slot.starts_at)}, {slot.place}") for slot in slots]
    return form


def _accept_form(proposal: Proposal, _actor: Actor) -> Any:
    return forms.AcceptForm(offer_kind=proposal.vacancy.text.offer_kind)


def _proof_form(proposal: Proposal, _actor: Actor) -> Any:
    return ProofForm.of(proposal.candidate)


def _each_yes(deed: Callable[..., None], proposal: Proposal, form: Any, actor: Actor) -> None:
    for proof in form.proofs:
        deed(proposal, actor=actor, proof=proof)


def _seen_form(proposal: Proposal, _actor: Actor) -> Any:
    form = forms.SeenForm(names_this_job=proposal.names_this_job)
    if not candidates.is_for_one_job(proposal.candidate_id):
        del form.names_this_job
    return form


STEPS = (
    Step(
        "show_interest",
        _l("Interesse zeigen"),
        _l("Danke. Wir geben es weiter."),
        lambda _proposal, actor: forms.InterestForm() if owes_purpose(actor) else BaseForm(),
        show_interest,
        _l("Den Namen sehen Sie, sobald die Person zugestimmt hat. Meist ist das schon geschehen."),
        "primary",
    ),
    Step(
        "accept",
        _l("Zusagen"),
        _l("Wie schön. Ein Platz ist reserviert, wir bereiten die Vereinbarung vor."),
        _accept_form,
        lambda proposal, form, actor: services.accept(proposal, actor=actor, offer_kind=form.offer_kind.data),
        _l("Wir reservieren einen Platz. Bitte beginnen Sie nicht, bevor alles erlaubt und unterschrieben ist."),
        "primary",
    ),
    Step(
        "invite",
        _l("Zum Gespräch einladen"),
        _l("Die Einladung ist verschickt."),
        of(forms.InviteForm),
        lambda proposal, form, actor: services.invite(
            proposal, actor=actor, slots=form.slots, note=form.note.data or None
        ),
        _l("Bieten Sie einen bis drei Termine an. Die Person wählt einen aus."),
    ),
    Step(
        "report_interview",
        _l("Vom Gespräch berichten"),
        _l("Danke. Die Beratung weiß Bescheid."),
        of(forms.OutcomeForm),
        lambda proposal, form, actor: services.report_interview(proposal, form.outcome.data, actor=actor),
        variant="primary",
    ),
    Step(
        "offer_times",
        _l("Neue Termine anbieten"),
        _l("Die neuen Termine sind verschickt."),
        of(forms.InviteForm),
        lambda proposal, form, actor: services.offer_times(
            proposal, actor=actor, slots=form.slots, note=form.note.data or None
        ),
        _l("Die bisherigen Termine fallen aus. Die Person wählt einen der neuen."),
    ),
    Step(
        "agree",
        _l("Ja der Person eintragen"),
        _l("Das Kurzprofil ist beim Betrieb."),
        _proof_form,
        lambda proposal, form, actor: _each_yes(services.agree, proposal, form, actor),
        _l("Das Ja gilt für diesen Betrieb und dieses Angebot: jetzt das Kurzprofil, der Name erst bei Interesse."),
        "primary",
    ),
    Step(
        "refuse",
        _l("Nein der Person eintragen"),
        _l("Das Nein ist eingetragen. Der Betrieb erfährt nichts."),
        of(forms.RefuseForm),
        lambda proposal, form, actor: services.refuse(proposal, actor=actor, reason=form.reason.data),
        _l("Nein sagen schadet nicht. Der Betrieb erfährt nichts davon."),
    ),
    Step(
        "give_name",
        _l("Name freigeben"),
        _l("Der Betrieb darf den Namen erfahren, sobald er Interesse hat."),
        _proof_form,
        lambda proposal, form, actor: _each_yes(services.give_name, proposal, form, actor),
        _l("Die Person hat zugestimmt, dass dieser Betrieb ihren Namen erfährt."),
    ),
    Step(
        "choose_slot",
        _l("Termin wählen"),
        _l("Der Termin steht fest."),
        lambda proposal, _actor: with_slots(forms.SlotChoiceForm(), proposal),
        lambda proposal, form, actor: services.choose_slot(proposal, actor=actor, slot_id=form.slot_id.data),
        variant="primary",
    ),
    Step(
        "cannot_come",
        _l("Die Person kann nicht kommen"),
        _l("Der Betrieb weiß Bescheid und kann neue Termine anbieten."),
        of(BaseForm),
        lambda proposal, _form, actor: services.cannot_come(proposal, actor=actor),
        _l("Alle angebotenen Termine fallen aus. Der Vorschlag bleibt bestehen."),
    ),
    Step(
        "ask_other_time",
        _l("Um eine andere Zeit bitten"),
        _l("Der Betrieb liest den Wunsch."),
        of(forms.OtherTimeForm),
        ask_other_time,
        _l("Die angebotenen Termine bleiben, bis der Betrieb neue nennt."),
    ),
    Step(
        "write",
        _l("Nachricht schreiben"),
        _l("Die Nachricht ist verschickt."),
        lambda _proposal, actor: forms.QuestionPageForm() if actor.company_id else forms.MessagePageForm(),
        write,
    ),
    Step(
        "nudge",
        _l("Noch einmal erinnern"),
        _l("Die Erinnerung ist unterwegs."),
        of(BaseForm),
        lambda proposal, _form, actor: services.nudge(proposal, actor=actor),
        _l("Wir schreiben der Seite, die jetzt antworten soll: höchstens einmal am Tag."),
    ),
    Step(
        "later",
        _l("Später entscheiden"),
        _l("Wir erinnern Sie an dem Tag."),
        of(forms.LaterForm),
        later,
    ),
    Step(
        "cancel_interview",
        _l("Gespräch absagen"),
        _l("Das Gespräch ist abgesagt. Ihr Interesse bleibt bestehen."),
        of(forms.CancelInterviewForm),
        lambda proposal, form, actor: services.cancel_interview(proposal, actor=actor, reason=form.reason.data),
        _l("Die Termine fallen aus. Den Vorschlag selbst sagen Sie damit nicht ab."),
        "tertiary",
    ),
    Step(
        "decline",
        _l("Passt diesmal nicht"),
        _l("Danke für Ihre Antwort. Die Beratung weiß Bescheid."),
        of(forms.DeclineForm),
        decline,
        variant="tertiary",
    ),
    Step(
        "withdraw",
        _l("Zurückziehen"),
        _l("Der Vorschlag ist zurückgezogen."),
        of(forms.WithdrawForm),
        lambda proposal, form, actor: services.withdraw(
            proposal, actor=actor, reason=form.reason.data, reason_code=form.code.data
        ),
        variant="tertiary",
    ),
    Step(
        "see_permission",
        _l("Geänderte Erlaubnis ansehen"),
        _l("Danke. Die Antwort ist neu geprüft."),
        _seen_form,
        lambda proposal, form, actor: permission.see_permission(
            proposal, actor=actor, names_this_job=form.names_this_job.data if "names_this_job" in form else None
        ),
        _l("Auf der Seite des Vorschlags steht unter „Rechtliches“, was jetzt gilt. Danach ist es für Sie erledigt."),
        "primary",
    ),
    Step(
        "supersede",
        _l("Als erledigt schließen"),
        _l("Der Vorschlag ist geschlossen. Der Betrieb bekommt eine neutrale Zeile."),
        of(BaseForm),
        lambda proposal, _form, actor: services.supersede(proposal, actor=actor),
        _l("Der Betrieb liest nur: Dieser Vorschlag hat sich erledigt."),
        "tertiary",
    ),
    Step(
        "reopen",
        _l("Wieder aufnehmen"),
        _l("Wir fragen die Person noch einmal."),
        of(BaseForm),
        lambda proposal, _form, actor: services.reopen(proposal, actor=actor),
        _l("Wir fragen zuerst die Person. Sagt sie ja, beginnt der Vorschlag neu."),
    ),
)
"""In the order of the page."""


def actions(actor: Actor, proposal: Proposal) -> list[dict[str, Any]]:
    """List what this actor can press now; interest is one click once the purpose is accepted."""
    possible = {row.event for row in WORKFLOW.possible(actor, proposal)} - pointless(proposal)
    if asked(proposal) in (None, side_of(actor)):
        possible.discard("nudge")
    is_click = not owes_purpose(actor)
    shown = [
        {
            "label": step.label,
            "url": address(proposal, step.event),
            "method": "post" if step.event == "show_interest" and is_click else "get",
            "variant": step.variant,
        }
        for step in STEPS
        if step.event in possible and not (step.event == "give_name" and proposal.name_agreed_at)
    ]
    if "agree" in possible:
        shown += _letters(proposal)
    if "choose_slot" in possible:
        shown.append({"label": _("Brief zum Gespräch drucken"), "url": address(proposal, "letter"), "method": "post"})
    if proposal.state is ProposalState.ACCEPTED and may(actor, "proposal:supersede", proposal):
        shown.append({"label": _("Andere Vorschläge schließen"), "url": address(proposal, "others"), "method": "get"})
    return shown


def _letters(proposal: Proposal) -> list[dict[str, Any]]:
    """Offer the question on paper, for a minor one letter to each who must say yes."""
    url = address(proposal, "question")
    shown = [{"label": _("Brief mit der Frage drucken"), "url": url, "method": "post"}]
    if is_minor(proposal.candidate.birth_date, clock.today()):
        label = _("Brief an die gesetzliche Vertretung drucken")
        shown.append({"label": label, "url": f"{url}?guardian=1", "method": "post"})
    return shown


def pointless(proposal: Proposal) -> set[str]:
    """Name what the state allows and nobody needs now: a look at nothing new, answers to no invitation."""
    known = {"see_permission"} if proposal.verdict is proposal.verdict_seen else set()
    if proposal.state is not ProposalState.INTERVIEW:
        return known
    answers = set() if interviews.ahead(proposal) else {"choose_slot", "cannot_come", "ask_other_time"}
    return known | answers | (set() if interviews.over(proposal) else {"report_interview"})


def address(proposal: Proposal, endpoint: str = "show") -> str:
    """Give the address of a page of this proposal."""
    return url_for(f"proposals.{endpoint}", proposal_id=proposal.id)


def missing_yes(proposal: Proposal) -> Any:
    """Say that a yes is kept and does not count alone; nothing where none is missing."""
    said = [bool(proposal.own_yes_at), bool(proposal.guardian_yes_at)]
    if proposal.name_agreed_at is not None or not any(said) or all(said):
        return None
    if proposal.own_yes_at:
        return _l("Das Ja der Person ist eingetragen. Jetzt fehlt noch das Ja der gesetzlichen Vertretung.")
    return _l("Das Ja der gesetzlichen Vertretung ist eingetragen. Jetzt fehlt noch das Ja der Person.")


def _take(step: Step, proposal_id: UUID) -> ResponseReturnValue:
    actor = acting_user()
    proposal = queries.one(actor, proposal_id)
    require(actor, f"proposal:{step.event}", proposal)
    check_possible(WORKFLOW, step.event, proposal)
    form, title = step.form(proposal, actor), proposal.vacancy.title
    texts = insertion(step.event, form, actor)
    if not is_inserting() and form.validate_on_submit() and is_done(form, lambda: step.deed(proposal, form, actor)):
        flash(missing_yes(proposal) or step.said, "success")
        return done(address(proposal) if may(actor, "proposal:view", proposal) else url_for("proposals.index"))
    return page("proposals/step.html", step=step, form=form, texts=texts, title=title, back=address(proposal))


route(bp, "proposal", STEPS, _take)
