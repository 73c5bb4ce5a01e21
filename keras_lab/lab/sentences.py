"""The sentences of `keras_lab.sentences` for the front end, which has them translated:

python -m keras_lab.lab.sentences > labextension/src/sentences.ts
"""

from __future__ import annotations

import string

from keras_lab.sentences import SENTENCES

_HEAD = """\
// Rendered from keras_lab/sentences.py; change it there, then:
//   python -m keras_lab.lab.sentences > labextension/src/sentences.ts

import type { TranslationBundle } from '@jupyterlab/translation';

type Sentence = (trans: TranslationBundle, v: { [name: string]: string }) => string;

/** What is said at the marks of a run, by id. */
export const sentences: { [id: string]: Sentence | undefined } = {
"""


def render() -> str:
    """The text of `labextension/src/sentences.ts`."""
    return _HEAD + "".join(map(_entry, SENTENCES)) + "};\n"


def _entry(id: str) -> str:
    text, names = numbered(SENTENCES[id])
    values = "".join(f", v['{name}']" for name in names)
    return f"  {id}: (trans{', v' if names else ''}) => trans.__('{text}'{values}),\n"


def numbered(sentence: str) -> tuple[str, list[str]]:
    """`"a {x} and {y}"` → `"a %1 and %2"` and the names in order."""
    parts, names = "", []
    for text, name, _, _ in string.Formatter().parse(sentence):
        parts += text
        if name is not None:
            names.append(name)
            parts += f"%{len(names)}"
    return parts.replace("'", "\\'"), names


if __name__ == "__main__":
    print(render(), end="")
