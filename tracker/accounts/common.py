"""Passwords that everybody thinks of first. Pure.

Instead of carrying a leaked list, it names what such lists are made of: a well-known word with
digits around it, runs and repetitions of keys, dates, and the person's own name or number.
"""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date

# Without marks or case. Words of Vietnamese life, of keyboards, and of this product.
_WORD_LIST = """
password passw0rd pass matkhau matkhaucu matkhaumoi khongcomatkhau khongbiet khongnho quenroi
admin admins administrator quantri quantrivien user username nguoidung test demo guest root login
dangnhap dangky taikhoan welcome xinchao chao hello hellohello abc abcd xyz anhyeuem emyeuanh
iloveyou loveyou yeuem yeuanh yeuemnhieu yeuanhnhieu anhnhoem emnhoanh nhoem nhoanh vochong vo
chong conyeu giadinh giadinhtoi bome mecon bocon me bo ongba tinhyeu tinhban hanhphuc maimai mai
maimaiyeuem motminh cuocsong ngayxua dongian vietnam vietnamvodich toiyeuvietnam hanoi thudo
saigon tphcm hochiminh bacho danang haiphong cantho hue laocai simacai batxat sapa thainguyen
lamvy yenbai hagiang caobang langson zalo facebook google gmail youtube tiktok viettel vinaphone
mobifone vnpt vneid momo daisuso daisu binhdanhocvuso binhdanhocvu hocvuso congnghe congngheso
congdong tocongngheso thanhnien doanthanhnien doanvien tinhnguyen tinhnguyenvien chuyendoiso
sotaytheodoi nguoihoc qwerty qwertyui qwertyuiop asdfgh asdfghjkl zxcvbn zxcvbnm qazwsx qazwsxedc
dragon monkey superman batman ronaldo messi football bongda letmein master sunshine princess
samsung iphone oppo nokia computer maytinh dienthoai sinhvien hocsinh giaovien thaygiao cogiao
"""
_WORDS = frozenset(_WORD_LIST.split())
_RUNS = (
    "01234567890", "09876543210", "abcdefghijklmnopqrstuvwxyz", "zyxwvutsrqponmlkjihgfedcba",
    "qwertyuiop", "poiuytrewq", "asdfghjkl", "lkjhgfdsa", "zxcvbnm", "mnbvcxz",
    "1qaz2wsx3edc4rfv", "1q2w3e4r5t6y7u8i", "147258369", "741852963", "159357", "123123",
)  # fmt: skip
_REPEATED = re.compile(r"(.{1,4}?)\1+.?")
_SHORTEST_OWN = 4
_FEWEST_KEYS = 3


def is_easy(password: str, *, own: Iterable[str] = ()) -> bool:
    """Whether somebody who guesses would try it early. `own` is the person's name and number."""
    bare = _bare(password)
    word = bare.strip("0123456789")
    return (
        word in _WORDS
        or len(set(bare)) < _FEWEST_KEYS
        or _is_a_run(bare)
        or bool(_REPEATED.fullmatch(bare))
        or _is_a_date(bare)
        or any(_is_made_of(bare, _bare(text)) for text in own)
    )


def _bare(text: str) -> str:
    """Without marks, case, spaces and signs: `Anh Yêu Em!` is anhyeuem."""
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(char for char in plain if char.isalnum())


def _is_a_run(bare: str) -> bool:
    """Keys in a row, also two rows one after the other: 12345678, qwerty123456."""
    rest = bare
    while rest:
        length = max(
            (size for size in range(len(rest), 2, -1) if any(rest[:size] in run for run in _RUNS)),
            default=0,
        )
        if not length:
            return False
        rest = rest[length:]
    return True


def _is_a_date(bare: str) -> bool:
    """A day of somebody's life: 21111990, 19901121."""
    if not (bare.isdigit() and len(bare) == 8):
        return False
    day_first = (bare[4:], bare[2:4], bare[:2])
    year_first = (bare[:4], bare[4:6], bare[6:])
    return any(_exists(*map(int, parts)) for parts in (day_first, year_first))


def _exists(year: int, month: int, day: int) -> bool:
    try:
        return 1900 <= date(year, month, day).year < 2100
    except ValueError:
        return False


def _is_made_of(bare: str, own: str) -> bool:
    """The person's own words and digits around them, and nothing else."""
    if len(own) < _SHORTEST_OWN:
        return False
    if own.isdigit():  # a number with or without its leading 0 or 84
        return bare.isdigit() and (own[-9:] in bare or bare in own)
    return bare.replace(own, "").strip("0123456789") == "" and own in bare
