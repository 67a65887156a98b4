"""The declarative base every table shares, and the column types they are made of."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any

from sqlalchemy import DateTime, Dialect, Enum, ForeignKey, MetaData, String, Text, TypeDecorator
from sqlalchemy.orm import DeclarativeBase, mapped_column, registry


class UtcDateTime(TypeDecorator[datetime]):
    """A moment. Aware in Python, UTC in every database (SQLite forgets the zone)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _values(enum: type[StrEnum]) -> list[str]:
    return [member.value for member in enum]


_TYPES: dict[Any, Any] = {
    datetime: UtcDateTime,
    # Codes are stored by value, as text, so a new one needs no migration.
    StrEnum: Enum(StrEnum, native_enum=False, length=24, values_callable=_values),
}

_NAMES = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
}


class Base(DeclarativeBase):
    registry = registry(metadata=MetaData(naming_convention=_NAMES), type_annotation_map=_TYPES)


Key = Annotated[int, mapped_column(primary_key=True)]
# The largest that a key column of either database holds.
LARGEST_KEY = 2**31 - 1
Code = Annotated[str, mapped_column(String(24))]
Short = Annotated[str, mapped_column(String(60))]
Line = Annotated[str, mapped_column(String(200))]
Prose = Annotated[str, mapped_column(Text)]
PhoneNumber = Annotated[str, mapped_column(String(16))]
AccountRef = Annotated[int, mapped_column(ForeignKey("account.id"), index=True)]


def plain_types(kind: str, item: Any, _context: Any) -> str | bool:
    """How a migration writes our types: it imports nothing of ours."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, Enum):
        return f"sa.String(length={item.length})"
    return False
