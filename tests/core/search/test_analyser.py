"""German words as people write them and as advertisements do."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.core.search import Analyser, Lexicon, SynonymGroup, compounds, normalise


def finds(analyser: Analyser, question: str, text: str) -> bool:
    """Say whether a question, understood, fits a text."""
    said, words = analyser.weigh(text), analyser.read(question)
    return bool(words.groups) and all(
        any(all(term in said for term in alternative.terms) for alternative in group.alternatives)
        for group in words.groups
    )


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Lagerhelferin", "Lagerhelfer (m/w/d) im Versand"),
        ("Helfer Lager", "Lagerhelfer gesucht"),
        ("Lagerhelfer", "Helfer für unser Lager"),
        ("lagerarbeiter", "Lagerhelfer*in"),
        ("warehouse worker", "Lagerhelfer (w/m/d)"),
        ("Hilfskraft im Lager", "Lagerarbeiter/-in"),
        ("Kueche", "Hilfe in der Küche"),
        ("Kuche", "Hilfe in der Küche"),
        ("küche", "KÜCHE"),
        ("Küche", "Ku\u0308che"),
        ("Strasse", "Straße"),
        ("Köchin", "Koch gesucht"),
        ("Koch", "Köch*innen"),
        ("Verkäufer", "VerkäuferIn"),
        ("Kauffrau", "Kaufmann/-frau (m/w/d)"),
        ("Kaufmann", "Kaufmann/-frau (m/w/d)"),
        ("Angestellter", "Angestellte/r"),
        ("LKW Fahrer", "LKW-Fahrer"),
        ("lkwfahrer", "LKW-Fahrer"),
        ("LKW-Fahrer", "Fahrer für LKW"),
        ("Pflege", "Altenpflegehelfer"),
        ("Altenpflegehelferin", "Pflegehelfer"),
        ("Produktionshelfer", "Helfer in der Produktion"),
        ("Küchen", "Küchenhilfe"),
        ("Fah\u00adrer", "Fahrer"),
    ],
)
def test_the_question_fits_the_text(analyser: Analyser, question: str, text: str) -> None:
    assert finds(analyser, question, text)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Lagerhelfer", "Küchenhilfe"),
        ("Berlin", "Bern"),
        ("warehouse", "Lagerhelfer"),
        ("Fahrer", "Lagerhelfer"),
        ("Pflege Fahrer", "Altenpflegehelfer"),
    ],
)
def test_the_question_does_not_fit_the_text(analyser: Analyser, question: str, text: str) -> None:
    assert not finds(analyser, question, text)


def test_other_languages_lead_to_german_but_not_back(analyser: Analyser) -> None:
    assert finds(analyser, "kitchen help", "Spülkraft")
    assert not finds(analyser, "Spülkraft", "kitchen help")


def test_words_of_a_synonym_may_belong_to_two_groups() -> None:
    both = Analyser(Lexicon.build([SynonymGroup(("Lagerist", "Fachlagerist")), SynonymGroup(("Lagerist", "Packer"))]))
    assert finds(both, "Lagerist", "Packer")
    assert finds(both, "Lagerist", "Fachlagerist")
    assert not finds(both, "Packer", "Fachlagerist")


def test_the_word_itself_weighs_more_than_its_parts(analyser: Analyser) -> None:
    said = analyser.weigh("Lagerhelfer")
    assert said[analyser.stem("lagerhelfer")] > said[analyser.stem("helfer")] > 0


def test_a_turkish_capital_is_the_letter_it_stands_for(analyser: Analyser) -> None:
    assert normalise.visible("İŞÇİ") == "işçi"
    assert analyser.read("İnşaat") == analyser.read("inşaat")


@pytest.mark.parametrize("word", ["berlin", "termin", "medizin", "magazin", "ruine"])
def test_words_that_only_look_feminine_stay(word: str) -> None:
    assert normalise.masculine(word) == word


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("amtsleiter", ("amt", "leiter")),
        ("lagerhelfer", ("lager", "helfer")),
        ("lager", ()),
        ("lagerx", ()),
        ("xlager", ()),
        ("amtleiterlager", ("amtleiter", "lager")),
        ("staplerfahrer", ("stapler", "fahrer")),
        ("staplernfahrer", ("staplern", "fahrer")),
        ("gartenbauhelfer", ("gartenbau", "helfer")),
        ("", ()),
    ],
)
def test_compounds_are_taken_apart_into_the_fewest_parts(word: str, parts: tuple[str, ...]) -> None:
    words = {"amt", "leiter", "amtleiter", "lager", "helfer", "stapler", "fahrer"}
    words |= {"garten", "gartenbau", "bauhelfer"}
    derived = {"stapl", "erfahrer", "staplern"}
    assert compounds.split(word, lambda piece: 0 if piece in words else 1 if piece in derived else 2) == parts


def test_phrases_and_exclusions_are_read_apart(analyser: Analyser) -> None:
    words = analyser.read('Fahrer „Hilfe im Lager“ -Nacht -"zur Schicht"')
    assert [group.surface for group in words.groups] == ["fahrer"]
    assert [phrase.words for phrase in words.phrases] == [("hilfe", "im", "lager")]
    assert set(words.exclude) == {(analyser.stem("nacht"),), (analyser.stem("schicht"),)}


def test_stop_words_alone_ask_for_nothing(analyser: Analyser) -> None:
    words = analyser.read('wir suchen Sie und -die "in der" (m/w/d)')
    assert (words.groups, words.phrases, words.exclude) == ((), (), ())


def test_words_about_any_offer_tell_nothing_in_a_question_but_stay_in_texts(analyser: Analyser) -> None:
    assert [group.surface for group in analyser.read("Arbeit als Fahrer, auch Frauen").groups] == ["fahrer"]
    assert analyser.read("Jobs").groups == ()
    assert analyser.weigh("Arbeit") != {}


def test_words_written_apart_are_joined_where_the_whole_is_known(analyser: Analyser) -> None:
    (group,) = analyser.read("Alten Pflege Helfer").groups
    assert group.surface == "alten pflege helfer"
    assert group.alternatives[0].terms == (analyser.stem("altenpflegehelfer"),)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Bürokauffrau", "Bürokaufmann"), ("Friseuse", "Friseur"), ("Fachleute", "Fachmann"), ("الطباخ", "طباخ")],
)
def test_forms_of_one_word_share_a_stem(analyser: Analyser, one: str, other: str) -> None:
    assert analyser.weigh(one) == analyser.weigh(other)


@pytest.mark.parametrize(("one", "other"), [("Lehrer", "Lehre"), ("Montage", "montags"), ("Bauer", "Bau")])
def test_different_words_do_not(analyser: Analyser, one: str, other: str) -> None:
    assert not finds(analyser, one, other)


def test_the_version_names_the_dictionary(analyser: Analyser) -> None:
    other = Analyser(Lexicon.build([SynonymGroup(("Maler", "Anstreicher"))]))
    same = Analyser(Lexicon.build([SynonymGroup(("Anstreicher", "Maler"))]))
    assert other.version == same.version != analyser.version


AWKWARD = st.one_of(
    st.text(max_size=200),
    st.text(alphabet='"-*:/()„“ \u0000\u200f\u202eaInßä😀', max_size=300),
    st.sampled_from(
        ["\u0000", "x" * 10_000, "ab " * 4_000, '"' * 10_000, "-" * 10_000, "שלום עולם", "😀" * 500, "(m/w" * 2_500]
    ),
)


@given(AWKWARD)
@settings(deadline=None)
def test_nothing_that_can_be_typed_is_too_much(analyser: Analyser, text: str) -> None:
    words = analyser.read(text)
    assert len(words.groups) <= 24
    assert all(term for term in analyser.weigh(text))


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert normalise.fold(normalise.fold(text)) == normalise.fold(text)


@given(st.text(alphabet="abcdeghiklmnoprstuäöüß ", max_size=40))
@settings(deadline=None)
def test_every_text_is_found_by_its_own_words(analyser: Analyser, text: str) -> None:
    said, words = analyser.weigh(text), analyser.read(text)
    assert all(term in said for group in words.groups for term in group.alternatives[0].terms)


GROUPS = [SynonymGroup(("Lagerhelfer",), ("Schlepper", "Kisten Mensch"))]


@pytest.mark.parametrize("question", ["Schlepper", "schlepper", "Kisten Mensch", "Kistenmensch"])
@pytest.mark.parametrize("text", ["Lagerhelfer", "Lagerarbeiter"])
def test_words_that_are_learned_lead_where_their_meaning_leads(analyser: Analyser, question: str, text: str) -> None:
    wiser = analyser.knowing(GROUPS)

    assert not finds(analyser, question, text)
    assert finds(wiser, question, text) is (question != "Kistenmensch")
    assert not finds(wiser, text, "Schlepper")


def test_words_that_are_learned_change_no_text(analyser: Analyser) -> None:
    wiser = analyser.knowing(GROUPS)

    assert wiser.version == analyser.version
    assert wiser.weigh("Schlepper und Lagerhelfer") == analyser.weigh("Schlepper und Lagerhelfer")
    assert analyser.knowing([]).read("Schlepper") == analyser.read("Schlepper")


def test_a_word_that_is_learned_keeps_what_it_led_to(analyser: Analyser) -> None:
    wiser = analyser.knowing(
        [SynonymGroup(("Koch",), ("Lagerarbeiter",)), SynonymGroup(("Maler",), ("Lagerarbeiter",))]
    )

    for text in ("Lagerhelfer", "Koch", "Maler"):
        assert finds(wiser, "Lagerarbeiter", text)


@pytest.mark.parametrize("text", ["Küchenhilfe", "Spülkraft", "Hilfe in der Küche"])
def test_a_word_that_is_learned_finds_all_that_its_meaning_finds(analyser: Analyser, text: str) -> None:
    wiser = analyser.knowing([SynonymGroup(("Küchenhilfe",), ("Topfschwenker",))])

    assert finds(analyser, "Küchenhilfe", text)
    assert finds(wiser, "Topfschwenker", text)


def test_a_single_word_that_is_learned_may_be_typed_in_parts(analyser: Analyser) -> None:
    wiser = analyser.knowing([SynonymGroup(("Koch",), ("Pfannenkünstler",))])

    assert finds(wiser, "Pfannen Künstler", "Koch")
