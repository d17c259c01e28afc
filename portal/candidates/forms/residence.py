"""What the residence document says, as far as the work permission depends on it."""

from flask_babel import lazy_gettext as _l

from portal.candidates.forms.choices import day, in_the_past, select, within_years
from portal.core.forms import VersionedForm
from portal.reference import snapshot


def statuses() -> list[tuple[str, str]]:
    """List the kinds of paper there are rules for."""
    return [(key, snapshot().rules_of_status(key)[0].label_de) for key in snapshot().statuses]


def yes_no() -> list[tuple[str, object]]:
    """List the two answers; none of them means: not known."""
    return [("yes", _l("ja")), ("no", _l("nein"))]


def housing() -> list[tuple[str, object]]:
    """List where somebody with an open procedure must live."""
    return [("community", _l("Wohnung oder Unterkunft der Gemeinde")), ("reception", _l("Aufnahmeeinrichtung"))]


def papers() -> list[tuple[str, object]]:
    """List what a paper can say about work."""
    return [
        ("general", _l("Erwerbstätigkeit oder Beschäftigung erlaubt")),
        ("this_job", _l("Nur diese Arbeit bei diesem Betrieb erlaubt")),
        ("other_job", _l("Nur eine andere Arbeit erlaubt")),
        ("none", _l("Nicht erlaubt oder nur mit Erlaubnis der Ausländerbehörde")),
    ]


class ResidenceForm(VersionedForm):
    """Blank is "not known", and what is not known never counts as a yes."""

    status_key = select(_l("Art des Papiers"), statuses)
    old_title = select(
        _l("Titel davor"), statuses, description=_l("Nur bei einer Fiktionsbescheinigung nach § 81 Abs. 4 AufenthG.")
    )
    stay_since = day(_l("Aufenthalt ohne Unterbrechung seit"), in_the_past)
    card_valid_until = day(_l("Papier gültig bis"), within_years(30))
    permission_on_paper = select(_l("Was auf dem Papier zur Arbeit steht"), papers)
    named_job = select(
        _l("Ist das Papier für eine bestimmte Ausbildung oder Arbeit erteilt?"),
        yes_no,
        description=_l("Ob es genau den Betrieb nennt, um den es geht, fragen wir bei jedem Vorschlag und Einsatz."),
    )
    housing = select(_l("Wohnen"), housing)
    safe_origin_after_cutoff = select(
        _l("Sicherer Herkunftsstaat und Antrag nach dem Stichtag?"),
        yes_no,
        description=_l("Wir speichern die Antwort, nicht das Land."),
    )
    abh_ban_decision = select(
        _l("Hat die Ausländerbehörde ein Verbot nach § 60a Abs. 6 AufenthG entschieden?"),
        yes_no,
        description=_l("Der Eintrag „Erwerbstätigkeit nicht erlaubt“ allein ist keine Entscheidung."),
    )
    nationality_ukraine = select(_l("Nur bei § 24: Staatsangehörigkeit Ukraine?"), yes_no)
    title_valid_2026_02_01 = select(_l("Nur bei § 24: Galt der Titel am 1. Februar 2026?"), yes_no)
