"""A run in plain text: one line of facts, one short table of epochs."""

from __future__ import annotations

from collections.abc import Sequence

from keras_lab.lab.rundata import RunData
from keras_lab.lab.views.axis import duration, short

_FIRST, _LAST = 3, 8  # epochs shown of a long run
_MOST_COLUMNS = 12
_BARS = " ▁▂▃▄▅▆▇█"


def text(data: RunData) -> str:
    """The run as text of at most about a dozen lines."""
    parts = [headline(data), *_table(data)]
    best = data.best()
    if best is not None:
        name, step, value = best
        parts.append(f"best {name}: {short(value)} {_when(data, step)}")
    if data.message:
        parts.append(data.message)
    return "\n".join(parts)


def headline(data: RunData) -> str:
    """Name, status, progress, time and speed in one line."""
    state = data.state()
    progress = f"{data.step:,} steps" if not state["total"] else f"step {data.step:,} of {state['total']:,}"
    facts = [data.started.name, data.status, progress, duration(data.seconds)]
    if state["rate"]:
        facts.append(f"{short(state['rate'])} steps/s")
    if state["eta"] is not None:
        facts.append(f"{duration(state['eta'])} left")
    return " · ".join(facts)


def _table(data: RunData) -> list[str]:
    columns = {name: s.points() for (kind, name), s in data.series.items() if kind == "epoch"}
    if not columns:
        return []
    names = list(columns)[:_MOST_COLUMNS]
    more = ["…"] if len(columns) > len(names) else []
    steps = sorted({int(step) for x, _ in columns.values() for step in x})
    values = {
        name: dict(zip(x.astype(int).tolist(), y.tolist(), strict=True)) for name, (x, y) in columns.items()
    }
    rows = [[_epoch(data, s), *(_cell(values[n].get(s)) for n in names)] for s in steps]
    if len(rows) > _FIRST + _LAST + 1:
        rows = [*rows[:_FIRST], ["…"] + [""] * len(names), *rows[-_LAST:]]
    return aligned([["epoch", *names, *more], *([*row, *[""] * len(more)] for row in rows)])


def aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Lines with the columns set flush right, two blanks between them."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    ]


def bars(counts: Sequence[int]) -> str:
    """A distribution as a row of characters, each as high as its count; only 0 is blank."""
    most = max(counts, default=1) or 1
    return "".join(_BARS[-(-int(count) * (len(_BARS) - 1) // int(most))] for count in counts)


def _cell(value: float | None) -> str:
    """Four decimals where they say something, so that a column lines up."""
    if value is None:
        return ""
    return f"{value:.4f}" if 0.001 <= abs(value) < 1000 else short(value)


def _epoch(data: RunData, step: int) -> str:
    first = int(data.started.params.get("initial_epoch") or 0)
    return str(first + round(step / data.steps)) if data.steps else f"step {step:,}"


def _when(data: RunData, step: int) -> str:
    return f"after epoch {_epoch(data, step)}" if data.steps else f"after step {step:,}"
