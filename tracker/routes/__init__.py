"""HTTP in, HTML out. The list of blueprints, and what every page shares."""

from flask import Flask

from tracker import assets
from tracker.routes import (
    accounts,
    admin,
    asks,
    cards,
    checkins,
    classes,
    communes,
    corrections,
    errors,
    figures,
    files,
    frame,
    guards,
    home,
    host,
    invitations,
    issues,
    keeping,
    measures,
    mentees,
    mentoring,
    mentorships,
    minutes,
    newcomers,
    notebooks,
    offline,
    pages,
    papers,
    persons,
    posters,
    printing,
    provinces,
    quotas,
    report_centre,
    reports,
    reviews,
    scanner,
    scans,
    schedule,
    sending,
    sheets,
    sites,
    skills,
    team_admin,
    teams,
    verify,
    villages,
    web,
)

BLUEPRINTS = [
    accounts,
    admin,
    asks,
    cards,
    checkins,
    classes,
    communes,
    corrections,
    files,
    figures,
    home,
    host,
    invitations,
    issues,
    measures,
    mentees,
    mentoring,
    mentorships,
    minutes,
    newcomers,
    notebooks,
    offline,
    pages,
    papers,
    persons,
    posters,
    printing,
    provinces,
    quotas,
    report_centre,
    reports,
    reviews,
    scanner,
    scans,
    schedule,
    sending,
    sheets,
    sites,
    skills,
    team_admin,
    teams,
    verify,
    villages,
]


def register(app: Flask) -> None:
    assets.serve(app)
    guards.register(app)
    web.register(app)
    errors.register(app)
    frame.register(app)
    keeping.register(app)
    offline.register(app)
    for module in BLUEPRINTS:
        app.register_blueprint(module.bp)
