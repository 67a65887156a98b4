"""Who teaches at a training and who learns. Pure."""

from tracker.core.names import search_key

# How offices call those who teach; what follows does not matter: “Giảng viên tỉnh”.
TEACHERS = ("Giảng viên", "Trợ giảng", "Báo cáo viên")


def teaches(role: str) -> bool:
    """Whoever teaches was not trained there: “đã tập huấn” is for everybody else."""
    return search_key(role).startswith(tuple(search_key(name) for name in TEACHERS))
