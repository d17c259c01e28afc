"""The words for the bodies of the district, and what each of them is for."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

BODIES: Mapping[str, tuple[Any, Any]] = {
    "ip_office": (_l("Unsere Büros"), _l("Ihr erster Weg: Arbeit, Ausbildung, Praktikum und alles, was dazugehört.")),
    "agency": (_l("Agentur für Arbeit"), _l("Arbeit und Ausbildung, wenn Sie kein Geld vom Jobcenter bekommen.")),
    "immigration_authority": (_l("Ausländerbehörde"), _l("Aufenthaltspapiere und die Erlaubnis zu arbeiten.")),
    "integration_centre": (_l("Kommunales Integrationszentrum"), _l("Schule, Sprache und Zusammenleben.")),
    "municipality": (_l("Städte und Gemeinden"), _l("Wohnen, Ankommen und Ehrenamt an Ihrem Ort.")),
    "welfare_body": (_l("Beratungsstellen"), _l("Wohnen, Familie, Schulden und Sorgen. Die Beratung ist vertraulich.")),
    "course_provider": (_l("Deutschkurse"), _l("Kurse für Anfänger, für den Beruf und für Prüfungen.")),
    "chamber": (_l("Kammern"), _l("Ausbildung und die Anerkennung von Zeugnissen.")),
    "youth_office": (_l("Jugendamt"), _l("Kinderbetreuung, und Hilfe für junge Menschen ohne Eltern.")),
    "school_authority": (_l("Schulen"), _l("Ein Platz in der Schule, und Fragen zu Zeugnissen.")),
    "social_office": (_l("Sozialamt"), _l("Geld zum Leben während des Asylverfahrens, und Wohnen.")),
}
"""Title and purpose by the kind of body, in the order of the page."""
