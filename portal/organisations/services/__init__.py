"""Deeds around companies, offices and their people; acting for a company as one rule for all areas."""

from portal.organisations.services.behalf import acting_for
from portal.organisations.services.offices import load_offices

__all__ = ["acting_for", "load_offices"]
