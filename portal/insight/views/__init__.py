"""Pages of the overviews; importing this package fills the blueprint."""

from portal.insight.views import ahead, around, desk, durations, history, own_data, statistics
from portal.insight.views.blueprint import bp

__all__ = ["ahead", "around", "bp", "desk", "durations", "history", "own_data", "statistics"]
