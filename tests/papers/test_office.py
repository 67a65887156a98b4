"""An office program opens our Word and Excel files as they are, and prints what was meant."""

import os
import shutil
import subprocess
from pathlib import Path

import pypdf
import pytest

from tests.papers.samples import sample
from tracker.papers.paper import Family, Form
from tracker.papers.writers import write

OFFICE = os.environ.get("TRACKER_OFFICE") or shutil.which("soffice")


@pytest.mark.skipif(not OFFICE, reason="NO OFFICE OPENED THE WORD AND EXCEL FILES: no soffice")
def test_an_office_prints_our_files(tmp_path: Path):
    wide = sample(Family.PARTY, rows=3, is_landscape=True)
    files = {
        "word.docx": write(sample(), Form.WORD),
        "wide.docx": write(wide, Form.WORD),
        "sheet.xlsx": write(sample(), Form.EXCEL),
    }
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    for kind in ("docx", "xlsx"):
        command = [OFFICE, profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
        named = [str(path) for path in sorted(tmp_path.glob(f"*.{kind}"))]
        subprocess.run([*command, *named], check=True, capture_output=True, timeout=180)
    printed = {
        name: pypdf.PdfReader(tmp_path / f"{name}.pdf") for name in ("word", "wide", "sheet")
    }
    text = {
        name: " ".join(" ".join(page.extract_text() for page in pdf.pages).split())
        for name, pdf in printed.items()
    }
    # What the office writes into its own PDF keeps only plain letters in order.
    for name in ("=1+1", "@SUM(A1)", "{{ 7*7 }}"):
        assert name in text["word"]
        assert name in text["sheet"]
    box = printed["wide"].pages[0].mediabox
    assert box.width > box.height
    pages = [page.extract_text().split() for page in printed["word"].pages]
    assert [words[0] for words in pages[1:]] == [str(n) for n in range(2, len(pages) + 1)]
    heads = sum("STT" in words for words in pages)
    assert heads >= 2, "the head of the list stands on each of its pages"
