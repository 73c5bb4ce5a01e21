"""What the reference asks of Sphinx: pages written before it reads them, names in backticks that become links."""

from __future__ import annotations

import inspect
import sys
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.domains.python import PyXRefRole
from sphinx.transforms import SphinxTransform
from sphinx.util import logging
from sphinx.util.inspect import stringify_signature

from keras_lab import config
from tools import markup, pages, words
from tools.names import ROOT, home_of

logger = logging.getLogger(__name__)


class CodeRole(PyXRefRole):
    """What stands in single backticks: code, and a link where it names something public."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        context = self.env.ref_context
        word = self.text.removesuffix("()")
        target = words.meant(word, context.get("py:module"), context.get("py:class"))
        if target is None:
            return [nodes.literal(self.rawtext, self.text)], []
        self.name, self.title, self.target, self.has_explicit_title = "py:obj", self.text, target, True
        return super().run()


class HandbookCode(SphinxTransform):
    """Code in the handbook's Markdown that names something public becomes a link, as in docstrings."""

    default_priority = 400

    def apply(self, **kwargs: Any) -> None:
        """Called by Sphinx for each page."""
        if self.env.docname.startswith("reference/"):
            return
        for code in list(self.document.findall(nodes.literal)):
            target = words.meant(code.astext().removesuffix("()"), None, None)
            if target is not None and not isinstance(code.parent, (nodes.reference, addnodes.pending_xref)):
                link = addnodes.pending_xref(
                    "",
                    refdomain="py",
                    reftype="obj",
                    reftarget=target,
                    refdoc=self.env.docname,
                    refexplicit=True,
                )
                code.replace_self(link)
                link += code


def _without_any(app: Sphinx, document: nodes.document) -> None:
    """An argument of type Any is shown without a type."""
    for text in list(document.findall(nodes.Text)):
        if text.astext() == "Any" and isinstance(text.parent, nodes.emphasis):
            holder = text.parent
            while isinstance(holder.parent, addnodes.pending_xref):
                holder = holder.parent
            paragraph, at = holder.parent, holder.parent.index(holder)
            around = [paragraph[i].astext() if 0 <= i < len(paragraph) else "" for i in (at - 1, at + 1)]
            if around == [" (", ")"]:
                del paragraph[at - 1 : at + 2]


def _no_engine(app: Sphinx, env: Any) -> None:
    """The reference can be built where no engine is installed."""
    for library in sys.modules.keys() & {library for library, _ in config.REQUIREMENTS.values()}:
        logger.warning("Documenting keras_lab imported %s", library)


def _write_pages(app: Sphinx) -> None:
    pages.write(Path(app.srcdir) / "reference")


def _docstring(app: Sphinx, what: str, name: str, value: Any, options: Any, lines: list[str]) -> None:
    lines[:] = markup.readable(lines)


def _missing(app: Sphinx, env: Any, node: Any, contnode: nodes.Element) -> nodes.Node | None:
    """Names as docstrings use them: without the package, or of the file that defines the thing."""
    if node.get("refdomain") != "py":
        return None
    target = words.meant(node["reftarget"], None, None)
    if target is None:
        return None
    domain = env.get_domain("py")
    return domain.resolve_xref(env, node["refdoc"], app.builder, "obj", target, node, contnode)


def _bases(app: Sphinx, name: str, cls: type, options: Any, bases: list[Any]) -> None:
    """Only public bases are shown: of others, theirs."""
    found: list[Any] = []

    def collect(base: type) -> None:
        if home_of(base) is not None or not base.__module__.startswith(ROOT):
            found.extend([base] if base is not object and base not in found else [])
        else:
            for each in base.__bases__:
                collect(each)

    for base in cls.__bases__:
        collect(base)
    bases[:] = [f":py:obj:`{home.full}`" if (home := home_of(base)) else base for base in found]


def _signature(
    app: Sphinx, what: str, name: str, value: Any, options: Any, signature: str | None, returns: str | None
) -> tuple[str | None, str | None] | None:
    """The arguments as they are written in the class itself; types are left to the list of arguments."""
    if signature is None:  # an exception without a constructor of its own
        return None
    try:
        found = inspect.signature(value.__init__ if inspect.isclass(value) else value)
    except (TypeError, ValueError):
        return None
    shown = [each for each in found.parameters.values() if not each.name.startswith("_")]
    if shown and shown[0].name in ("self", "cls"):
        shown = shown[1:]
    return stringify_signature(found.replace(parameters=shown), show_annotation=False), None


def setup(app: Sphinx) -> dict[str, Any]:
    """Called by Sphinx."""
    app.add_role("name", CodeRole())
    app.add_transform(HandbookCode)
    app.connect("builder-inited", _write_pages)
    app.connect("autodoc-process-docstring", _docstring, priority=100)  # before napoleon
    app.connect("missing-reference", _missing)
    app.connect("autodoc-process-bases", _bases)
    app.connect("autodoc-process-signature", _signature)
    app.connect("doctree-read", _without_any)
    app.connect("env-updated", _no_engine)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
