"""What a company may not ask about a person before taking them on, and what it may ask instead."""

import re
from collections.abc import Iterator

from flask_babel import lazy_gettext as _l

from portal.core.errors import PortalError
from portal.core.search.normalise import fold

_WHO = r"(?:er|sie|d(?:er|ie|as)\s(?:person|bewerber(?:in)?|kandidat(?:in)?|mann|frau|herr|dame|mensch|junge\s\w+))\b"
_OF_WHO = rf"\b(?:{_WHO}\s\w+|\w+\s{_WHO})"
"""The person as subject, before or after its verb: a colleague who is ill or on leave may be named."""
_SOON = r"(?:\s\S+){0,4}?\s"
_COUNTRY = (
    r"(?:(?:de[mnr]|einem)\s)?(?:syri|afghan|irak|iran|tuerkei|ukrain|russland|eritre|somali|sudan|nigeri|afrika"
    r"|kosovo|albani|serbi|georgi|armeni|pakistan|arab|guinea|gambi|marok|tunesi|algeri|kurdistan)"
)
_NATION = (
    r"(?:syrer|afghan|iraker|iraner|eritreer|somalier|ukrainer|araber|afrikaner|albaner|kosovar|tuerk|russ|kurd)"
    r"(?:e|en|in|innen|n)?"
)

_HEADSCARF = r"\bkopftue?ch\w*|\bhid?[js]c?h?ab\w*|\bverschleier\w*|\bschleier\b|\bburk[ah]\w*|\bni[kq]ab\b"
_RELIGION = (
    r"\breligi\w*|\bkonfession\w*|\bmoslem\w*|\bmuslim\w*|\bislam\w*|\bjude\w?\b|\bjuedin\w*|\bjesid\w*|\bmoschee\w*"
    r"|\bchrist(?:in|innen|en)?\b|\b(?:in\sdie|zur)\skirche\b|\bbete[nt]\b|\bgebet(?:e|s\w*)?\b|\bramadan\w*"
    rf"|\bfaste[nt]\b|\bgetauft\b|{_OF_WHO}{_SOON}(?:christ|juedi|katholi|evangeli)\w*"
)
_ORIGIN = (
    r"\bherkunft\w*|\bheimat\w*|\bnationalitaet\w*|\bstaatsangehoerig\w*|\bstaatsbuerger\w*|\bauslaender\w*"
    r"|\bmigra(?:tion|nt)\w*|\bgeburts(?:ort|land)\w*|\bmuttersprach\w*|\blandsmann\w*|\bhautfarbe\w*|\bethni\w*"
    rf"|\bwoher\s(?:kommt|stammt|ist|kam)\b|\bwo\s(?:kommt|stammt){_SOON}her\b|\baus\s{_COUNTRY}\w*"
    rf"|\bwelche[mnrs]?\sland\w*|\b{_NATION}\b|\broma\b"
)
_FAMILY = (
    rf"\bschwangerschaft\w*|{_OF_WHO}{_SOON}(?:schwanger|mutterschutz|elternzeit)\b|\bkinderwunsch\w*"
    r"|\bfamilien(?:plan|stand)\w*|\b(?:ver)?heirat\w*|\bledig\b|\bgeschieden\b|\balleinerziehend\w*"
    r"|\bkinderbetreuung\w*|\behe(?:mann|frau)\b|\bkinder\s(?:hat|haben|bekommen|kriegen|will)\b"
    rf"|\b(?:wie\s?viele|kleine|eigene|noch|schon)\skinder\b|\bhat\s{_WHO}(?:\s\S+){{0,2}}\skinder\b"
)
_HEALTH = (
    rf"\bkrankheit(?:en)?\b|\bvorerkrank\w*|\bkrankgeschrieben\b|\bkrankentage\w*|\b(?:oft|haeufig|chronisch)\skrank\b"
    rf"|{_OF_WHO}{_SOON}(?:er)?krankt?\b|\bgesund\b|\bgesundheits?(?:lich|zustand)\w*|\bschwerbehinder\w*"
    rf"|\bbehinderung(?:en)?\b|{_OF_WHO}{_SOON}behindert\b|\bpsych(?:isch|olog)\w*|\btraumati\w*|\bdepress\w*"
    r"|\ballergi\w*|\bmedikament\w*|\bhiv\b|\baids\b|\bhepatitis\b|\bdrogen\w*"
)
_RESIDENCE = (
    r"\basyl\w*|\babschieb\w*|\bduldung\w*|\bgeduldet\w*|\bflucht(?!weg|tuer|plan)\w*|\bgefluechtet\w*|\bgeflohen\b"
    r"|\bfluechtling\w*|\baufenthalt(?!sraum|sraeum)\w*|\bniederlassungserlaubnis\w*"
    rf"|\b(?:warum|wieso|weshalb|wann|wie){_SOON}nach\sdeutschland\b"
    rf"|\b(?:warum|wieso|weshalb|seit\swann|wie\slange){_SOON}in\sdeutschland\b"
)
_FORBIDDEN = tuple(
    (re.compile(pattern), instead)
    for pattern, instead in (
        (_HEADSCARF, _l("Schreiben Sie, welche Schutzkleidung die Arbeit verlangt, zum Beispiel an Maschinen.")),
        (_RELIGION, _l("Fragen Sie nach der Arbeit selbst, zum Beispiel: „Passt die Zeit von 6 bis 14 Uhr?“")),
        (_ORIGIN, _l("Fragen Sie nach dem Können, zum Beispiel: „Versteht die Person Arbeitsanweisungen?“")),
        (_FAMILY, _l("Fragen Sie nach den Zeiten, zum Beispiel: „Geht auch die Spätschicht bis 20 Uhr?“")),
        (_HEALTH, _l("Fragen Sie nach der Arbeit selbst, zum Beispiel: „Kann die Person 20 kg heben?“")),
        (_RESIDENCE, _l("Ob und ab wann die Person arbeiten darf, haben wir geprüft. Es steht im Kurzprofil.")),
    )
)
"""Patterns over folded text, each with what may be asked in its place.

Source: AGG sections 1, 7 and 11; GDPR article 9.
"""


_OF_THE_PERSON = re.compile(r"\bist\sschwanger\b")
"""What may be said of a colleague in a question, and not in a text that is about the person anyway."""


class AsksTooMuch(PortalError):
    """A company's question is about what the law keeps out of the choice of people."""

    def __init__(self, passage: str, instead: object) -> None:
        """Name the passage, and what may be asked instead."""
        super().__init__(
            _l(
                "Danach dürfen Sie vor einer Einstellung nicht fragen (AGG): „%(passage)s“. %(instead)s",
                passage=passage,
                instead=instead,
            )
        )


def check_question(text: str) -> None:
    """Raise: AsksTooMuch at the first passage about headscarf, religion, origin, family, health or residence."""
    for passage, instead in _passages(text):
        raise AsksTooMuch(passage, instead)


def kept_out(text: str) -> str | None:
    """Give the first passage of a text on a person about the same; nothing where all is well."""
    found = _OF_THE_PERSON.search(_folded(text))
    return found.group() if found else next((passage for passage, _instead in _passages(text)), None)


def _passages(text: str) -> Iterator[tuple[str, object]]:
    folded = _folded(text)
    return ((found.group(), instead) for pattern, instead in _FORBIDDEN if (found := pattern.search(folded)))


def _folded(text: str) -> str:
    return " ".join(fold(text).split())
