"""The TypeScript side of the protocol is rendered from the Python side and kept in step."""

from pathlib import Path

import pytest

from keras_lab.lab.protocol import typescript

TYPESCRIPT = Path(__file__).parents[2] / "labextension" / "src" / "protocol.ts"


def test_committed_typescript_is_in_step():
    if not TYPESCRIPT.parent.exists():
        pytest.skip("no labextension sources beside these tests")
    assert TYPESCRIPT.read_text(encoding="utf-8") == typescript.render()


def test_every_message_is_an_interface_with_all_its_fields():
    text = typescript.render()
    assert "export interface Watch {\n  type: 'watch';\n  run: string;\n}" in text
    assert "spark: (number | null)[];" in text
    assert "export type SeriesKind = 'step' | 'epoch';" in text


def test_a_type_without_typescript_is_refused():
    with pytest.raises(TypeError, match="No TypeScript for"):
        typescript._expand(set)
