"""The front end stays small: its files, and what the browser has to load of it."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCES = ROOT / "labextension" / "src"
BUILT = ROOT / "keras_lab" / "labextension"
MOST_LINES = 300
MOST_BYTES = 1_000_000


def test_no_file_is_long():
    if not SOURCES.exists():
        pytest.skip("no sources of the front end beside these tests")
    files = [path for ending in ("ts", "tsx", "css") for path in SOURCES.rglob(f"*.{ending}")]
    assert len(files) > 40
    lengths = {
        str(path.relative_to(SOURCES)): len(path.read_text(encoding="utf-8").splitlines()) for path in files
    }
    assert {name: lines for name, lines in lengths.items() if lines > MOST_LINES} == {}


def test_the_bundle_is_small():
    static = BUILT / "static"
    if not static.exists():
        pytest.skip("the extension is not built")
    assert sum(path.stat().st_size for path in static.rglob("*.js")) <= MOST_BYTES
