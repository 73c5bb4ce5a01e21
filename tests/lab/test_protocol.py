"""The TypeScript side of the protocol is rendered from the Python side and kept in step."""

from pathlib import Path

import pytest

from keras_lab.lab import sentences
from keras_lab.lab.protocol import typescript

SOURCES = Path(__file__).parents[2] / "labextension" / "src"


@pytest.fixture
def text():
    """The whole protocol."""
    return "".join(typescript.rendered().values())


def test_committed_typescript_is_in_step():
    if not SOURCES.exists():
        pytest.skip("no labextension sources beside these tests")
    expected = {SOURCES / "protocol" / name: text for name, text in typescript.rendered().items()}
    expected[SOURCES / "sentences.ts"] = sentences.render()
    for path, text in expected.items():
        assert path.read_text(encoding="utf-8") == text, path
    assert set((SOURCES / "protocol").iterdir()) <= set(expected)


def test_every_message_is_an_interface_with_all_its_fields(text):
    assert "export interface Watch {\n  type: 'watch';\n  run: string;\n}" in text
    assert "spark: (number | null)[];" in text
    assert "export type SeriesKind = 'step' | 'epoch';" in text


def test_a_file_imports_what_others_define():
    assert "import type { ModelState } from './models';" in typescript.rendered()["messages.ts"]


def test_a_type_without_typescript_is_refused():
    with pytest.raises(TypeError, match="No TypeScript for"):
        typescript._expand(set)
