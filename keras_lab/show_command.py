"""`keras-lab show FILE`: what is in a model's file, as text; no engine is loaded, no code of the file is run."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from keras_lab.registry import suggest


def main(arguments: Sequence[str]) -> int:
    """Prints the contents of a file; returns the exit status."""
    parser = argparse.ArgumentParser("keras-lab show", description="Shows what is in a model's file.")
    parser.add_argument("file", type=Path, help="a model or weights: *.keras, *.h5, *.hdf5")
    parser.add_argument("--weights", action="store_true", help="the weights of a model, too")
    own = parser.parse_args(arguments)
    if not own.file.is_file():
        near = suggest(own.file.name, [each.name for each in own.file.parent.glob("*.*")])
        parser.error(f"there is no file {str(own.file)!r}.{near}")
    try:
        print(shown(own.file, own.weights))
    except (ValueError, OSError) as error:
        parser.exit(1, f"keras-lab: {error}\n")
    return 0


def shown(file: Path, with_weights: bool = False) -> str:
    """The text for a file; of one without a model the weights are listed in any case."""
    from keras_lab.graph.summary import summary_text
    from keras_lab.saving.contents import contents

    found = contents(file)
    facts = [file.name, f"{found.size:,} bytes"]
    facts += [f"Keras {found.written_by}"] if found.written_by else []
    parts = [" · ".join([*facts, found.date] if found.date else facts)]
    if found.problem is not None:
        parts.append(f"The model in this file cannot be shown. {found.problem}")
    if found.model is not None:
        parts.append(summary_text(found.model, expand_nested=True))
    if with_weights or found.model is None:
        width = max((len(array.name) for array in found.arrays), default=0)
        parts.append(
            "\n".join(f"{a.name:<{width}}  {a.problem or a.shape} {a.dtype}".rstrip() for a in found.arrays)
        )
    return "\n\n".join(part for part in parts if part)
