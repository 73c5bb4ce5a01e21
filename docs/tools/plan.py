"""Where in the reference a name stands: groups, pages and sections, as a person looks for things.

Only modules and files are named here. What is public and has no place below gets one by itself, at the end of
its room, so nothing is ever left out.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from tools.names import ROOT, Name, home_of, modules, names


@dataclass(frozen=True)
class Section:
    """Names under one heading; `module` is the public module they are in, `source` the file that tells of them."""

    title: str
    module: str
    names: tuple[Name, ...]
    source: str


@dataclass
class Page:
    """A page of the reference: `path` without its ending, below docs/reference."""

    path: str
    title: str
    sections: list[Section] = field(default_factory=list)


#: Pages of one room, split by the files in which things are defined.
FAMILIES: dict[str, dict[str, str]] = {
    "layers": {
        "Layer and Input": "layer inputs input_spec lookup",
        "Core": "core lambdas einsum_dense reversible_embedding",
        "Shapes": "shaping borders upsampling",
        "Convolution": "convolution transposed_convolution depthwise_convolution local_convolution",
        "Pooling": "pooling adaptive_pooling",
        "Recurrent": "recurrent_units recurrent recurrent_cells recurrent_stacked recurrent_both_ways "
        "recurrent_convolution recurrent_dropout recurrent_cudnn recurrent_old",
        "Attention": "attention multi_head_attention",
        "Normalization": "normalization other_normalization",
        "Regularization": "regularization",
        "Activations": "activation_layers",
        "Merging": "merging",
        "Wrappers": "wrappers",
        "Preprocessing": "rescaling image_size preprocessing",
        "Augmentation of images": "augmentation",
        "Models of other libraries": "jax_layer tfsm_layer torch_module_wrapper",
        "Keras 1": "keras_1",
    },
    "ops": {
        "Elements": "elementwise numeric logic complex_numbers",
        "Reductions and counting": "reductions statistics counting",
        "Shapes and places": "creation shaping parts blocks indexing",
        "Linear algebra": "linear matrices linalg",
        "Neural networks": "activation attention convolution normalization crossentropy ctc",
        "Signals": "signal",
        "Control flow": "core functional derivatives recurrence",
    },
}

#: Group → page → public modules; `layers/*` stands for the pages of a room in FAMILIES.
GROUPS: dict[str, dict[str, str]] = {
    "Models": {"Models": "models", "Model files": "saving export", "Architectures": "applications*"},
    "Layers": {"*": "layers"},
    "Training": {
        "Losses": "losses",
        "Metrics": "metrics",
        "Optimizers": "optimizers",
        "Learning rate schedules": "optimizers.schedules",
        "Callbacks": "callbacks",
        "Distillation": "distillation",
    },
    "Parts of layers": {
        "Activations": "activations",
        "Initializers": "initializers",
        "Regularizers": "regularizers",
        "Constraints": "constraints",
        "Quantizers": "quantizers",
    },
    "Tensors": {
        "*": "ops",
        "Images": "ops.image",
        "Random": "random ops.random",
        "Names as in NumPy and Keras": "ops.numpy ops.nn ops.linalg ops.operators",
        "Trees": "tree",
    },
    "Data": {
        "Data sets": "datasets*",
        "Images, text, sequences": "preprocessing*",
        "Bounding boxes": "utils.bounding_boxes",
        "Utilities": "utils utils.file utils.legacy utils.np_utils",
        "scikit-learn": "wrappers*",
    },
    "The lab": {
        "Widgets and handles": "lab",
        "The doctor": "doctor",
        "Runs": "runs",
        "Events": "events",
        "Control": "control",
        "Visualization": "visualization",
        "Graphs": "graph",
    },
    "Engines and settings": {
        "Settings": "config",
        "Engines": "engine",
        "Dtypes": "dtype_policies mixed_precision",
        "Distribution": "distribution",
        "The package": "",
        "Keras 2's backend": "backend",
        "Keras 2's optimizers": "optimizers.legacy",
    },
}


def path_of(*titles: str) -> str:
    """The path of a page: its titles in small letters."""
    words = ("".join(c if c.isalnum() else "-" for c in title.lower().replace("'", "")) for title in titles)
    return "/".join(words)


def _full(room: str) -> str:
    return f"{ROOT}.{room}".rstrip(".")


def _matching(pattern: str) -> list[str]:
    if not pattern.endswith("*"):
        return [_full(pattern)]
    room = _full(pattern[:-1])
    return [module for module in modules() if module == room or module.startswith(f"{room}.")]


def stem(name: Name) -> str:
    """The file that defines it, within its room: `"core"`; `"augmentation"` for all files of that folder."""
    return name.home.removeprefix(f"{name.module}.").partition(".")[0] if name.home != name.module else ""


def heading(module: str) -> str:
    """A heading made of the name of a file: `recurrent_both_ways` → `Recurrent both ways`."""
    return module.rpartition(".")[2].replace("_", " ").capitalize()


def _by_file(found: Iterable[Name]) -> Iterator[tuple[str, tuple[Name, ...]]]:
    """Names by the files that define them, in the order of the files."""
    files: dict[str, list[Name]] = {}
    for name in found:
        files.setdefault(name.home, []).append(name)
    for file in sorted(files):
        yield file, tuple(files[file])


def _family_pages(group: str, room: str) -> Iterator[Page]:
    module = _full(room)
    own = [name for name in names(module) if home_of(name.value) == name]
    left = {stem(name) for name in own}
    families = {title: stems.split() for title, stems in FAMILIES[room].items()}
    left -= {each for stems in families.values() for each in stems}
    if left:
        families["Further"] = sorted(left)
    for title, stems in families.items():
        page = Page(path_of(group, title), title)
        for each in stems:
            for file, found in _by_file(name for name in own if stem(name) == each):
                page.sections.append(Section(heading(file), module, found, file))
        yield page
    aliases = tuple(name for name in names(module) if home_of(name.value) != name)
    if aliases:
        section = Section(module.rpartition(".")[2].capitalize(), module, aliases, module)
        yield Page(path_of(group, "other-names"), "Other names", [section])


def _module_page(group: str, title: str, found: Iterable[str]) -> Page:
    page = Page(path_of(group, title), title)
    page.sections = [Section(module, module, names(module), module) for module in found]
    return page


def pages() -> dict[str, list[Page]]:
    """Group → its pages."""
    placed: set[str] = set()
    found: dict[str, list[Page]] = {}
    for group, contents in GROUPS.items():
        found[group] = []
        for title, patterns in contents.items():
            matching = [module for pattern in patterns.split() or [""] for module in _matching(pattern)]
            placed.update(matching)
            if title == "*":
                found[group].extend(_family_pages(group, patterns))
            else:
                found[group].append(_module_page(group, title, matching))
    left = [module for module in modules() if module not in placed]
    if left:
        found["Further"] = [_module_page("Further", heading(module), [module]) for module in left]
    return found


def all_names() -> dict[str, Page]:
    """Each public name with the page on which it stands."""
    return {
        name.full: page
        for group in pages().values()
        for page in group
        for section in page.sections
        for name in section.names
    }


def introduction(source: str) -> str:
    """What a file says of itself."""
    return (importlib.import_module(source).__doc__ or "").strip()
