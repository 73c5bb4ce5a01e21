"""The protocol in TypeScript."""

from __future__ import annotations

import textwrap
from functools import cache
from types import ModuleType, NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints, is_typeddict

