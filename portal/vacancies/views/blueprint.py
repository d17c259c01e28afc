"""The blueprint of the public board."""

from flask import Blueprint

board = Blueprint("board", __name__)
