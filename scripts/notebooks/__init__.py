"""The tutorials in notebooks/: short copies for the tests, full runs, saved outputs.

    python -m scripts.notebooks short FOLDER          copies that run in seconds, for nbval
    python -m scripts.notebooks run [NAME …]          runs them in full; says time and result of each
    python -m scripts.notebooks run --save [NAME …]   and keeps the outputs where a notebook asks for that

A name is a part of a file's name: `04`, `mnist`. Run it at the root of the repository, or with `make notebooks`.

A cell says in its metadata what stands in its place in the short copy: `{"keras_lab": {"short": "epochs = 1"}}`. A
notebook that asks for saved outputs says `{"keras_lab": {"outputs": "saved"}}`; beside it stands `"code"`, a sum over
the code that the outputs are of.
"""
