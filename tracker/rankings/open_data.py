"""A published ranking as lines for other programs. The heads never change their meaning; they are
written down in docs/machine-access.md. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from tracker.papers.paper import Cell
from tracker.periods.rules import Period
from tracker.rankings.papers import LACKS
from tracker.rankings.rules import Lack

# What each line says of the whole ranking: a line may be copied into another table.
OF_ALL = ("ky", "tu_ngay", "den_ngay", "so_lieu_den", "ban_so", "ngay_cong_bo")
# By head: the name of the figure in the snapshot, and whether it is kept in tenths.
FIGURES = {
    "hang": ("rank", False),
    "ma_xa": ("code", False),
    "ten": ("name", False),
    "loai": ("kind", False),
    "diem_phan_tram": ("score", True),
    "nguoi_phan_tram": ("people", True),
    "buoi_phan_tram": ("classes", True),
    "phan_anh_phan_tram": ("issues", True),
    "nguoi_tren_1000_nguoi_truong_thanh": ("per_thousand", True),
    "to_hoat_dong_phan_tram": ("active", True),
    "ket_qua_nguoi": ("people_n", False),
    "chi_tieu_nguoi": ("people_d", False),
    "ket_qua_buoi": ("classes_n", False),
    "chi_tieu_buoi": ("classes_d", False),
    "ket_qua_phan_anh": ("issues_n", False),
    "chi_tieu_phan_anh": ("issues_d", False),
    "nguoi_duoc_huong_dan": ("guided", False),
    "nguoi_truong_thanh": ("adults", False),
    "to_hoat_dong": ("teams_active", False),
    "so_to": ("teams", False),
    "buoi_chua_chot_bien_ban": ("unlocked", False),
}
HEADS = (*OF_ALL, *FIGURES, "ly_do_chua_xep_hang")


@dataclass(frozen=True)
class Edition:
    """Which ranking it is: a correction is another edition of the same period."""

    period: Period
    version: int
    published: date

    def file_name(self, province_code: str) -> str:
        return f"xep-hang-{self.period.code}-tinh-{province_code}-ban-{self.version}.csv"


def lines(facts: dict[str, Any], edition: Edition) -> Iterator[Sequence[Cell]]:
    """Who is ranked, best first, then who is not, with the reason and no figure."""
    period = edition.period
    of_all = (
        period.code, period.first.isoformat(), period.last.isoformat(), facts.get("until", ""),
        edition.version, edition.published.isoformat(),
    )  # fmt: skip
    for row in facts["rows"]:
        yield (*of_all, *_figures(row), "")
    for row in facts["without"]:
        why = "; ".join(LACKS[Lack(lack)] for lack in row["lacks"])
        yield (*of_all, *_figures(row), why)


def _figures(row: dict[str, Any]) -> Iterator[Cell]:
    for name, in_tenths in FIGURES.values():
        value = row.get(name)
        yield value / 10 if in_tenths and value is not None else value
