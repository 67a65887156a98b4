"""Vietnamese phone numbers: one stored form, one shown form, one masked form."""

import phonenumbers


def normalise(text: str) -> str | None:
    """Return `+84912345678`, or None when no Vietnamese subscriber can have that number.

    Accepts what people write: 0912 345 678, 84 912.345.678, (+84) 912-345-678.
    """
    try:
        number = phonenumbers.parse(text, "VN")
    except phonenumbers.NumberParseException:
        return None
    if number.country_code != 84 or not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def shown(number: str) -> str:
    """`+84912345678` as people read it: 0912 345 678."""
    digits = "0" + number.removeprefix("+84")
    return f"{digits[:4]} {digits[4:7]} {digits[7:]}"


def masked(number: str) -> str:
    """Enough to recognise a number one knows already: 09xx xxx 678."""
    digits = "0" + number.removeprefix("+84")
    return f"{digits[:2]}xx xxx {digits[-3:]}"
