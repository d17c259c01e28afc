"""The blueprint of all pages for machines."""

from flask import Blueprint

bp = Blueprint("machines", __name__)
