"""The blueprint of the overviews."""

from flask import Blueprint

bp = Blueprint("insight", __name__)
