"""`python -m keras_lab` is the command `keras-lab`."""

from __future__ import annotations

import sys

from keras_lab.cli import main

if __name__ == "__main__":
    sys.exit(main())
