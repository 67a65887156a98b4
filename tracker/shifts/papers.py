"""A campaign on paper: its plan, who took part, what came of it. The words are Vietnamese."""

from collections.abc import Iterator, Sequence
from datetime import date

from tracker.campaigns.models import Campaign
from tracker.core import clock
from tracker.core.names import in_sentence
from tracker.papers import words
from tracker.papers.paper import (
    NUMBER,
    Block,
    Cell,
    Code,
    Column,
    Ending,
    Kind,
    Letterhead,
    Paper,
    Signature,
    Style,
    Table,
    Words,
    numbered,
    paragraphs,
)
from tracker.papers.words import day_words, grouped
from tracker.places.text import village_label
from tracker.quotas.rules import whole_percent
from tracker.shifts.queries import (
    Line,
    PlaceResult,
    Plan,
    Reckoning,
    Results,
    RoleLine,
    RosterLine,
    ShiftResult,
)
from tracker.skills.text import name_of
from tracker.volunteers.text import BLOCK

NOTHING = "Không."
SIGNATURE = Signature("BÍ THƯ", over="TM. BAN THƯỜNG VỤ")
RECIPIENTS = ("Tỉnh đoàn;", "Đảng ủy, UBND xã;", "Lưu: VP.")
OF_PROVINCE = ("Ban Bí thư Trung ương Đoàn;", "Tỉnh ủy;", "Lưu: VP.")

SHIFTS = (
    NUMBER, Column("Ngày", 4), Column("Giờ", 4), Column("Nơi", 6),
    Column("Vai trò, số người", 5), Column("Tối thiểu", 2), Column("Ghi chú", 4),
)  # fmt: skip
PEOPLE = (
    NUMBER, Column("Họ và tên", 6), Column("Năm sinh", 2, Kind.YEAR),
    Column("Chi đoàn, trường, đơn vị", 6), Column("Khối", 4), Column("Đội hình", 4),
    Column("Số ca nhận", 2), Column("Số ca có mặt", 2), Column("Số giờ", 2),
)  # fmt: skip
GOALS = (NUMBER, Column("Nơi", 6), Column("Lượt người dân", 3), Column("Số người", 3))
FIGURES = (NUMBER, Column("Nội dung", 8), Column("Đơn vị", 3), Column("Kết quả", 3),
           Column("Mục tiêu", 3), Column("Đạt", 2, Kind.PERCENT))  # fmt: skip
PLACES = (
    NUMBER, Column("Nơi", 6), Column("Lượt", 2), Column("Mục tiêu lượt", 3), Column("Người", 2),
    Column("Mục tiêu người", 3),
)  # fmt: skip
HELD = (
    NUMBER, Column("Ngày", 4), Column("Giờ", 4), Column("Nơi", 6), Column("Có mặt", 2),
    Column("Số giờ", 2), Column("Kết quả", 4),
)  # fmt: skip


def letterhead(campaign: Campaign, number: str, day: date | None = None) -> Letterhead:
    """Of the Youth Union of the commune, or of the province."""
    if campaign.commune is None:
        return words.issued_by_union(campaign.province.name, number=number, day=day)
    return words.issued_by_union(
        campaign.commune.name, campaign.province.name, number=number, day=day
    )


def ending(campaign: Campaign) -> Ending:
    return Ending((SIGNATURE,), RECIPIENTS if campaign.commune_id else OF_PROVINCE)


def plan(found: Plan) -> Paper:
    """Kế hoạch chiến dịch: what for, by when, with whom, and every shift."""
    campaign = found.campaign
    return Paper(
        name=f"Kế hoạch chiến dịch {campaign.name}",
        letterhead=letterhead(campaign, "KH/ĐTN"),
        title="KẾ HOẠCH",
        about=campaign.name,
        blocks=(
            Words("1. Mục đích, nội dung", Style.HEADING),
            *paragraphs(campaign.goal, empty=NOTHING),
            *(Words(f"{name_of(skill)};", Style.ITEM) for skill in campaign.skills),
            Words("2. Thời gian, các đợt", Style.HEADING),
            Words(f"Từ {day_words(campaign.first_day)} đến {day_words(campaign.last_day)}."),
            *(
                Words(f"{wave.name}: {_days(wave.first_day, wave.last_day)};", Style.ITEM)
                for wave in campaign.waves
            ),
            Words("3. Mục tiêu", Style.HEADING),
            *_goals(campaign),
            Words("4. Lực lượng", Style.HEADING),
            *_squads(campaign),
            Words("5. Lịch ca", Style.HEADING),
            *_shifts(found),
            Words("6. Tổ chức thực hiện", Style.HEADING),
            Words(_contact(campaign)),
            ending(campaign),
        ),
    )


def roster(campaign: Campaign, people: Sequence[RosterLine]) -> Paper:
    """Danh sách đoàn viên tham gia, by given name. No phone number: lists are pinned to walls."""
    rows: list[tuple[Cell, ...]] = [
        (
            one.name, one.birth_year, one.organisation_name, str(_block_name(one)), one.squad,
            one.taken_on, one.came, _hours(one.minutes),
        )
        for one in people
    ]  # fmt: skip
    return Paper(
        name=f"Danh sách đoàn viên tham gia {campaign.name}",
        letterhead=letterhead(campaign, "DS/ĐTN"),
        title="DANH SÁCH",
        about=f"Đoàn viên, thanh niên tham gia {campaign.name}",
        is_landscape=True,
        blocks=(
            Table(PEOPLE, numbered(rows)),
            Words(f"Danh sách gồm {grouped(len(rows))} người./."),
            Ending((Signature("NGƯỜI LẬP"), SIGNATURE)),
        ),
    )


def results(campaign: Campaign, found: Reckoning, *, day: date, check: str = "") -> Paper:
    """Tổng hợp kết quả: the figures of the page, against the goals, and every shift held.

    `check` is the address that tells the figures as they were frozen.
    """
    held = list(_held(found))
    return Paper(
        name=f"Tổng hợp kết quả {campaign.name}",
        letterhead=letterhead(campaign, "BC/ĐTN", day),
        title="BÁO CÁO",
        about=f"Tổng hợp kết quả {campaign.name}, tính đến {day_words(day)}",
        blocks=(
            Words("1. Kết quả chung", Style.HEADING),
            Table(FIGURES, numbered(_figures(campaign, found.results))),
            Words(
                "Lượt người dân gồm điểm danh ở buổi học, buổi kèm và lượt hỗ trợ trong các ca;"
                " mỗi người dân được hướng dẫn tính một lần. Giờ tính từ đầu ca đến khi về, chưa"
                " ghi giờ về thì tính đến hết ca.",
                Style.NOTE,
            ),
            *_places(found.places, is_province=campaign.commune_id is None),
            Words("Các ca đã tổ chức", Style.HEADING),
            Table(HELD, numbered(held)),
            Words(f"Danh sách gồm {grouped(len(held))} ca./."),
            ending(campaign),
            *([Code(check, "Quét mã để đối chiếu với số liệu đã tổng kết.")] if check else []),
        ),
    )


def _goals(campaign: Campaign) -> Iterator[Block]:
    whole = [
        (campaign.goal_turns, "lượt người dân được hỗ trợ"),
        (campaign.goal_people, "người dân được hướng dẫn"),
    ]
    for number, what in whole:
        if number:
            yield Words(f"{grouped(number)} {what};", Style.ITEM)
    rows: list[tuple[Cell, ...]] = [
        (
            village_label(goal.village.kind, goal.village.name)
            if goal.village
            else goal.commune.name,
            goal.turns,
            goal.people,
        )
        for goal in campaign.goals
    ]
    if rows:
        yield Table(GOALS, numbered(rows))


def _squads(campaign: Campaign) -> Iterator[Block]:
    for squad in campaign.squads:
        led = f", đội trưởng: {squad.leader}" if squad.leader else ""
        yield Words(f"{squad.name}{led};", Style.ITEM)
    if not campaign.squads:
        yield Words("Đoàn viên, thanh niên đăng ký theo ca.")


def _shifts(found: Plan) -> Iterator[Block]:
    standing = [line for line in found.lines if not line.is_cancelled]
    needed = sum(line.filled.places for line in standing)
    yield Words(f"{grouped(len(standing))} ca, cần {grouped(needed)} lượt tình nguyện viên.")
    rows = [_shift(line, found.roles.get(line.id, [])) for line in found.lines]
    yield Table(SHIFTS, numbered(rows))


def _shift(line: Line, roles: Sequence[RoleLine]) -> tuple[Cell, ...]:
    asked = ", ".join(f"{role.name}: {role.places}" for role in roles if role.places)
    note = f"Đã hủy: {line.cancelled_reason}" if line.is_cancelled else ""
    if line.moved_to:
        note += f"; dời sang {day_words(clock.local_date(line.moved_to))}"
    return (*_when(line), asked, line.filled.minimum, note)


def _when(line: Line | ShiftResult) -> tuple[Cell, ...]:
    starts, ends = clock.local(line.starts_at), clock.local(line.ends_at)
    day = f"{words.weekday(starts.date())}, {day_words(starts.date())}"
    place = line.site_name
    if line.village_name and line.village_name not in place:
        place = f"{place}, {line.village_name}"
    return (day, f"{starts:%H:%M}–{ends:%H:%M}", place)


def _figures(campaign: Campaign, found: Results) -> list[tuple[Cell, ...]]:
    """Each figure with its unit, its goal where there is one, and the share of it."""
    return [
        ("Ca đã tổ chức", "ca", found.held, found.planned, _share(found.held, found.planned)),
        ("Ca đã hủy", "ca", found.cancelled, None, None),
        ("Tình nguyện viên tham gia", "người", found.volunteers, None, None),
        ("Lượt tham gia của tình nguyện viên", "lượt", found.presences, None, None),
        ("Giờ tình nguyện", "giờ", _hours(found.minutes), None, None),
        ("– quét mã lúc đến và lúc về", "giờ", _hours(found.code_minutes), None, None),
        ("– có giờ do người phụ trách ghi tay", "giờ", _hours(found.typed_minutes), None, None),
        ("– chưa ghi giờ về, tính đến hết ca", "giờ", _hours(found.open_minutes), None, None),
        (
            "Lượt người dân được hỗ trợ", "lượt", found.citizen_turns, campaign.goal_turns,
            _share(found.citizen_turns, campaign.goal_turns),
        ),
        (
            "Người dân được hướng dẫn", "người", found.people, campaign.goal_people,
            _share(found.people, campaign.goal_people),
        ),
    ]  # fmt: skip


def _places(found: Sequence[PlaceResult], *, is_province: bool) -> Iterator[Block]:
    if not found:
        return
    yield Words("2. Kết quả từng nơi", Style.HEADING)
    common = "Nơi khác" if is_province else "Nơi chung của xã"
    rows: list[tuple[Cell, ...]] = [
        (one.name or common, one.turns, one.goal_turns, one.people, one.goal_people)
        for one in found
    ]
    yield Table(PLACES, numbered(rows))
    yield Words(
        "Mỗi người tính một lần ở mỗi nơi, nên tổng từng nơi có thể lớn hơn số chung.", Style.NOTE
    )


def _held(found: Reckoning) -> list[tuple[Cell, ...]]:
    rows: list[tuple[Cell, ...]] = []
    for line in found.shifts:
        said = "Đã tổ chức" if line.is_held else "Chưa tổ chức"
        if line.is_cancelled:
            said = f"Đã hủy: {line.cancelled_reason}"
        rows.append((*_when(line), line.came, _hours(line.minutes), said))
    return rows


def _share(done: int, goal: int | None) -> int | None:
    """Not capped: what is above the goal is shown."""
    return whole_percent(done, goal) if goal else None


def _hours(minutes: int) -> float:
    return round(minutes / 60, 1)


def _days(first: date, last: date) -> str:
    return f"{day_words(first)}–{day_words(last)}"


def _contact(campaign: Campaign) -> str:
    owner = campaign.commune.name if campaign.commune else campaign.province.name
    said = f"Đoàn {in_sentence(owner)} chủ trì, phối hợp với các Tổ công nghệ số cộng đồng."
    if campaign.contact_name:
        said += f" Liên hệ: {campaign.contact_name}."
    return f"{said[:-1]}./."


def _block_name(one: RosterLine) -> object:
    return next((name for block, name in BLOCK.items() if block == one.block), "")
