"""The German the offers of the bench are written in: sentences with gaps, what fills them, and parts of rare words."""

SENTENCES = (
    "Sie packen {thing} und stapeln {thing}.",
    "Sie prüfen {thing} und melden Fehler sofort.",
    "Sie arbeiten im Team mit {number} Personen.",
    "Sie arbeiten in {shift}.",
    "Die Arbeit beginnt um {number} Uhr.",
    "Sie reinigen {room} und {room}.",
    "Sie begleiten {people} im Alltag.",
    "Sie helfen {people} beim Essen und Anziehen.",
    "Sie bedienen {machine} und {machine}.",
    "Sie rüsten {machine} nach Plan um.",
    "Sie montieren {part} und {part}.",
    "Sie liefern {thing} im ganzen Kreis aus.",
    "Sie beraten {people} freundlich und sicher.",
    "Sie bereiten {food} vor und halten {room} sauber.",
    "Sie backen {food} und verkaufen {food}.",
    "Sie pflegen {outside} und schneiden Hecken.",
    "Sie räumen {thing} in die Regale und prüfen das Datum.",
    "Sie nehmen Anrufe an und schreiben E-Mails.",
    "Sie pflegen Listen und legen Rechnungen ab.",
    "Sie laden Lkw ab und fahren {machine}.",
    "Sie mauern, verputzen und bauen Gerüste auf.",
    "Sie verlegen Leitungen und schließen {part} an.",
    "Sie streichen {room} und bereiten {outside} vor.",
    "Sie tragen {thing} bis {number} Kilogramm.",
    "Sie dokumentieren Ihre Arbeit am Tablet.",
    "Eine Fachkraft zeigt Ihnen alles in den ersten {number} Wochen.",
    "Sie bringen {quality} und {quality} mit.",
    "{quality} ist uns wichtig.",
    "Erfahrung mit {machine} ist von Vorteil, aber nicht nötig.",
    "Ein Führerschein der Klasse B hilft, ist aber keine Bedingung.",
    "Wir zahlen Zuschläge für Nachtarbeit und Sonntagsarbeit.",
    "Wir bieten {benefit} und {benefit}.",
    "Sie bekommen {benefit} vom ersten Tag an.",
    "Der Bus hält vor dem Werkstor.",
    "Arbeitskleidung und Sicherheitsschuhe stellt die Firma.",
    "Deutsch lernen Sie bei uns im Kurs am Nachmittag.",
    "Sie sprechen schon etwas Deutsch und möchten mehr lernen.",
    "Ein Abschluss aus dem Ausland ist willkommen.",
    "Nach {number} Monaten ist eine feste Stelle möglich.",
    "Die Ausbildung beginnt im August.",
    "Sie arbeiten {number} Stunden in der Woche.",
    "Wir verarbeiten {rare} und {rare}.",
    "Unser Betrieb ist bekannt für {rare}.",
    "Sie lernen {rare} und {compound} kennen.",
    "Sie arbeiten in der Abteilung {compound}.",
    "Zu Ihren Aufgaben gehören {compound} und {compound}.",
    "Kenntnisse in {compound} sind willkommen.",
)
FILLINGS = {
    "thing": "Pakete Paletten Kartons Ware Kisten Säcke Reifen Möbel Bücher Flaschen Werkzeuge Ersatzteile Textilien "
    "Getränke Pflanzen Bretter Fliesen Ziegel Rohre Akten",
    "shift": "Frühschicht Spätschicht Nachtschicht Wechselschicht Tagschicht Teilzeit Vollzeit Gleitzeit",
    "room": "Küche Büro Flure Klassenräume Treppenhaus Werkstatt Lagerhalle Wohnbereich Zimmer Bäder Fenster "
    "Verkaufsraum Umkleide Kantine",
    "people": "Bewohnern Kindern Gästen Patienten Kunden Senioren Schülern Menschen Jugendlichen Familien",
    "machine": "Gabelstapler Hubwagen Drehmaschine Fräsmaschine Kehrmaschine Spülmaschine Bagger Radlader Presse "
    "Förderband Nähmaschine Schweißgerät Kassensystem Scanner",
    "part": "Türen Fenster Heizkörper Steckdosen Schalter Träger Geländer Schränke Bremsen Getriebe Platinen "
    "Solarmodule Wärmepumpen Schienen",
    "food": "Salate Brötchen Kuchen Suppen Gemüse Fleisch Frühstück Mittagessen Desserts Torten Käse Obst",
    "outside": "Gärten Grünflächen Beete Fassaden Spielplätze Friedhöfe Wege Felder Gewächshäuser",
    "quality": "Zuverlässigkeit Pünktlichkeit Sorgfalt Freundlichkeit Teamgeist Ausdauer Geduld Geschick Neugier "
    "Belastbarkeit Ordnungssinn Schwindelfreiheit",
    "benefit": "Urlaubsgeld Weihnachtsgeld Fahrtkostenzuschuss Jobticket Dienstfahrrad Betriebsrente Kantinenessen "
    "Weiterbildung Parkplätze Sonderurlaub Sprachförderung Kinderbetreuung",
    "number": "2 3 4 5 6 7 8 10 12 15 20 25 30 35 40",
}
HEADS = (
    "Lager Waren Metall Holz Bau Elektro Garten Küchen Betten Wäsche Fahrzeug Motoren Glas Papier Kunststoff Textil "
    "Lebensmittel Fleisch Getränke Möbel Kunden Büro Daten Netz Solar Wasser Wärme Luft Licht Dach Boden Wand Tür "
    "Fenster Treppen Straßen Schienen Kanal Tief Hoch Innen Außen Groß Klein Fein Grob Schnell Dauer Winter Sommer "
    "Nacht Tages Wochen Schul Sport Kranken Alten Kinder Tier Pferde Blumen Saat"
)
TAILS = (
    "annahme ausgabe prüfung pflege montage planung reinigung verarbeitung technik logistik wartung bearbeitung "
    "sortierung kontrolle verwaltung betreuung gestaltung lieferung transport herstellung zerlegung verpackung "
    "beschichtung dämmung sanierung abrechnung beratung verkauf einkauf lagerung messung steuerung mischung trocknung "
    "veredelung versorgung entsorgung aufsicht begleitung vorbereitung"
)
SYLLABLES = (
    "ba be bo da del dra fa fen gar gel ha hol ja kar kel kro la lin lo ma mer na nor pa pel ra rin sa sel ta tor"
)
FIRMS = (
    "Muster Rur Selfkant Wassenberger Heide Linden Eichen Sonnen Berg Tal Brücken Mühlen Wald Stein Nord Süd West Ost",
    "logistik bau technik pflege dienste werke handel küche garten druck elektro service transporte backwaren möbel",
)
