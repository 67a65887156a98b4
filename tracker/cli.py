"""Commands. Thin over the same actions as the pages; each says why it lifts the scope."""

import sys
from datetime import datetime
from pathlib import Path
from tempfile import gettempdir
from typing import TextIO

import click
from flask import Flask, current_app
from flask.cli import AppGroup, with_appcontext

from tracker.accounts import founding, tidying
from tracker.certificates import signing
from tracker.config import Mode
from tracker.core import backup as copying
from tracker.core import clock, phones, receipts, sizes
from tracker.core.scope import unscoped
from tracker.histories import actions as histories
from tracker.history import history
from tracker.indicators import actions as indicators
from tracker.machines import actions as systems
from tracker.machines import queries as systems_known
from tracker.outbox import actions as outbox
from tracker.papers import actions as papers
from tracker.partings import actions as partings
from tracker.places import catalogue
from tracker.places.listing import Comparison, ListError
from tracker.skills import actions as skills
from tracker.totals import actions as totals
from tracker.totals import keeping

accounts = AppGroup("accounts", help="Who may sign in.")
mentees = AppGroup("mentees", help="The people who learn.")
places = AppGroup("places", help="Provinces and communes.")
machines = AppGroup("machines", help="Other systems that may read figures.")
demo = AppGroup("demo", help="Invented people to try the tracker with. Never in production.")


def register(app: Flask) -> None:
    if click.get_current_context(silent=True):  # for `flask db`
        history(app)
    for command in COMMANDS:
        app.cli.add_command(command)


@click.command("migrate")
@with_appcontext
def migrate() -> None:
    """Bring the database to the newest schema."""
    _upgrade()


@click.command("prepare")
@with_appcontext
def prepare() -> None:
    """Migrate, load the places and skills, and in demo mode fill an empty database."""
    _upgrade()
    with unscoped("flask prepare"):
        _load()
        if current_app.config["TRACKER"].mode is Mode.DEMO:
            from tracker.demo import accounts as shown  # no server needs the demo's people
            from tracker.demo import fill as filling

            if filling.is_empty():
                filling.fill(now=clock.now())
            click.echo(shown.table())


@click.command("badge-key")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def badge_key(file: Path) -> None:
    """Make a key that badges are signed with and put it into FILE, which must not be there yet."""
    if file.exists():
        raise click.ClickException("this file is there already; a lost key cannot be made again")
    signing.make(file)
    click.echo(f"{file}  (TRACKER_BADGE_KEY_FILE; keep it secret, and keep a copy)")


@accounts.command("invite-admin")
@click.argument("phone")
@click.argument("name")
def invite_admin(phone: str, name: str) -> None:
    """Make PHONE an administrator called NAME, and print the link where they set a password.

    Also for an administrator who forgot it: the old password and every session end.
    """
    number = phones.normalise(phone)
    if number is None:
        raise click.ClickException("that is no Vietnamese phone number")
    secret = str(current_app.secret_key)
    with unscoped("flask accounts invite-admin"):
        code = founding.invite_administrator(
            phone=number, name=name, secret=secret, now=clock.now()
        )
    base_url = current_app.config["TRACKER"].base_url
    click.echo(f"{base_url}/m/{code}  (once, within 72 hours)")


@click.command("tidy")
@with_appcontext
def tidy() -> None:
    """Drop what nobody needs any more, and let the database look at its tables. Daily.

    The journal and everything counted stay.
    """
    with unscoped("flask tidy"):
        answers, ended = receipts.tidy(clock.now()), tidying.tidy(clock.now())
        documents = papers.sweep(clock.now())
        reviews = outbox.tidy(clock.now())
        volunteers = partings.fade(clock.now())
        notes = totals.sweep()
    sizes.look_again()
    click.echo(f"answers emptied     {answers.emptied:8}")
    click.echo(f"keys dropped        {answers.dropped:8}")
    click.echo(f"sessions dropped    {ended.sign_ins:8}")
    click.echo(f"invitations dropped {ended.invitations:8}")
    click.echo(f"reset codes dropped {ended.reset_codes:8}")
    click.echo(f"counters dropped    {ended.counters:8}")
    click.echo(f"documents dropped   {documents:8}")
    click.echo(f"late entries dropped{reviews:8}")
    click.echo(f"volunteers forgotten{volunteers:8}")
    click.echo(f"changes swept       {notes:8}")


@click.command("backup")
@click.argument("file", type=click.Path(dir_okay=False, allow_dash=True, path_type=Path))
@with_appcontext
def backup(file: Path) -> None:
    """Write a checked, compressed copy of the SQLite database to FILE, or to - to encrypt it.

    Nobody has to stop working. It holds people's names: keep it as the database is kept.
    """
    is_piped = str(file) == "-"
    if not is_piped and not file.parent.is_dir():
        raise click.ClickException(f"there is no folder {file.parent}")
    try:
        with copying.packed_copy(Path(gettempdir()) if is_piped else file.parent) as (packed, rows):
            if is_piped:
                sys.stdout.buffer.write(packed.read_bytes())
            else:
                copying.put(packed, file)
    except copying.BackupError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{rows} rows, checked.", err=True)


@click.command("reconcile")
@click.option("--check", is_flag=True, help="Change nothing; fail when a kept number is wrong.")
@with_appcontext
def reconcile(check: bool) -> None:
    """Count every kept number again, and drop those that are wrong. There should be none."""
    is_noted = keeping.is_noting()
    if not is_noted and not check:
        keeping.note_again()
    with unscoped("flask reconcile"):
        found = indicators.reconcile(repair=not check)
    click.echo(f"{found.recounted} numbers counted again, {len(found.drift)} wrong.")
    if not is_noted:
        click.echo("Changes were not noted any more, so nothing that was kept was used.")
    for one in found.drift:
        click.echo(
            f"{one.level} {one.place_id} {one.code} {one.first}–{one.last}:"
            f" kept {one.kept}, counted {one.counted}"
        )
    if check and (found.drift or not is_noted):
        raise SystemExit(1)


@mentees.command("fade")
def fade_mentees() -> None:
    """Make nameless whoever came to a class long ago and never agreed to be recorded. Daily."""
    with unscoped("flask mentees fade"):
        click.echo(f"{histories.fade_pending(clock.now())} made nameless.")


@places.command("import")
@click.argument("file", type=click.File(encoding="utf-8-sig"))
@click.option("--write", is_flag=True, help="Write the changes. Without it they are only listed.")
def import_places(file: TextIO, write: bool) -> None:
    """Compare a newer list of communes with the database.

    FILE is a CSV with the columns province, code, name and kind (or province_code and type).
    """
    with unscoped("flask places import"):
        try:
            comparison = catalogue.compare_with(file)
        except ListError as error:
            raise click.ClickException(str(error)) from error
        _tell(comparison)
        if comparison.changes_nothing:
            click.echo("Nothing to write.")
        elif write:
            catalogue.write(comparison, today=clock.today())
            click.echo("Written. Former names and codes are kept.")
        else:
            click.echo("Nothing was written. Run it again with --write.")


@machines.command("grant")
@click.argument("name")
@click.option("--province", required=True, help="The code of the province it may read.")
@click.option("--commune", default="", help="Only this commune of it.")
def grant_machine(name: str, province: str, commune: str) -> None:
    """Let the system called NAME read figures, and print its token once."""
    with unscoped("flask machines grant"):
        try:
            token = systems.grant(
                name=name, province_code=province, commune_code=commune, now=clock.now()
            )
        except systems.Unknown as error:
            raise click.ClickException(str(error)) from error
    click.echo(token)


@machines.command("list")
def list_machines() -> None:
    """Show which systems may read figures of what, since when, and when each last did."""
    with unscoped("flask machines list"):
        for one in systems_known.grants():
            area = f"commune {one.commune}" if one.commune else f"province {one.province}"
            end = f"revoked {_day(one.revoked_at)}" if one.revoked_at else "may read"
            read = f"last read {_day(one.last_read)}" if one.last_read else "never read"
            click.echo(f"{one.name}: {area}, {end}, since {_day(one.since)}, {read}")


def _day(moment: datetime) -> str:
    return clock.local_date(moment).isoformat()


@machines.command("revoke")
@click.argument("name")
def revoke_machine(name: str) -> None:
    """Take the token of the system called NAME back."""
    with unscoped("flask machines revoke"):
        try:
            systems.revoke(name=name, now=clock.now())
        except systems.Unknown as error:
            raise click.ClickException(str(error)) from error
    click.echo("Revoked.")


@demo.command("fill")
@click.option("--if-empty", is_flag=True, help="Do nothing when there are accounts already.")
def fill_demo(if_empty: bool) -> None:
    """Fill an empty database with three communes and a year of invented work."""
    if current_app.config["TRACKER"].mode is Mode.PRODUCTION:
        raise click.ClickException("production holds real people: the demo is never put there")
    from tracker.demo import fill as filling

    with unscoped("flask demo fill"):
        if if_empty and not filling.is_empty():
            return
        _load()
        try:
            rows = filling.fill(now=clock.now())
        except filling.NotEmpty as error:
            raise click.ClickException("the database holds accounts already") from error
    click.echo(f"{rows} rows written.")


@demo.command("accounts")
def demo_accounts() -> None:
    """Show who can sign in to the demo, and with what."""
    from tracker.demo import accounts as shown

    click.echo(shown.table())


def _upgrade() -> None:
    history(current_app._get_current_object()).upgrade()  # type: ignore[attr-defined]


def _load() -> None:
    catalogue.load()
    skills.load_catalogue()


def _tell(comparison: Comparison) -> None:
    for listed in comparison.added:
        click.echo(f"added    {listed.code}  {listed.name}")
    for change in comparison.renamed:
        old, new = change.known.listed, change.listed
        click.echo(f"renamed  {new.code}  {old.name} ({old.kind}) -> {new.name} ({new.kind})")
    for change in comparison.recoded:
        old, new = change.known.listed, change.listed
        click.echo(f"recoded  {old.code} -> {new.code}  {new.name}")
    for known in comparison.missing:
        click.echo(f"missing  {known.listed.code}  {known.listed.name}  (left as it is)")


COMMANDS = (
    migrate, prepare, tidy, backup, reconcile, badge_key,
    accounts, mentees, places, machines, demo,
)  # fmt: skip
