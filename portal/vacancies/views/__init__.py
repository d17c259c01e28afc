"""The pages of offers: writing, deeds, review, and the public board."""

import portal.vacancies.views.board  # noqa: F401 - the list, hidden below by the blueprint of its name
from portal.vacancies.views import (  # noqa: F401 - hang their pages on the blueprints
    beginning,
    checking,
    crawling,
    deeds,
    feed,
    offer,
    places,
    review_several,
    start,
)
from portal.vacancies.views.alerts import bp as alerts
from portal.vacancies.views.authoring import bp as vacancies
from portal.vacancies.views.blueprint import board
from portal.vacancies.views.machines import bp as machines
from portal.vacancies.views.reports import bp as reports
from portal.vacancies.views.review import bp as review

__all__ = ["alerts", "board", "machines", "reports", "review", "vacancies"]
