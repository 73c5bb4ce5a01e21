"""The shape of the house: imports lead down only, engines stay behind their seam, Jupyter stays in the lab.

Read off the sources; imports inside functions count as well.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator

from .sources import Source, imports, lazy_tables, sources

GROUND = {
    "asked", "atomic", "config", "configurable", "control", "event_file", "events", "lazy", "legacy", "masks",
    "naming", "old_configs", "old_graphs", "open_stack", "plain_data", "python_code", "registry", "seeds",
    "sentences", "tree",
}  # fmt: skip
#: The rooms from the ground up; a room may import from its own floor and from those below.
FLOORS = [
    GROUND,
    {"engine"},
    {"ops"},
    {
        "activations", "constraints", "devices", "distribution", "dtype_policies", "initializers", "losses",
        "metrics", "mixed_precision", "optimizers", "quantizers", "random", "regularizers", "rematerialization",
        "scopes", "variables",
    },
    {"graph", "layers"},
    {"backend", "callbacks", "datasets", "preprocessing", "runs", "shim", "utils", "visualization"},
    {"training"},
    {"models"},
    {"applications", "distillation", "doctor", "export", "saving", "tutorials", "wrappers"},
    {"lab"},
    {"__main__", "cli", "program", "runs_command", "show_command"},
]  # fmt: skip
FLOOR = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}

#: Imports upwards, each for a reason.
SHORTHANDS = {
    ("ops", "variables"): "the state of a SeedGenerator is a variable",
    (
        "config",
        "dtype_policies",
    ): "config.dtype_policy and set_dtype_policy are Keras's names for what is there",
    (
        "optimizers",
        "backend",
    ): "Keras 2's get_gradients and get_updates take symbolic losses, as K.gradients does",
    ("activations", "layers"): "a layer may be an activation, and so stand in a configuration",
    ("models", "export"): "Model.export only passes on to keras_lab.export",
    (
        "utils",
        "saving",
    ): "serialize_keras_object and its reverse are in both, as in Keras; FeatureSpace.save passes on",
    ("models", "saving"): "Model.save, save_weights and load_weights only pass on to keras_lab.saving",
}

ENGINE_LIBRARIES = {"tensorflow", "jax", "jaxlib", "torch", "pytensor"}
ENGINE_NAMES = {"tensorflow", "jax", "torch", "pytensor"}
#: Comparisons with such names that are not about the engine.
NOT_THE_ENGINE = {
    "keras_lab.saving.objects": "modules that files name",
    "keras_lab.shim": "it stands in for the package `tensorflow.keras`",
}
KERAS = {"keras", "tf_keras", "keras_core"}
ONLY_IN_THE_LAB = {
    "IPython",
    "ipykernel",
    "ipywidgets",
    "anywidget",
    "plotly",
    "comm",
    "traitlets",
    "jupyterlab",
    "jupyter_core",
    "jupyter_server",
    "tornado",
}


def rooms_imported(source: Source) -> set[str]:
    found = {*imports(source), *(lazy_tables(source) if source.room else ())}
    return {name.split(".")[1] for name in found if name.startswith("keras_lab.")} - {
        source.room,
        "__version__",
    }


def libraries_imported(source: Source) -> set[str]:
    return {name.partition(".")[0] for name in imports(source)} - {"keras_lab"}


def offenders(forbidden: set[str], allowed_rooms: set[str]) -> list[str]:
    """`module imports library` for each import of a forbidden library outside the rooms allowed."""
    return [
        f"{source.name} imports {library}"
        for source in sources()
        if source.room not in allowed_rooms
        for library in sorted(libraries_imported(source) & forbidden)
    ]


def test_every_room_has_its_floor():
    unknown = {source.room for source in sources() if source.room} - set(FLOOR)
    assert not unknown, "Say in FLOORS where the new rooms stand."


def test_imports_lead_downwards():
    upwards = {
        (source.room, room): source.name
        for source in sources()
        if source.room  # the package itself only points to its rooms
        for room in rooms_imported(source)
        if FLOOR[room] > FLOOR[source.room]
    }
    assert {pair: name for pair, name in upwards.items() if pair not in SHORTHANDS} == {}
    assert set(SHORTHANDS) <= set(upwards), "An exception is no longer needed."


def test_the_ledger_needs_only_the_ground():
    assert [s.name for s in sources() if s.room == "runs" and not rooms_imported(s) <= GROUND] == []


def test_the_ground_needs_only_numpy():
    known = {"numpy", *sys.stdlib_module_names}
    assert [s.name for s in sources() if s.room in GROUND and not libraries_imported(s) <= known] == []


def test_keras_itself_is_never_imported():
    assert offenders(KERAS, set()) == []
    assert [s.name for s in sources() if any(n.startswith("tensorflow.keras") for n in imports(s))] == []


def test_engine_libraries_are_imported_by_their_engines_only():
    assert offenders(ENGINE_LIBRARIES, {"engine"}) == []


def test_jupyter_is_imported_in_the_lab_only():
    assert offenders(ONLY_IN_THE_LAB, {"lab"}) == []


def test_nobody_asks_which_engine_it_is():
    found = {source.name: list(engine_questions(source)) for source in sources() if source.room != "engine"}
    assert {
        name: questions for name, questions in found.items() if questions and name not in NOT_THE_ENGINE
    } == {}
    assert all(found[name] for name in NOT_THE_ENGINE), "An exception is no longer needed."


def engine_questions(source: Source) -> Iterator[str]:
    """Comparisons and match cases that name an engine."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.match_case):
            node = node.pattern
        elif not isinstance(node, ast.Compare):
            continue
        if ENGINE_NAMES & {leaf.value for leaf in ast.walk(node) if isinstance(leaf, ast.Constant)}:
            yield f"line {node.lineno}: {ast.unparse(node)}"
