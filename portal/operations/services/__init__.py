"""Deeds of whoever runs an installation."""
