"""Papers one asked for: the list, the progress of a long one, and the file itself.

Asking and fetching are POSTs, because each is written down; the file then comes by a GET with a
ticket that is good for two minutes.
"""

import unicodedata
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import wraps
from typing import Any, ParamSpec
from urllib.parse import quote

import vn_text
from flask import Blueprint, Response, abort, current_app, flash, request, url_for
from flask_babel import force_locale, gettext
from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug.wrappers import Response as AnyResponse

from tracker.core import clock
from tracker.papers import actions, making, queries, text
from tracker.papers.actions import Order
from tracker.papers.forms import NamesForm
from tracker.papers.models import ExportJob
from tracker.papers.paper import Form, Paper
from tracker.papers.plain import plain
from tracker.papers.rules import TO_FETCH, UNFINISHED, JobStatus, share
from tracker.papers.writers import TYPES
from tracker.policy import Permission
from tracker.routes import htmx
from tracker.routes.guards import actor, requires
from tracker.routes.htmx import go

bp = Blueprint("files", __name__)

for _filter, _function in text.FILTERS.items():
    bp.add_app_template_filter(_function, _filter)

TICKET_SECONDS = 120

P = ParamSpec("P")


@dataclass(frozen=True)
class Look:
    """A paper as a page, to be looked at and printed, with the way back."""

    paper: Paper
    back: str


@dataclass(frozen=True)
class Own:
    """A paper about oneself, at once as PDF: nobody else's data leaves, so nothing is written
    down."""

    paper: Paper


@contextmanager
def vietnamese() -> Iterator[None]:
    """What is said in here is said as an office receives it, whatever the reader's language."""
    with force_locale("vi"):
        yield


def in_vietnamese(
    describe: Callable[P, Order | Look | Own | AnyResponse],
) -> Callable[P, AnyResponse]:
    """The one way to a paper: whoever gathers and describes it does so in Vietnamese.

    The page around it is in the reader's language again.
    """

    @wraps(describe)
    def handed(*args: P.args, **kwargs: P.kwargs) -> AnyResponse:
        with vietnamese():
            made = describe(*args, **kwargs)
        match made:
            case Order(paper=paper):
                day = paper.counted_to or clock.today()
                return _hand_over(replace(made, paper=replace(paper, counted_to=day)))
            case Look():
                return _printed(made)
            case Own():
                return _own_pdf(made.paper)
        return made

    handed.makes_paper = True  # type: ignore[attr-defined]
    return handed


@bp.get("/tap-tin")
@requires(Permission.OWN_ACCOUNT)
def index() -> Response:
    jobs = queries.latest(clock.now())
    return htmx.render("files/index.html", jobs=jobs, to_fetch=TO_FETCH, unfinished=UNFINISHED)


@bp.get("/tap-tin/<int:job_id>")
@requires(Permission.OWN_ACCOUNT)
def show(job_id: int) -> Response:
    """Where it stands. A look at what is not made yet starts the making, also after a restart."""
    job = _job_or_404(job_id)
    if job.status in UNFINISHED:
        making.start(current_app._get_current_object())  # type: ignore[attr-defined]
    return htmx.render(
        "files/show.html",
        fragment="files/_progress.html",
        job=job,
        percent=share(job.done_rows, job.rows),
        is_unfinished=job.status in UNFINISHED,
        has_failed=job.status is JobStatus.FAILED,
    )


@bp.post("/tap-tin/<int:job_id>")
@requires(Permission.OWN_ACCOUNT)
def fetch(job_id: int) -> AnyResponse:
    job = _job_or_404(job_id)
    if job.status not in TO_FETCH:
        return go(url_for("files.show", job_id=job_id))
    actions.fetch(actor().account_id, job=job)
    return go(_address(job))


@bp.get("/tap-tin/<int:job_id>/<ticket>")
@requires(Permission.OWN_ACCOUNT)
def download(job_id: int, ticket: str) -> AnyResponse:
    job = _job_or_404(job_id)
    if not _is_good(ticket, job):
        flash(gettext("Liên kết tải đã hết hạn. Xin bấm để lấy lại."), "wait")
        return go(url_for("files.show", job_id=job_id))
    if job.form is Form.PRINT:
        return _printed(Look(queries.paper_of(job.id), url_for("files.index")))
    if job.status not in TO_FETCH:
        return go(url_for("files.show", job_id=job_id))
    headers = {"Content-Disposition": named(job.name, job.form.value)}
    return Response(
        making.file_of(job.id, job.form), mimetype=TYPES[job.form], headers=headers
    )  # fmt: skip


def _own_pdf(paper: Paper) -> Response:
    headers = {"Content-Disposition": named(paper.name, Form.PDF.value)}
    return Response(making.own(paper, Form.PDF), mimetype=TYPES[Form.PDF], headers=headers)


def _hand_over(order: Order) -> AnyResponse:
    """Keep the paper for whoever asks, and send them to the file, or to its progress."""
    job = actions.ask(actor().account_id, order=order, now=clock.now())
    if job.status in TO_FETCH:
        return go(_address(job))
    return go(url_for("files.show", job_id=job.id))


def why(
    form: NamesForm, asked: Form, *, what: Any, about: Any, action: str, back: tuple[str, Any]
) -> Response:
    """Names of learners are asked for: say why, and the same button hands them over."""
    return htmx.render(
        "files/why.html",
        status=422 if form.errors else 200,
        errors=form.errors,
        form=form, asked=asked.value, what=what, about=about, action=action, back=back[0],
        back_words=back[1],
    )  # fmt: skip


def form_asked(forms: Collection[Form]) -> Form:
    """Which form the pressed button, or the link that asks why first, names."""
    asked = request.values.get("dang", "")
    return next((form for form in forms if form == asked), None) or abort(400)


def _printed(look: Look) -> Response:
    return htmx.render("files/print.html", paper=plain(look.paper), back=look.back)


def _job_or_404(job_id: int) -> ExportJob:
    return queries.job(job_id, clock.now()) or abort(404)


def _address(job: ExportJob) -> str:
    ticket = _tickets().dumps([job.id, job.account_id])
    return url_for("files.download", job_id=job.id, ticket=ticket)


def _is_good(ticket: str, job: ExportJob) -> bool:
    try:
        named = _tickets().loads(ticket, max_age=TICKET_SECONDS)
    except BadData:
        return False
    return bool(named == [job.id, job.account_id])


def _tickets() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.secret_key), salt="paper")


def named(name: str, ending: str) -> str:
    """A name every machine can keep, and the Vietnamese one for those that know how."""
    words = unicodedata.normalize("NFC", name).replace("/", "-")
    bare = "".join(char if char.isalnum() else "-" for char in vn_text.fold(words).lower())
    plain_name = "-".join(
        part for part in bare.encode("ascii", "ignore").decode().split("-") if part
    )
    return (
        f'attachment; filename="{plain_name}.{ending}";'
        f" filename*=UTF-8''{quote(f'{words}.{ending}')}"
    )
