"""Names as they sound in the demo's three communes. Every person of the demo is invented."""

from dataclasses import dataclass
from random import Random


@dataclass(frozen=True)
class Names:
    """What a place calls its people: family names, and middle and given names of men and women."""

    families: tuple[str, ...]
    men_middle: tuple[str, ...]
    women_middle: tuple[str, ...]
    men: tuple[str, ...]
    women: tuple[str, ...]

    def draw(self, rng: Random) -> str:
        man = rng.random() < 0.45
        middle = rng.choice(self.men_middle if man else self.women_middle)
        return f"{rng.choice(self.families)} {middle} {rng.choice(self.men if man else self.women)}"


HIGHLAND = Names(
    families=("Giàng", "Sùng", "Thào", "Vàng", "Cư", "Ma", "Lù", "Hầu", "Ly", "Tráng", "Cứ", "Lừu"),
    men_middle=("A", "Seo", "Văn"),
    women_middle=("Thị",),
    men=("Chúng", "Dín", "Giả", "Lềnh", "Nhà", "Páo", "Phử", "Sáng", "Sình", "Tủa", "Vảng", "Xóa"),
    women=("Chở", "Dua", "Dợ", "Mảo", "Mẩy", "Mỷ", "Pàng", "Sênh", "Sua", "Vá", "Xay", "Xua"),
)
SLOPES = Names(
    families=("Tẩn", "Chảo", "Phàn", "Lý", "Vàng", "Sùng", "Vù", "Hoàng", "Trần", "Bàn", "Lồ"),
    men_middle=("A", "Láo", "Văn", "Tờ", "Minh"),
    women_middle=("Thị", "Mùi", "San", "Tả"),
    men=("Chiến", "Dũng", "Hòa", "Lở", "Nam", "Quẩy", "San", "Sơn", "Tá", "Toàn", "Vạn"),
    women=("Én", "Hoa", "Lai", "Lan", "Mẩy", "Nái", "Phương", "Sinh", "Tâm", "Viện", "Yến"),
)
VALLEY = Names(
    families=("Hoàng", "Ma", "Lường", "Nông", "Triệu", "Lý", "Hứa", "Nguyễn", "Bùi", "Lưu", "Trần"),
    men_middle=("Văn", "Đình", "Công", "Xuân", "Quang"),
    women_middle=("Thị", "Thu", "Bích", "Thanh"),
    men=(
        "Bình",
        "Cường",
        "Đạo",
        "Giang",
        "Hiếu",
        "Khánh",
        "Lương",
        "Nghĩa",
        "Quý",
        "Thắng",
        "Vinh",
    ),
    women=("Ánh", "Duyên", "Hạnh", "Huệ", "Liễu", "Mến", "Nga", "Nguyệt", "Sen", "Thủy", "Xuân"),
)
