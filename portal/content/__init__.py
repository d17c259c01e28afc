"""Texts of the portal: guides, contact, legal pages."""
