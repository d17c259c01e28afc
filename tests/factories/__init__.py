"""Builders of valid records; traits name the variations."""
