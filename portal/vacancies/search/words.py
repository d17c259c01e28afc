"""The words of the board: what people call occupations and kinds of offers, and how texts are read."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache

from portal.core.search import Analyser, Lexicon, SynonymGroup, normalise
from portal.reference import OfferKindCode, snapshot
from portal.reference.tables import OccupationGroup

KIND_WORDS: Mapping[str, SynonymGroup] = {
    OfferKindCode.SHADOWING: SynonymGroup(
        ("Zuschauen", "Hospitation", "Schnuppertag", "Hineinschnuppern"), ("job shadowing", "shadowing")
    ),
    OfferKindCode.INTERNSHIP: SynonymGroup(
        ("Praktikum", "Betriebspraktikum", "Schnupperpraktikum", "Praktikant"), ("internship", "work placement")
    ),
    OfferKindCode.ENTRY_QUALIFICATION: SynonymGroup(
        ("Einstiegsqualifizierung", "EQ", "EQJ"), ("entry qualification", "pre-apprenticeship")
    ),
    OfferKindCode.APPRENTICESHIP: SynonymGroup(
        ("Ausbildung", "Lehre", "Lehrstelle", "Ausbildungsplatz", "Azubi", "Auszubildender", "Lehrling"),
        ("apprenticeship", "vocational training", "apprentice"),
    ),
    OfferKindCode.MINI_JOB: SynonymGroup(
        ("Minijob", "Mini-Job", "Nebenjob", "Aushilfsjob", "geringfügige Beschäftigung"), ("mini job", "side job")
    ),
    OfferKindCode.PART_TIME_JOB: SynonymGroup(("Teilzeit", "Teilzeitstelle", "Halbtagsstelle"), ("part time",)),
    OfferKindCode.FULL_TIME_JOB: SynonymGroup(("Vollzeit", "Vollzeitstelle", "Ganztagsstelle"), ("full time",)),
}
"""What people call the kinds of offers; an offer is found by any of these words."""
PARTS = """
Abend Abfall Agrar Alten Amt Anlage Annahme Arbeit Aufbau Ausgabe Ausland Auto Bäcker Backwaren Bad Bahn Band Baum
Baustelle Baustoff Bedienung Beratung Berg Beruf Betreuung Betrieb Blumen Boden Brief Bring Brot Brötchen Bus Büro
Computer Dach Dienst Druck Eier Eis Eisen Elektronik Empfang Erdbeer Ernte Essen Etage Fabrik Fach Fahrrad Fahrzeug
Familie Farbe Fassade Feld Fenster Fertigung Fisch Fleisch Flughafen Foto Friedhof Früh Gabel Gabelstapler Garten
Gäste Gastro Gebäude Gehilfe Gemüse Gerät Gerüst Geschirr Geselle Gesundheit Getränke Glas Grün Haar Halle Handwerk
Handel Haus Haushalt Heim Heizung Helfer Hilfe Hilfskraft Hof Hol Holz Hotel Industrie Jugend Kabel Kasse Keller
Kinder Kindergarten Kita Klasse Kleidung Klima Klinik Konditor Kosmetik Kraft Kranken Krankenhaus Kuchen Küche Kühl
Kultur Kunden Kunststoff Kurier Labor Laden Land Landschaft Lehrling Leitung Licht Liefer Logistik Markt Maschine
Mauer Material Medien Meister Metall Mitarbeiter Möbel Montage Monteur Müll Nacht Näh Nahrung Nagel Obst Paket Park
Personal Pferde Pflanzen Pflaster Pizza Platten Pommes Post Praxis Produkt Prospekt Putz Rasen Raum Recht Regal Reifen
Reparatur Restaurant Roh Rohr Saal Salat Salon Schicht Schlacht Schloss Schnee Schreib Schuh Schul Schule Schutz
Schwester Schwimm See Senioren Service Sicherheit Solar Sommer Sonder Sortier Spargel Spät Speise Sport Spül Stadt
Stahl Stall Stapler Stein Stelle Steuer Stoff Straße Strom Supermarkt Süßwaren Tag Tank Taxi Technik Telefon Teller
Textil Tier Tisch Toilette Tor Torten Transport Treppe Umwelt Umzug Unterhalt Verkauf Verlag Verleih Verpackung
Versand Verwaltung Wach Wächter Wald Wand Waren Wäsche Wasser Web Werk Werkstatt Werkzeug Wochenende Wohn Wurst Zeit
Zeitung Zelt Ziegel Zimmer Zustell
"""
"""Words people search for, or know a thing by, that stand in the tables only as parts of compounds or not at all."""


@cache
def lexicon() -> Lexicon:
    """Give the words that mean the same, for occupations and kinds, and the words compounds are made of."""
    groups = snapshot().occupation_groups
    occupations = [
        SynonymGroup((*group.canonical_de.split(", "), *also_called(group)), group.synonyms_en) for group in groups
    ]
    return Lexicon.build(
        [*occupations, *KIND_WORDS.values(), *_of_other_languages()], words=[PARTS, *(group.area for group in groups)]
    )


@cache
def also_called(group: OccupationGroup) -> tuple[str, ...]:
    """Give what else an occupation is called; a kind of offer is no occupation: a "Minijob" is not any "Helfer"."""
    kinds = {normalise.fold(word) for words in KIND_WORDS.values() for word in words.words}
    return tuple(name for name in group.synonyms_de if normalise.fold(name) not in kinds)


def _of_other_languages() -> Iterator[SynonymGroup]:
    """Give the words of other languages that lead to a German one; a language comes with its rows in the table."""
    leading: defaultdict[str, list[str]] = defaultdict(list)
    for row in snapshot().search_words:
        leading[row.word_de].extend(row.words)
    return (SynonymGroup((word,), tuple(words)) for word, words in leading.items())


@cache
def analyser() -> Analyser:
    """Give the analyser with the board's words; learning them takes a moment, so it is done once."""
    return Analyser(lexicon())


def called_so(text: str) -> tuple[str, ...]:
    """Give what else the board's own words lead a word or phrase to, as it is written."""
    key = analyser().keys(text)
    groups = (group for group in lexicon().groups if key in map(analyser().keys, (*group.words, *group.leads_here)))
    others = (word for group in groups for word in group.words if analyser().keys(word) != key)
    return tuple(dict.fromkeys(others)) if key else ()
