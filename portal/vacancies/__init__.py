"""Offers: written by companies, reviewed, published on the board."""
