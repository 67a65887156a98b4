"""Without a network: the worker that keeps pages, what it shows, and the app on the home screen."""

import hashlib
import json
from collections.abc import Sequence
from datetime import timedelta
from typing import cast

from flask import Blueprint, Flask, Response, current_app, render_template
from flask_babel import gettext as _

from tracker.assets import HOME, Assets
from tracker.checkins.forms import TypedCode
from tracker.classes import queries as classes
from tracker.core import clock
from tracker.mentees import queries as mentees
from tracker.mentees.models import Mentee
from tracker.policy import Actor, Permission
from tracker.routes import htmx
from tracker.routes.guards import actor, allowed, as_permitted, probe, public, requires
from tracker.routes.keeping import keep_offline, without_names
from tracker.routes.scanner import SHARED
from tracker.skills import queries as skills

bp = Blueprint("offline", __name__)

# What kept pages ask for, beside our scripts; what only one page needs is kept when it is opened.
SHELL = ["css/app.css", "css/lock.css", "icons.svg", "favicon.svg"]
PAGES = [f"templates/{name}.html" for name in ("base", "offline/nothing", "offline/locked")]
A_DAY = "public, max-age=86400"
# A page is kept for three days; the classes until then are known by name.
KNOWN_AHEAD = timedelta(days=3)


@bp.get("/sw.js")
@probe
def worker() -> Response:
    """Asked anew with every visit: a new version is there at once, and so is the kill switch."""
    return Response(_worker(), mimetype="text/javascript", headers={"Cache-Control": "no-cache"})


@bp.get("/manifest.webmanifest")
@probe
def manifest() -> Response:
    icons = [
        {"src": _assets().url(f"icons/{name}.png"), "sizes": f"{size}x{size}",
         "type": "image/png", "purpose": purpose}
        for name, size, purpose in (
            ("192", 192, "any"), ("512", 512, "any"), ("maskable", 512, "maskable"),
        )
    ]  # fmt: skip
    content = {
        "name": str(_("Đại sứ số")),
        "short_name": str(_("Đại sứ số")),
        "description": str(_("Sổ của Đại sứ số: người học, buổi học, kỹ năng.")),
        "lang": "vi",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "theme_color": "#24407a",
        "background_color": "#f7f7f2",
        "icons": icons,
        # A code sent through Zalo opens here: the scanner looks for it in what is shared.
        "share_target": {
            "action": "/quet",
            "method": "GET",
            "params": {name: name for name in SHARED},
        },
    }
    return Response(
        json.dumps(content, ensure_ascii=False),
        mimetype="application/manifest+json",
        headers={"Cache-Control": A_DAY},
    )


@bp.get("/ngoai-tuyen")
@public
def nothing_kept() -> str:
    """Shown for pages that were not kept. The same for everyone: it is kept before anyone reads."""
    return render_template("offline/nothing.html", actor=None, nav=[])


@bp.get("/ngoai-tuyen/khoa")
@public
def locked() -> str:
    """Shown in the place of a kept page until its reader typed six digits. The same for all."""
    return render_template("offline/locked.html", actor=None, nav=[])


@bp.get("/ngoai-tuyen/diem-danh")
@requires(Permission.CLASS_JOIN)
def check_in() -> Response:
    """One's people, and what classes teach: any class's code opens this page without a network.

    A phone without a lock asks for it without people: one's own presence can still be written down.
    """
    keep_offline(nameless=without_names())
    who, now = actor(), clock.now()
    team_ids = [post.team_id for post in who.posts if post.team_id]
    today = clock.local_date(now)
    return htmx.render(
        "offline/check_in.html",
        people=[] if without_names() else _own_people(who),
        is_nameless=without_names(),
        sessions=classes.coming_to(who.account_id, team_ids, first=today, last=today + KNOWN_AHEAD),
        modules=skills.catalogue(),
        form=TypedCode(formdata=None),
    )


def _own_people(who: Actor) -> Sequence[Mentee]:
    if not allowed(Permission.MENTEE_READ):
        return []
    with as_permitted(Permission.MENTEE_READ):
        return mentees.guided_by(who.account_id)


def register(app: Flask) -> None:
    """Know once what the worker is, and whether this installation has one."""
    app.add_template_global(_has_worker, "has_worker")


def _has_worker() -> bool:
    return bool(current_app.config["TRACKER"].service_worker)


def _assets() -> Assets:
    return cast(Assets, current_app.extensions["assets"])


def _worker() -> str:
    """What the phone runs: the worker with the list of its files, or the one that ends it all."""
    assets = _assets()
    if not _has_worker():
        return assets.text("js/sw-off.js")
    scripts = [name for name in assets.names() if name.startswith("js/") and "/sw" not in name]
    files = [assets.url(name) for name in [*SHELL, *scripts]]
    script = assets.text("js/sw.js")
    said = [script, *files, *((HOME / name).read_text() for name in PAGES)]
    version = hashlib.sha256("\0".join(said).encode()).hexdigest()[:8]
    told = {"version": version, "files": files}
    told |= {name: assets.url(f"js/{name}.js") for name in ("vault", "hold")}
    return f"const BUILD={json.dumps(told)};\n{script}"
