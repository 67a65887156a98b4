from flask import Blueprint

bp = Blueprint("skills", __name__)
