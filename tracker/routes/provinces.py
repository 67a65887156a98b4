from flask import Blueprint

bp = Blueprint("provinces", __name__)
