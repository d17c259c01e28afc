"""Measurements with limits, each a module that `./dev bench NAME` runs."""
