from flask import Blueprint

bp = Blueprint("communes", __name__)
