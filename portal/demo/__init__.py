"""The demo district: an invented Kreis in which every part of the portal has something to show."""
