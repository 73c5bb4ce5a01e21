"""The TypeScript side of the protocol is rendered from the Python side and kept in step."""

from pathlib import Path

import pytest

from keras_lab.lab import sentences
from keras_lab.lab.protocol import typescript

SOURCES = Path(__file__).parents[2] / "labextension" / "src"


@pytest.mark.parametrize(
    ("file", "render"), [("protocol.ts", typescript.render), ("sentences.ts", sentences.render)]
)
def test_committed_typescript_is_in_step(file, render):
    if not SOURCES.exists():
        pytest.skip("no labextension sources beside these tests")
    assert (SOURCES / file).read_text(encoding="utf-8") == render()


def test_every_message_is_an_interface_with_all_its_fields():
    text = typescript.render()
    assert "export interface Watch {\n  type: 'watch';\n  run: string;\n}" in text
    assert "spark: (number | null)[];" in text
    assert "export type SeriesKind = 'step' | 'epoch';" in text


def test_a_type_without_typescript_is_refused():
    with pytest.raises(TypeError, match="No TypeScript for"):
        typescript._expand(set)
