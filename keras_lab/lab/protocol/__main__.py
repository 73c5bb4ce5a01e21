"""`python -m keras_lab.lab.protocol labextension/src/protocol` writes the files there."""

import sys
from pathlib import Path

from keras_lab.lab.protocol.typescript import rendered


def main(folder: Path) -> None:
    """Writes all files into `folder`."""
    for name, text in rendered().items():
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
