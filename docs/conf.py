"""How Sphinx builds the documentation: `make docs`."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1])]

from keras_lab import __version__  # noqa: E402

project = "keras_lab"
author = "The authors of keras_lab"
copyright = author
version = release = __version__

extensions = ["sphinx.ext.autodoc", "sphinx.ext.napoleon", "myst_parser", "tools.sphinx_extension"]
exclude_patterns = ["gallery"]
templates_path: list[str] = []
nitpicky = True
#: Types of Python and of libraries, words of docstrings that are not public names: code, not links.
nitpick_ignore_regex = [("py:class", ".*"), ("py:(obj|exc)", r"(?!keras_lab\.).*")]

default_role = "name"
add_module_names = False
python_maximum_signature_line_length = 88
toc_object_entries_show_parents = "hide"

autodoc_inherit_docstrings = False
autodoc_member_order = "bysource"
autodoc_typehints = "description"
autodoc_typehints_description_target = "documented"
autodoc_preserve_defaults = False
napoleon_numpy_docstring = False
napoleon_use_rtype = False
napoleon_custom_sections = ["Shapes", ("Attributes", "params_style"), ("Call arguments", "params_style")]

myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3

html_theme = "furo"
pygments_dark_style = "monokai"
html_title = "keras_lab"
html_static_path = ["static"]
html_css_files = ["keras_lab.css"]
html_copy_source = False
html_show_sphinx = False
