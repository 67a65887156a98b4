"""A volunteer's details in a form: what it offers, what it holds, what it says, and does."""

from flask_babel import gettext
from wtforms.fields.choices import SelectChoice

from tracker.campaigns.models import Signup
from tracker.core import clock
from tracker.core.scope import unscoped
from tracker.places import queries as places
from tracker.places.text import village_label
from tracker.policy import Actor
from tracker.shifts import actions
from tracker.volunteers.actions import Person
from tracker.volunteers.forms import DetailsForm
from tracker.volunteers.models import Volunteer
from tracker.volunteers.text import REFUSAL


def offer_villages(form: DetailsForm, commune_id: int) -> None:
    form.village.choices = [
        SelectChoice("", gettext("Nơi khác")),
        *(
            SelectChoice(row.id, village_label(row.kind, row.name))
            for row in places.villages(commune_id)
        ),
    ]


def form_of(row: Volunteer) -> DetailsForm:
    """What is known about somebody, to be put right."""
    return DetailsForm(
        formdata=None, name=row.name, phone="0" + row.phone[3:], birth_year=row.birth_year,
        organisation=row.organisation.value, organisation_name=row.organisation_name,
        block=row.block.value, village=row.village_id, slots=row.availability,
        guardian_name=row.guardian_name, guardian_agreed=bool(row.guardian_name),
    )  # fmt: skip


def put_right(signup: Signup, *, who: Actor | None, is_own: bool, why: str) -> DetailsForm | None:
    """Write down what was typed; the form again when that cannot be."""
    form = DetailsForm()
    offer_villages(form, signup.commune_id)
    if not form.validate():
        return form
    with unscoped(why):
        refusal = actions.correct(
            who, volunteer=signup.volunteer, person=person_of(form), now=clock.now(),
            is_own=is_own,
        )  # fmt: skip
    if refusal:
        form.form_errors.append(str(REFUSAL[refusal]))
        return form
    return None


def person_of(form: DetailsForm, account_id: int | None = None) -> Person:
    """Read after `validate`."""
    return Person(
        name=form.name.data or "",
        phone=form.phone.number or "",
        birth_year=form.birth_year.data or 0,
        organisation=form.organisation_chosen,
        organisation_name=form.organisation_name.data or "",
        block=form.block_chosen,
        village_id=form.village.data,
        guardian_name=form.guardian_name.data or "",
        availability=tuple(form.slots.data or ()),
        account_id=account_id,
    )
