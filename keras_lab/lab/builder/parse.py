"""From code to a document: the program is read, never executed.

Followed are `Sequential` (with a list, and with `add`), calls of layers on tensors, and names bound to what stands
written in the program. What has nothing to do with the model (training, printing) is passed over.
"""

from __future__ import annotations

import ast
from typing import Any

from keras_lab.lab.builder.expressions import UnreadableError, shortened
from keras_lab.lab.builder.names import KERAS, path_of
from keras_lab.lab.builder.tensors import Stack, TensorExpressions, Whole
from keras_lab.lab.protocol import BuilderDocument

_BUILTIN = ("float", "print", "len", "range", "int", "tuple", "list")


def parse(code: str) -> BuilderDocument:
    """The document of the model that `code` makes; of several, of the last.

    Raises:
        UnreadableError: for what cannot be followed; the sentence names the line.
    """
    try:
        program = ast.parse(_without_magics(code))
    except (SyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None)
        where = f"Line {line}: " if line else ""
        raise UnreadableError(f"{where}this is not Python: {getattr(error, 'msg', error)}.") from None
    except (RecursionError, MemoryError):
        raise UnreadableError("This program is nested too deeply.") from None
    reader = _Program()
    for statement in program.body:
        reader.follow(statement)
    return reader.document()


def _without_magics(code: str) -> str:
    """The code with an empty line for each magic and each command for the shell."""
    lines = code.splitlines()
    return "\n".join("" if line.lstrip().startswith(("%", "!", "?")) else line for line in lines)


class _Program:
    """What has been read so far."""

    def __init__(self) -> None:
        known = {name: path_of(name) for name in _BUILTIN}
        self._read = TensorExpressions({**known, **_usual_names()})

    def document(self) -> BuilderDocument:
        model = self._read.latest
        if model is None:
            raise UnreadableError("There is no model in this code: neither a Sequential nor a Model.")
        return self._read.document_of(model)

    def follow(self, statement: ast.stmt) -> None:
        """Reads a statement."""
        match statement:
            case ast.Import(names=names):
                for name in names:
                    top = name.name if name.asname else name.name.split(".")[0]
                    self._read.names[name.asname or top] = path_of(top)
            case ast.ImportFrom(module=module, names=names) if module is not None:
                for name in names:
                    self._read.names[name.asname or name.name] = path_of(f"{module}.{name.name}")
            case ast.Assign(targets=targets, value=value):
                self._assign(targets, value)
            case ast.AnnAssign(target=target, value=value) if value is not None:
                self._assign([target], value)
            case ast.Expr(value=value):
                self._mention(value)
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name) | ast.AsyncFunctionDef(name=name):
                self._read.names[name] = UnreadableError(
                    f"{name} is defined by a program of its own.", statement
                )
            case ast.Pass() | ast.Assert() | ast.Delete() | ast.AnnAssign():
                pass
            case _:
                self._refuse(statement)

    def _refuse(self, statement: ast.stmt) -> None:
        """A loop or a condition: no matter where nothing of the model is in it."""
        words = {node.id for node in ast.walk(statement) if isinstance(node, ast.Name)}
        words |= {node.attr for node in ast.walk(statement) if isinstance(node, ast.Attribute)}
        about = {"layers", "add", "Sequential", "Model", "Input"} & words
        tensors = {word for word in words if self._read.is_of_model(self._read.names.get(word))}
        if about or tensors:
            kind = type(statement).__name__.removeprefix("Async").lower()
            raise UnreadableError(
                f"The builder reads models that are written straight down; it cannot follow a `{kind}` here.",
                statement,
            )

    def _assign(self, targets: list[ast.expr], value: ast.expr) -> None:
        if len(targets) == 1 and isinstance(targets[0], ast.Tuple) and isinstance(value, ast.Tuple):
            for target, item in zip(targets[0].elts, value.elts, strict=False):
                self._assign([target], item)
            return
        found: Any
        try:
            self._read.wish = targets[0].id if isinstance(targets[0], ast.Name) else None
            found = self._read.value(value)
        except UnreadableError as error:
            if self._matters(value):
                raise
            found = error  # told where it is used
        finally:
            self._read.wish = None
        for target in targets:
            for node in ast.walk(target):
                if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                    self._read.names[node.id] = found if node is target else self._part_of(found, node)

    def _part_of(self, found: Any, node: ast.Name) -> UnreadableError:
        if self._read.is_of_model(found):
            raise UnreadableError(
                "The builder joins layers that give one tensor each, and not parts of them.", node
            )
        return UnreadableError("it is a part of something else.", node)

    def _matters(self, value: ast.expr) -> bool:
        """Whether what cannot be read has to do with layers or tensors."""
        for node in ast.walk(value):
            if isinstance(node, ast.Name) and self._read.is_of_model(self._read.names.get(node.id)):
                return not _is_use_of_model(value, self._read)
            if isinstance(node, (ast.Name, ast.Attribute)) and self._read.is_layer_or_model(node):
                return True
        return False

    def _mention(self, value: ast.expr) -> None:
        """An expression that stands alone: `model.add(…)`, or something that is passed over."""
        if not isinstance(value, ast.Call) or not isinstance(value.func, ast.Attribute):
            if isinstance(value, ast.Call) and self._matters(value.func):
                self._read.value(value)
            return
        owner = value.func.value
        stack = self._read.names.get(owner.id) if isinstance(owner, ast.Name) else None
        if isinstance(stack, Stack) and value.func.attr == "add":
            args, kwargs = value.args, value.keywords
            if len(args) + len(kwargs) != 1:
                raise UnreadableError(f"`{shortened(value)}` should name one layer.", value)
            stack.add(self._read.value(args[0] if args else kwargs[0].value), value)
        elif isinstance(stack, Stack) and value.func.attr == "pop":
            raise UnreadableError("The builder cannot follow `pop`: leave the layer out.", value)
        elif self._matters(value):
            self._read.value(value)


def _is_use_of_model(value: ast.expr, read: TensorExpressions) -> bool:
    """`history = model.fit(…)` and the like."""
    return (
        isinstance(value, ast.Call)
        and isinstance(value.func, ast.Attribute)
        and isinstance(value.func.value, ast.Name)
        and isinstance(read.names.get(value.func.value.id), (Stack, Whole))
    )


def _usual_names() -> dict[str, Any]:
    """Names that pieces of code have without importing them."""
    usual = {name: path_of(f"keras.{name}") for name in ("layers", "Input", "Model", "Sequential")}
    rooms = ("initializers", "regularizers", "constraints", "activations")
    usual |= {name: path_of(f"keras.{name}") for name in rooms}
    return {
        **usual,
        **{name: path_of(name) for name in KERAS if "." not in name},
        "tf": path_of("tensorflow"),
    }
