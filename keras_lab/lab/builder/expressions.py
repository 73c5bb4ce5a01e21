"""Reading expressions without executing them: literals, arithmetic with them, and constructors of ours."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from typing import Any

from keras_lab import legacy
from keras_lab.lab.builder import configs, values
from keras_lab.lab.builder.names import ROOMS, Path, find_class, path_of
from keras_lab.lab.builder.values import Made
from keras_lab.registry import suggest

#: Where the words of a field lead.
SHORT_NAMES: Mapping[str, Path] = {
    "keras": path_of("keras"),
    **{room: path_of(f"keras.{room}") for room in (*ROOMS, "activations")},
}
#: Names of element types, which arrays' libraries have as attributes.
DTYPES = ("float32", "float16", "bfloat16", "float64", "int32", "int64", "uint8", "bool", "string")
_LARGEST = 2**63
_ARITHMETIC: Mapping[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv, ast.Mod: operator.mod, ast.Pow: operator.pow,
}  # fmt: skip
_LITERALS = (type(None), bool, int, float, str)


class UnreadableError(ValueError):
    """What the builder cannot follow: `sentence` says it, `line` where it stands."""

    def __init__(self, sentence: str, node: ast.AST | None = None) -> None:
        self.sentence = sentence
        self.line = getattr(node, "lineno", None)
        super().__init__(f"Line {self.line}: {sentence}" if self.line else sentence)


def read(source: str) -> Any:
    """The value that the source of an argument stands for.

    Raises:
        UnreadableError: if it is none that a layer's argument may have.
    """
    try:
        tree = ast.parse(source.strip(), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise UnreadableError(f"This is not a value: {source.strip() or 'nothing'}") from None
    try:
        return plain(Expressions(dict(SHORT_NAMES)).value(tree.body))
    except UnreadableError as error:
        raise UnreadableError(error.sentence) from None


def plain(value: Any, node: ast.AST | None = None) -> Any:
    """The value as an argument: functions and dtypes by their names; refuses what cannot be one."""
    if isinstance(value, Path):
        return _name_of(value, node)
    if isinstance(value, (list, tuple)):
        return type(value)(plain(item, node) for item in value)
    if isinstance(value, dict):
        return {plain(key, node): plain(item, node) for key, item in value.items()}
    if isinstance(value, (Made, *_LITERALS)):
        return value
    raise UnreadableError("Tensors and models cannot be arguments of a layer here.", node)


def _name_of(path: Path, node: ast.AST | None) -> Any:
    room, name = path.place
    if room in ROOMS and room != "layers":
        return Made(room, find_class(room, name).__name__)
    if room == "activations" or path.dotted.startswith(("tensorflow.nn.", "keras.ops.")):
        return name
    if room == "?" and name in DTYPES and path.dotted.count(".") < 3:
        return name  # as in numpy.float32
    raise UnreadableError(f"{path.dotted} cannot be the value of an argument here.", node)


class Expressions:
    """Reads the nodes of a syntax tree.

    Arguments:
        names: what is known by a name: `Path`s, values, `Made` things.
    """

    def __init__(self, names: dict[str, Any]) -> None:
        self.names = names

    def value(self, node: ast.expr) -> Any:
        """What an expression stands for; raises `UnreadableError`."""
        match node:
            case ast.Constant(value=value) if isinstance(value, _LITERALS):
                return value
            case ast.Name(id=name):
                return self._named(name, node)
            case ast.Attribute(value=owner, attr=name):
                return self.attribute(owner, name, node)
            case ast.Tuple(elts=items):
                return tuple(self._items(items))
            case ast.List(elts=items):
                return self._items(items)
            case ast.Dict(keys=keys, values=items) if None not in keys:
                return dict(zip(self._items(keys), self._items(items), strict=True))  # type: ignore[arg-type]
            case ast.UnaryOp(op=sign, operand=operand):
                return self._signed(sign, operand, node)
            case ast.BinOp(left=left, op=sign, right=right):
                return self.combined(self.value(left), sign, self.value(right), node)
            case ast.Call():
                return self.called(node)
        raise UnreadableError(f"The builder cannot follow `{shortened(node)}`.", node)

    def _items(self, nodes: list[ast.expr]) -> list[Any]:
        return [self.value(node) for node in nodes]

    def _named(self, name: str, node: ast.expr) -> Any:
        if name not in self.names:
            raise UnreadableError(f"{name!r} is not known here.{suggest(name, self.names)}", node)
        value = self.names[name]
        if isinstance(value, UnreadableError):  # it was given a value that could not be read
            raise UnreadableError(f"The value of {name!r} is not written down: {value.sentence}", node)
        return value

    def attribute(self, owner: ast.expr, name: str, node: ast.expr) -> Any:
        """`owner.name`."""
        value = self.value(owner)
        if isinstance(value, Path):
            return value / name
        raise UnreadableError(f"The builder cannot follow `{shortened(node)}`.", node)

    def _signed(self, sign: ast.unaryop, operand: ast.expr, node: ast.expr) -> Any:
        value = self.value(operand)
        if isinstance(sign, ast.Not) and isinstance(value, bool):
            return not value
        if isinstance(sign, (ast.USub, ast.UAdd)) and isinstance(value, (int, float)):
            return -value if isinstance(sign, ast.USub) else value
        raise UnreadableError(f"The builder cannot follow `{shortened(node)}`.", node)

    def combined(self, left: Any, sign: ast.operator, right: Any, node: ast.expr) -> Any:
        """`left + right` and so on, of numbers and of tuples."""
        numbers = isinstance(left, (int, float)) and isinstance(right, (int, float))
        joined = isinstance(sign, ast.Add) and isinstance(left, (tuple, str)) and type(left) is type(right)
        if not (numbers or joined) or type(sign) not in _ARITHMETIC:
            raise UnreadableError(f"The builder cannot follow `{shortened(node)}`.", node)
        if isinstance(sign, ast.Pow) and (abs(right) > 64 or abs(left) > _LARGEST):
            raise UnreadableError(f"`{shortened(node)}` is too large a number.", node)
        try:
            return _ARITHMETIC[type(sign)](left, right)
        except (ArithmeticError, TypeError) as error:
            raise UnreadableError(f"`{shortened(node)}`: {error}.", node) from None

    def called(self, node: ast.Call) -> Any:
        """A call: a constructor of ours."""
        path = self.value(node.func)
        if isinstance(path, Path):
            room, name = path.place
            if room in ROOMS:
                return self.made(room, name, node)
            if path.dotted == "float" and len(node.args) == 1:
                return float(self.value(node.args[0]))
        raise UnreadableError(f"The builder cannot follow `{shortened(node)}`.", node)

    def made(self, room: str, name: str, node: ast.Call) -> Made:
        """A thing that a constructor makes."""
        try:
            cls = find_class(room, name)
            args, kwargs = self.arguments(node)
            if "modern_class" in cls.__dict__:  # an old name with rules of its own
                with legacy.quiet():
                    return configs.made_of(cls(*map(values.make, args), **values.make(kwargs)))
            return Made(room, cls.__name__, values.bind(cls, args, kwargs))
        except (LookupError, TypeError, ValueError) as error:
            raise UnreadableError(str(error.args[0]), node) from None

    def arguments(self, node: ast.Call) -> tuple[tuple[Any, ...], dict[str, Any]]:
        """The plain arguments of a call."""
        if any(isinstance(each, ast.Starred) for each in node.args) or any(
            k.arg is None for k in node.keywords
        ):
            raise UnreadableError("The builder cannot follow arguments behind `*`.", node)
        args = tuple(plain(self.value(each), each) for each in node.args)
        return args, {str(k.arg): plain(self.value(k.value), k.value) for k in node.keywords}


def shortened(node: ast.AST) -> str:
    """The source of a node, on one line."""
    source = " ".join(ast.unparse(node).split())
    return source if len(source) <= 60 else f"{source[:59]}…"
