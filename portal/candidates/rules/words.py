"""Codes of a profile and how they are said in German; pages translate them."""

from collections.abc import Mapping

from portal.candidates.rules.calls import ToldBy
from portal.candidates.rules.documents import DocumentKind, Refusal
from portal.candidates.rules.people import EmailUse, GuardianKind, HowOften, InterpreterGender, PhoneUse, Reach
from portal.candidates.rules.times import PartOfDay
from portal.reference.texts import N_, Text

SCHOOLING_LEVELS: Mapping[str, Text] = {
    "none": N_("keine Schule besucht"),
    "primary": N_("Grundschule"),
    "lower": N_("bis zur 9. Klasse"),
    "intermediate": N_("bis zur 10. Klasse"),
    "upper": N_("bis zur 12. Klasse oder länger"),
    "vocational": N_("abgeschlossene Ausbildung"),
    "university": N_("Studium"),
}
RECOGNITIONS: Mapping[str, Text] = {
    "none": N_("nicht beantragt"),
    "applied": N_("beantragt"),
    "partial": N_("teilweise anerkannt"),
    "full": N_("anerkannt"),
    "not_needed": N_("nicht nötig"),
}
PARTS_OF_DAY: Mapping[str, Text] = {
    PartOfDay.MORNING: N_("vormittags"),
    PartOfDay.MIDDAY: N_("mittags"),
    PartOfDay.AFTERNOON: N_("nachmittags"),
    PartOfDay.EVENING: N_("abends"),
    PartOfDay.NIGHT: N_("nachts"),
}
REACHES: Mapping[str, Text] = {
    Reach.WALK: N_("zu Fuß"),
    Reach.BIKE: N_("mit dem Fahrrad"),
    Reach.TRANSIT: N_("mit Bus und Bahn"),
    Reach.CAR: N_("mit dem Auto"),
}
PHONE_USES: Mapping[str, Text] = {
    PhoneUse.CALL: N_("nur anrufen"),
    PhoneUse.TEXT: N_("nur SMS schreiben"),
    PhoneUse.BOTH: N_("anrufen und SMS schreiben"),
    PhoneUse.NEVER: N_("nicht weitergeben"),
}
TOLD_BY: Mapping[str, Text] = {
    ToldBy.SMS: N_("per SMS"),
    ToldBy.CALL: N_("per Anruf"),
    ToldBy.LETTER: N_("per Brief"),
}
EMAIL_USES: Mapping[str, Text] = {EmailUse.WRITE: N_("E-Mail schreiben"), EmailUse.NEVER: N_("nicht weitergeben")}
GUARDIANS: Mapping[str, Text] = {
    GuardianKind.PARENT: N_("Mutter oder Vater"),
    GuardianKind.YOUTH_OFFICE: N_("Amtsvormund beim Jugendamt"),
    GuardianKind.OTHER: N_("anderer Vormund, Pflegerin oder Pfleger"),
}
INTERPRETERS: Mapping[str, Text] = {InterpreterGender.WOMAN: N_("eine Frau"), InterpreterGender.MAN: N_("ein Mann")}
HOW_OFTEN: Mapping[str, Text] = {
    HowOften.RARELY: N_("selten"),
    HowOften.SOMETIMES: N_("manchmal"),
    HowOften.OFTEN: N_("oft"),
    HowOften.DAILY: N_("jeden Tag"),
}
TASK_GROUPS: Mapping[str, Text] = {
    "kitchen": N_("Küche und Gastgewerbe"),
    "cleaning": N_("Reinigung und Wäsche"),
    "warehouse": N_("Lager"),
    "building": N_("Bau"),
    "craft": N_("Handwerk und Technik"),
    "outside": N_("Draußen und mit Tieren"),
    "people": N_("Mit Menschen"),
    "office": N_("Laden und Büro"),
    "driving": N_("Fahren"),
}
GENDERS: Mapping[str, Text] = {
    "female": N_("weiblich"),
    "male": N_("männlich"),
    "diverse": N_("divers"),
    "none": N_("keine Angabe"),
}
LICENCES: Mapping[str, Text] = {
    "none": N_("kein Führerschein"),
    "AM": N_("Klasse AM (Roller)"),
    "B": N_("Klasse B (Auto)"),
    "BE": N_("Klasse BE (Auto mit Anhänger)"),
    "C1": N_("Klasse C1 (Lkw bis 7,5 t)"),
    "C": N_("Klasse C (Lkw)"),
    "CE": N_("Klasse CE (Lkw mit Anhänger)"),
    "D": N_("Klasse D (Bus)"),
    "T": N_("Klasse T (Traktor)"),
}
DOCUMENTS: Mapping[str, Text] = {
    DocumentKind.CV: N_("Lebenslauf"),
    DocumentKind.SCHOOL_REPORT: N_("Schulzeugnis"),
    DocumentKind.CERTIFICATE: N_("Zeugnis über Ausbildung, Studium oder Kurs"),
    DocumentKind.LANGUAGE_CERTIFICATE: N_("Sprachzertifikat"),
    DocumentKind.REFERENCE: N_("Arbeitszeugnis"),
    DocumentKind.DRIVING_LICENCE: N_("Führerschein"),
    DocumentKind.OTHER: N_("anderes Dokument"),
}
OWN_LEVELS: Mapping[str, Text] = {
    "A0": N_("A0 – gar nicht"),
    "A1": N_("A1 – einzelne Wörter und kurze Sätze"),
    "A2": N_("A2 – einfache Gespräche"),
    "B1": N_("B1 – im Alltag und bei einfacher Arbeit"),
    "B2": N_("B2 – gut, auch bei der Arbeit"),
    "C1": N_("C1 – sehr gut"),
    "C2": N_("C2 – wie in der eigenen Sprache"),
}
"""How well somebody speaks a language (CEFR), as people say it of themselves."""
REFUSALS: Mapping[str, Text] = {
    Refusal.RESIDENCE: N_("Das ist ein Aufenthaltspapier oder Pass. Davon behalten wir keine Kopie."),
    Refusal.UNREADABLE: N_("Man kann es nicht gut lesen."),
    Refusal.NOT_NEEDED: N_("Das brauchen wir nicht."),
    Refusal.OF_SOMEBODY_ELSE: N_("Es gehört jemand anderem."),
}
