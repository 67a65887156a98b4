"""Word and Excel files are archives that note when each part was put in: here always the same."""

import io
import zipfile

EARLIEST = (1980, 1, 1, 0, 0, 0)


def fixed(content: bytes) -> bytes:
    """The same parts, without the hour: equal papers become equal files."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            part = zipfile.ZipInfo(name, EARLIEST)
            part.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(part, old.read(name))
    return made.getvalue()
