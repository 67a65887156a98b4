"""Which days offices work, for due dates that are counted in working days. Pure.

A day that may or may not be off is taken as a working day: a due date may be earlier than the law
asks, never later. After the last year listed, Tết counts as work until it is added here.
"""

from datetime import date

# Labour Code 45/2019/QH14, article 112: 1 January, 30 April, 1 May, 2 September.
EVERY_YEAR = {(1, 1), (4, 30), (5, 1), (9, 2)}

# The same article: five days at Tết and the tenth of the third lunar month (giỗ Tổ Hùng Vương), by
# the Vietnamese lunar calendar (UTC+7: Tết 2030 is a day before China's). A day off that falls on a
# weekend moves to the next working day. Each year the Government chooses whether one or two of the
# five days lie before the first of Tết: 2026 as it was chosen; from 2027 on what is off either way.
BY_THE_MOON = {
    date.fromisoformat(day)
    for day in (
        # First of Tết: 17 February 2026, 6 February 2027, 26 January 2028, 13 February 2029,
        # 2 February 2030.
        "2026-02-16", "2026-02-17", "2026-02-18", "2026-02-19", "2026-02-20",
        "2027-02-05", "2027-02-08", "2027-02-09", "2027-02-10",
        "2028-01-25", "2028-01-26", "2028-01-27", "2028-01-28",
        "2029-02-12", "2029-02-13", "2029-02-14", "2029-02-15", "2029-02-16",
        "2030-02-01", "2030-02-04", "2030-02-05", "2030-02-06",
        # Giỗ Tổ Hùng Vương; in 2026 a Sunday.
        "2026-04-27", "2027-04-16", "2028-04-04", "2029-04-23", "2030-04-12",
    )
}  # fmt: skip


def is_working_day(day: date) -> bool:
    is_off = (day.month, day.day) in EVERY_YEAR or day in BY_THE_MOON
    return day.weekday() < 5 and not is_off
