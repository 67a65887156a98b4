"""Other systems that may read figures: the provincial platform, a dashboard."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from tracker.core.base import Base, Key, Short


class Machine(Base):
    """A system with a token of its own for a province or a commune. Only the digest is kept."""

    __tablename__ = "machine"

    id: Mapped[Key]
    name: Mapped[Short] = mapped_column(unique=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    province_id: Mapped[int] = mapped_column(ForeignKey("province.id"), index=True)
    # Set when it may read this commune only.
    commune_id: Mapped[int | None] = mapped_column(ForeignKey("commune.id"), index=True)
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
