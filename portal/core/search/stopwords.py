"""Words too common to search for, German first, in folded spelling."""

_FUNCTION_WORDS = """
aber alle allem allen aller alles als also am an ander andere anderen auch auf aus bei beim bin bis bist da damit dann
das dass dein deine dem den denn der des dich die dies diese diesem diesen dieser dieses dir doch dort du durch ein eine
einem einen einer eines er es etwas euch euer eure fuer hat haben hatte hier hin hinter ich ihm ihn ihnen ihr ihre ihrem
ihren ihrer im in ins ist ja jede jedem jeden jeder jedes kann kein keine keinen keiner koennen machen man manche mein
meine mich mir mit moechte muss nach nicht noch nun nur ob oder ohne sehr sein seine seinem seinen seiner sich sie sind
so soll sollen sondern sonst sowie ueber um und uns unser unsere unserem unseren unter viel vom von vor waehrend war
waren was weil welche wenn wer werde werden wie will wir wird wo wollen zu zum zur zwischen
"""
_ADVERTISING = "biete bieten bitte gern gerne gesucht suche suchen sucht bzw ca etc inkl usw zb"
_ENGLISH = "a an and are as at be by for from i is of on or the to we with you"

STOP_WORDS = frozenset((_FUNCTION_WORDS + _ADVERTISING + " " + _ENGLISH).split())

_OFFERS = """
job jobs stelle stellen stellenangebot stellenangebote stellenanzeige stellenanzeigen jobangebot jobangebote angebot
angebote arbeitsplatz arbeitsplaetze arbeit arbeiten beruf naehe umgebung umkreis frau frauen mann maenner
work working vacancy vacancies
"""
ABOUT_ANY_OFFER = frozenset(_OFFERS.split())
"""Words that tell nothing in a question to a list of offers; texts keep them."""
