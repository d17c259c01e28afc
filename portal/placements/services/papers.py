"""What an agreement says, line by line: the text that is confirmed."""

from portal.placements import rules
from portal.placements.models import Agreement
from portal.placements.services.schedule import sum_in_words, times_in_words
from portal.placements.services.wording import german_day, german_number, pay_in_words
from portal.reference import snapshot
from portal.reference.texts import N_, Text

Line = tuple[Text, str]
"""A label, which a page may say in another language, and the German value."""


def lines(version: Agreement, person: str) -> list[Line]:
    """Give the agreed points in the order of the paper; it is what the hash covers.

    Args: person: the name as far as the reader may know it; the sealed text has the full one.
    """
    placement = version.placement
    company = placement.organisation
    kind = snapshot().placement_kind(placement.legal_kind)
    return [
        (N_("Betrieb"), f"{company.name}, {company.street}, {company.postal_code} {company.town}"),
        (N_("Person"), person),
        (N_("Art"), kind.label_de),
        (N_("Tätigkeit"), placement.title),
        (N_("Beginn"), german_day(version.starts_on)),
        (N_("Ende"), german_day(version.ends_on) if version.ends_on else "offen"),
        (N_("Stunden in der Woche"), german_number(version.weekly_hours)),
        (N_("Arbeitszeiten"), times_in_words(version)),
        (N_("Tage und Stunden zusammen"), sum_in_words(version)),
        (N_("Ort"), version.place),
        (N_("Ansprechperson im Betrieb"), ", ".join(filter(None, (version.tutor_name, version.tutor_phone)))),
        (N_("Aufgaben"), version.tasks),
        (N_("Vergütung"), pay_in_words(version)),
        (N_("Absprachen"), version.conditions or "keine"),
        (N_("Was das Gesetz außerdem verlangt"), str(rules.contract_needed(kind))),
    ]


def plain_text(version: Agreement) -> str:
    """Give the text that is confirmed: the same for all, whatever they read it on."""
    head = f"Vereinbarung {version.placement.number}, Fassung {version.number}"
    body = "\n".join(f"{label}: {value}" for label, value in lines(version, full_name(version)))
    return f"{head}\n{body}\n{rules.NO_CONTRACT}"


def full_name(version: Agreement) -> str:
    """Give the name as the paper has it."""
    person = version.placement.candidate
    return f"{person.first_name} {person.last_name}"
