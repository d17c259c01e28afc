"""Why a work permission was decided as it was, and how firms and caseworkers read it."""

from enum import StrEnum

from portal.reference.codes import Verdict
from portal.reference.texts import N_, Text


class Reason(StrEnum):
    """The step of the decision that gave the answer."""

    KIND_UNKNOWN = "kind_unknown"
    KIND_ASKS = "kind_asks"
    NOT_EMPLOYMENT = "not_employment"
    MEASURE_OPEN = "measure_open"
    MEASURE_ASKS = "measure_asks"
    NO_RULE = "no_rule"
    BENEFIT_ASKS = "benefit_asks"
    OLD_TITLE_UNCLEAR = "old_title_unclear"
    BAN = "ban"
    BAN_CONTRADICTED = "ban_contradicted"
    ON_PAPER = "on_paper"
    RULE_ASKS = "rule_asks"
    FREE = "free"
    PAPER_CONTRADICTS = "paper_contradicts"
    MONTHS_UNKNOWN = "months_unknown"
    WAITING = "waiting"
    CONSENT_UNCLEAR = "consent_unclear"
    PERMISSION_NEEDED = "permission_needed"
    JOB_UNCLEAR = "job_unclear"
    PAPER_UNSEEN = "paper_unseen"
    CARD_UNDATED = "card_undated"
    CARD_OVER = "card_over"


VERIFY_NOTE = N_("Der geltende Gesetzestext ist hier noch nicht geprüft. Bitte fragen Sie die zuständige Stelle.")

_FIRM = {
    Verdict.ALLOWED: N_("Die Person darf bei Ihnen anfangen."),
    Verdict.ALLOWED_WITH_PERMISSION: N_("Vor dem Start ist eine Erlaubnis nötig. Bitte beginnen Sie nicht vorher."),
    Verdict.ASK: N_("Die Erlaubnis wird geklärt. Bitte beginnen Sie nicht vorher."),
    Verdict.FORBIDDEN: N_("Diese Art der Beschäftigung ist zurzeit nicht möglich."),
}
_FIRM_APPROVAL = N_("Der Start ist möglich, sobald die Bewilligung da ist. Bitte beginnen Sie nicht vorher.")

_CASEWORKER = {
    Reason.KIND_UNKNOWN: N_("Die Art des Einsatzes ist nicht festgelegt. Bitte wählen Sie eine Art."),
    Reason.KIND_ASKS: N_("Bei dieser Art entscheidet die zuständige Stelle im Einzelfall. Bitte dort fragen."),
    Reason.NOT_EMPLOYMENT: N_("Das ist keine Beschäftigung. Eine Erlaubnis ist nicht nötig."),
    Reason.MEASURE_OPEN: N_("Die Maßnahme ist keine Beschäftigung. Nötig ist die Bewilligung vor dem Beginn."),
    Reason.MEASURE_ASKS: N_("Der Zugang zur Arbeit ist nicht offen. Ob die Maßnahme geht, entscheidet die Stelle."),
    Reason.NO_RULE: N_("Angaben fehlen oder das Papier ist abgelaufen. Bitte die Ausländerbehörde fragen."),
    Reason.BENEFIT_ASKS: N_("Diese Arbeitsgelegenheit gibt es nur im SGB II. Bitte das Jobcenter fragen."),
    Reason.OLD_TITLE_UNCLEAR: N_("Der alte Aufenthaltstitel ist nicht klar. Bitte die Ausländerbehörde fragen."),
    Reason.BAN: N_("Es gilt ein Beschäftigungsverbot."),
    Reason.BAN_CONTRADICTED: N_("Verbot und Erlaubnis widersprechen sich. Bitte die Ausländerbehörde fragen."),
    Reason.ON_PAPER: N_("Die Erlaubnis steht auf dem Papier. Weiter ist nichts zu fragen."),
    Reason.RULE_ASKS: N_("Die Angaben reichen nicht für eine sichere Antwort. Bitte die Ausländerbehörde fragen."),
    Reason.FREE: N_("Erwerbstätigkeit ist erlaubt. Bitte den Eintrag auf dem Papier ansehen."),
    Reason.PAPER_CONTRADICTS: N_("Der Eintrag passt nicht zum Titel. Bitte die Ausländerbehörde fragen."),
    Reason.MONTHS_UNKNOWN: N_("Die Aufenthaltsmonate fehlen. Ohne sie ist die Wartezeit nicht zu prüfen."),
    Reason.JOB_UNCLEAR: N_(
        "Das Papier gilt nur für eine bestimmte Arbeit. Ist es genau diese? Sonst bitte die Ausländerbehörde fragen."
    ),
    Reason.PAPER_UNSEEN: N_(
        "Das Papier hat noch niemand gesehen, oder das ist zu lange her. Bitte Papier und Eintrag zur Arbeit ansehen."
    ),
    Reason.CARD_UNDATED: N_("Es fehlt, bis wann das Papier gilt. Bitte auf dem Papier nachsehen und eintragen."),
    Reason.CARD_OVER: N_("Das Papier ist an diesem Tag abgelaufen. Bitte das neue Papier ansehen und eintragen."),
    Reason.CONSENT_UNCLEAR: N_("Unklar ist, ob die Arbeitsagentur zustimmen muss. Die Ausländerbehörde fragen."),
}


def firm_sentence(verdict: Verdict, *, approval: bool = False) -> Text:
    """Say it to a firm: neither status nor nationality, nor anything that gives them away."""
    if approval and verdict is Verdict.ALLOWED:
        return _FIRM_APPROVAL
    return _FIRM[verdict]


def caseworker_sentence(reason: Reason, lacking_months: int = 0, *, ba_consent: bool = False) -> Text:
    """Say it to a caseworker: the reason and the next step."""
    if reason is Reason.WAITING:
        return N_("Die Wartezeit ist noch nicht vorbei. Fehlende Monate: %(months)s.", months=lacking_months)
    if reason is Reason.PERMISSION_NEEDED:
        return _WITH_CONSENT if ba_consent else _WITHOUT_CONSENT
    return _CASEWORKER[reason]


_WITH_CONSENT = N_("Die Ausländerbehörde muss es erlauben. Sie holt die Zustimmung der Arbeitsagentur ein.")
_WITHOUT_CONSENT = N_("Die Ausländerbehörde muss es erlauben. Eine Zustimmung der Arbeitsagentur ist nicht nötig.")
