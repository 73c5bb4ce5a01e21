"""`python -m keras_lab.lab.protocol > labextension/src/protocol.ts`."""

from keras_lab.lab.protocol.typescript import render

print(render(), end="")
