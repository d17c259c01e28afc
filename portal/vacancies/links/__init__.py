"""The pages behind personal links: GET shows, POST acts, since mail scanners follow links."""

from portal.vacancies.links import alerts, offers, quiet

__all__ = ["alerts", "offers", "quiet"]
