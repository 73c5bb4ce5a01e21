"""`python -m keras_lab.lab.protocol labextension/src/protocol` writes the files there."""

import sys
from pathlib import Path

from keras_lab.lab.protocol.typescript import rendered

folder = Path(sys.argv[1])
for name, text in rendered().items():
    (folder / name).write_text(text, encoding="utf-8")
