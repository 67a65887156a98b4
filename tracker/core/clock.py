"""The only place that asks what time it is, and the only one that knows the time zone."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

# Every day, month and quarter begins and ends here (ruling 14), wherever the server stands.
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def now() -> datetime:
    """This moment, aware, in UTC."""
    return datetime.now(UTC)


def local(moment: datetime) -> datetime:
    """The same moment on a Vietnamese wall clock."""
    return moment.astimezone(ZONE)


def local_date(moment: datetime) -> date:
    """The day a moment belongs to. Stored beside every counted row."""
    return local(moment).date()


def today() -> date:
    return local_date(now())


def at(day: date, clock_time: time) -> datetime:
    """The moment a Vietnamese wall clock shows `clock_time` on `day`."""
    return datetime.combine(day, clock_time, tzinfo=ZONE).astimezone(UTC)


def start_of(day: date) -> datetime:
    """The first moment of a Vietnamese day."""
    return at(day, time.min)


def end_of(day: date) -> datetime:
    """The first moment that no longer belongs to the day."""
    return start_of(day + timedelta(days=1))
