"""Deeds around accounts."""
