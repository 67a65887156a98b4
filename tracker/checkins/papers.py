"""The papers of one class: its minutes, which name no learner, and the list of who came."""

from collections.abc import Iterator, Sequence

from tracker.checkins.queries import Attendee
from tracker.classes.models import ClassSession
from tracker.classes.queries import Correction
from tracker.classes.rules import ClassStatus, Figures
from tracker.core.names import in_sentence
from tracker.papers import words
from tracker.papers.paper import (
    NUMBER,
    Block,
    Column,
    Ending,
    Letterhead,
    Paper,
    Signature,
    Style,
    Table,
    Words,
    numbered,
    paragraphs,
)
from tracker.places.text import village_name

GROUPS = {
    "women": "nữ",
    "elders": "từ 60 tuổi trở lên",
    "disabled": "người khuyết tật",
    "minorities": "dân tộc thiểu số",
    "children": "dưới 16 tuổi",
}
ORGANISERS = "Ban tổ chức lớp học"
NOTHING = "Không."


def minutes(
    session: ClassSession,
    *,
    listed: int,
    figures: Figures | None,
    corrections: Sequence[Correction],
) -> Paper:
    """Biên bản lớp học, for two signatures."""
    return Paper(
        name=f"Biên bản lớp học {session.site.name} {words.file_day(session.local_date)}",
        letterhead=_letterhead(session, number="BB"),
        title="BIÊN BẢN",
        about=f"Buổi học “{session.title}”",
        blocks=(
            *_state(session),
            Words(f"Thời gian bắt đầu: {words.spoken_moment(session.starts_at)}."),
            Words(f"Địa điểm: {where(session)}."),
            Words("1. Thành phần tham dự", Style.HEADING),
            *_people(session),
            *_counts(listed, figures),
            Words("2. Nội dung", Style.HEADING),
            *_content(session),
            *_said("Ngôn ngữ hướng dẫn", session.language),
            Words("3. Thuận lợi, khó khăn", Style.HEADING),
            *paragraphs(session.difficulties, empty=NOTHING),
            Words("4. Đề xuất", Style.HEADING),
            *paragraphs(session.proposals, empty=NOTHING),
            *_corrections(corrections),
            Words(_close(session)),
            Ending((Signature("THƯ KÝ"), _chair(session))),
        ),
    )


def attendance(session: ClassSession, attendees: Sequence[Attendee]) -> Paper:
    """Danh sách người tham gia: name and thôn, by given name, with room to sign."""
    rows = [(one.name or "(đã xóa thông tin)", one.village, None) for one in attendees]
    columns = (NUMBER, Column("Họ và tên", 6), Column("Thôn", 4), Column("Ký tên", 3))
    return Paper(
        name=f"Danh sách người tham gia {session.site.name} {words.file_day(session.local_date)}",
        letterhead=_letterhead(session),
        title="DANH SÁCH NGƯỜI THAM GIA",
        about=f"Buổi học “{session.title}”",
        blocks=(
            Words(f"{words.spoken_moment(session.starts_at)}, {session.site.name}", Style.NOTE),
            Table(columns, numbered(rows)),
            Words(f"Tổng số: {words.grouped(len(rows))} lượt người./."),
            Ending((Signature("NGƯỜI LẬP DANH SÁCH"), _chair(session))),
        ),
    )


def where(session: ClassSession) -> str:
    """The site with everything above it."""
    places = (session.commune.name, session.commune.province.name)
    parts = [session.site.name, *map(in_sentence, places)]
    village = session.site.village
    if village and village.name not in session.site.name:
        parts.insert(1, village_name(village.kind, village.name))
    return ", ".join(parts)


def _letterhead(session: ClassSession, number: str = "") -> Letterhead:
    issuer = session.team.name if session.team else ORGANISERS
    day = session.local_date
    return words.issued_by_team(session.commune.name, issuer, number=number, day=day)


def _state(session: ClassSession) -> Iterator[Block]:
    if session.status is not ClassStatus.LOCKED:
        yield Words("(Bản nháp, chưa chốt)", Style.NOTE)


def _people(session: ClassSession) -> Iterator[Block]:
    yield from _said("Chủ trì", session.leader.name)
    yield from _said("Người điều hành", ", ".join(host.account.name for host in session.hosts))
    yield from _said("Người hướng dẫn được mời", session.guest_teacher)
    yield from _said("Đơn vị phối hợp", session.partner)
    yield from _said("Dành cho", session.audience)


def _counts(listed: int, figures: Figures | None) -> Iterator[Block]:
    gap = ""
    if figures:
        counted = [
            f"{words_} {words.grouped(getattr(figures, name))}"
            for name, words_ in GROUPS.items()
            if getattr(figures, name) is not None
        ]
        among = f"; trong đó: {', '.join(counted)}" if counted else ""
        yield Words(f"Số người có mặt: {words.grouped(figures.head_count)}{among}.")
        gap = f" (lý do lệch: {figures.gap_reason})" if figures.gap_reason else ""
    yield Words(f"Số lượt người trong danh sách điểm danh: {words.grouped(listed)}{gap}.")


def _content(session: ClassSession) -> Iterator[Block]:
    """What was written, and before it the skills that it does not name: the form begins with
    them, and whoever fills it in may leave them or write other words."""
    for skill in session.skills:
        if skill.name not in session.minutes:
            yield Words(skill.name, Style.ITEM)
    for line in paragraphs(session.minutes):
        is_item = line.text.startswith("- ")
        yield Words(line.text[2:], Style.ITEM) if is_item else line


def _corrections(corrections: Sequence[Correction]) -> Iterator[Block]:
    if corrections:
        yield Words("5. Đính chính sau khi chốt", Style.HEADING)
    for one in corrections:
        by = f" ({one.by})" if one.by else ""
        yield Words(f"{words.spoken_moment(one.at)}: {one.reason}{by}.")


def _close(session: ClassSession) -> str:
    end = words.spoken_moment(session.closed_at or session.ends_at)
    return (
        f"Buổi học kết thúc vào {end}. Biên bản đã được đọc cho những người có mặt cùng nghe"
        " và nhất trí thông qua./."
    )


def _chair(session: ClassSession) -> Signature:
    return Signature("CHỦ TRÌ", name=session.leader.name)


def _said(what: str, text: str) -> Iterator[Block]:
    if text:
        yield Words(f"{what}: {text}.")
