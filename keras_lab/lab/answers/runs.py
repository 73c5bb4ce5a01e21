"""Answers about the runs of the ledger: which there are, several side by side, their curves as a table."""

from __future__ import annotations

from typing import Any, cast

from keras_lab.lab.comparison import Comparison
from keras_lab.lab.protocol import JSON
from keras_lab.lab.runlist import bundle
from keras_lab.lab.views import compare as views
from keras_lab.runs import export_all, query
from keras_lab.runs.store import LedgerError

_SIZE = 40_000  # bytes of curves to aim at: they come at once and are not kept
_MOST_EXPORTED = 50
_DEFAULT = 200


def listed(lab: Any, params: JSON) -> JSON:
    """The newest runs as `protocol.RunsBundle`. `count`: how many."""
    return cast(JSON, bundle(_ledger(lambda: query.list_runs(int(params.get("count") or _DEFAULT)))))


def compare(lab: Any, params: JSON) -> JSON:
    """Runs side by side as `protocol.CompareBundle`. `runs`: their ids or names."""
    return cast(JSON, views.compare_bundle(Comparison(_runs(params)), _SIZE))


def details(lab: Any, params: JSON) -> JSON:
    """What differs, in full, as `protocol.Details`. `runs`: their ids or names."""
    return cast(JSON, views.details(Comparison(_runs(params))))


def export(lab: Any, params: JSON) -> JSON:
    """The curves as `{"csv": text}`. `runs`: their ids or names."""
    found = _runs(params)
    if len(found) > _MOST_EXPORTED:
        raise ValueError(
            f"{len(found)} runs are too many to send to a browser: %keras export RUN … --csv FILE writes them "
            "beside the kernel."
        )
    return {"csv": export_all.csv_text(found)}


def _runs(params: JSON) -> list[query.Run]:
    names = params.get("runs")
    if not isinstance(names, list) or not names:
        raise ValueError("Which runs? Their ids are wanted as a list.")
    return cast("list[query.Run]", _ledger(lambda: [query.load_run(str(name)) for name in names]))


def _ledger(read: Any) -> Any:
    try:
        return read()
    except LedgerError as error:
        raise LookupError(str(error)) from None


ANSWERS = {"list": listed, "compare": compare, "details": details, "export": export}
