"""The least a Flask page can cost on this server: what everything else is a share of."""

from flask import Flask

app = Flask(__name__, static_folder=None)


@app.route("/", methods=["GET", "POST"])
def page() -> str:
    return "<!doctype html><title>Đã ghi</title><p>Đã ghi.</p>"
