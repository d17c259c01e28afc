"""Labels of rows in German, in English where a table has them, and as messages of a gettext domain."""

import pytest

from portal.core import i18n
from portal.reference import OfferKindCode, UnknownCode
from portal.reference.terms import label, messages


@pytest.mark.parametrize(
    ("table", "key", "german", "english"),
    [
        ("offer_kinds", "mini_job", "Minijob", "Mini job"),
        ("placement_kinds", "mag", "Maßnahme bei einem Arbeitgeber (MAG)", "Company-based activation measure"),
        ("languages", "ara", "Arabisch", "Arabic"),
        ("cefr_levels", "A1", "Anfänger", "Anfänger"),
        ("municipalities", "05370004", "Erkelenz", "Erkelenz"),
        ("occupation_groups", "koch", "Koch/Köchin", "Koch/Köchin"),
        ("process_steps", 1, "Erstkontakt und Terminierung", "First contact"),
    ],
)
def test_labels(table, key, german, english):
    assert label(table, key) == german
    assert label(table, key, language="en") == english
    assert label(table, key, language="tr") == german


@pytest.mark.parametrize("kind", OfferKindCode)
def test_visitors_read_the_kinds_of_offers_in_their_own_language(kind):
    said = {language.code: label("offer_kinds", kind, language=language.code) for language in i18n.LANGUAGES}

    assert said.pop("de@simple") == said["de"]
    assert len(set(said.values())) == len(said)


def test_an_unknown_row_is_said_so():
    with pytest.raises(UnknownCode):
        label("offer_kinds", "no such kind")


def test_messages_have_one_id_each_and_are_never_empty():
    found = list(messages())

    assert len({msgid for msgid, _, _ in found}) == len(found) > 200
    assert ("outcome_codes.midi", "Midijob", "midi job") in found
    assert all(german and english for _, german, english in found)
