from flask import Blueprint

bp = Blueprint("mentees", __name__)
