"""``signdesk runs``: the trainings that are kept."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from signdesk.commands.console import say, say_json
from signdesk.commands.options import JsonOption
from signdesk.commands.series_output import columns, result_lines
from signdesk.errors import ConfigError

if TYPE_CHECKING:
    from signdesk.training.runs import Run, RunStore

__all__ = ["runs"]

runs = typer.Typer(
    name="runs", help="The trainings that are kept: list, show, compare, rename, delete.", rich_markup_mode=None
)

_Id = Annotated[str, typer.Argument(metavar="ID", help="The run's id, its beginning if no other begins so, or last.")]
_LAST = "last"


@runs.callback(invoke_without_command=True)
def _root(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        list_(json=False)


@runs.command("list")
def list_(json: JsonOption = False) -> None:
    """List all runs, the newest first, with the sweeps and cross-validations that they are of."""
    from signdesk.training.runs import RunStore
    from signdesk.training.series import all_series, load_series

    store = RunStore()
    found = store.all()
    if json:
        for run in found:
            say_json(_values(run))
        return
    series_folders = list(all_series(store))
    if found:
        say("\n".join(columns(_HEADS, [_row(run) for run in found])))
    elif not series_folders:
        say(f"There are no runs in {store.folder}; `signdesk train` makes one.")
    for folder in series_folders:
        series = load_series(folder)
        say(f"{folder.name}: {series.kind} “{series.base.name}” with {len(series.runs())} trainings")


@runs.command()
def show(id: _Id, json: JsonOption = False) -> None:  # noqa: A002
    """Tell all about a run, or what came of a sweep or cross-validation."""
    from signdesk.training.runs import RunStore
    from signdesk.training.series import is_series, results

    store = RunStore()
    if is_series(store.folder / id):
        found = results(store.folder / id)
        if json:
            say_json(found.to_json())
        else:
            say("\n".join(result_lines(found)))
        return
    run = _run(store, id)
    if json:
        say_json({**_values(run), "history": [asdict(epoch) for epoch in run.history], "report": run.figures})
    else:
        say("\n".join(_story(run)))


@runs.command()
def compare(
    ids: Annotated[list[str], typer.Argument(metavar="ID", help="The runs to set side by side.")],
    json: JsonOption = False,
) -> None:
    """Set runs side by side: their figures, and the settings in which they differ."""
    from signdesk.training.runs import RunStore

    store = RunStore()
    found = [_run(store, each) for each in ids]
    if json:
        for run in found:
            say_json(_values(run))
        return
    flat = [_settings(run) for run in found]
    names = [name for name in flat[0] if len({str(values.get(name)) for values in flat}) > 1]
    differ = [tuple(str(values.get(name, "")) for name in names) for values in flat]
    rows = [_row(run) + cells for run, cells in zip(found, differ, strict=True)]
    say("\n".join(columns((*_HEADS, *names), rows)))


@runs.command()
def rename(id: _Id, name: Annotated[str, typer.Argument(metavar="NAME", help="What to call it.")]) -> None:  # noqa: A002
    """Call a run something else."""
    from signdesk.training.runs import RunStore

    store = RunStore()
    run = store.rename(_run(store, id).id, name)
    say(f"{run.id} is called {run.name} now")


@runs.command()
def delete(
    ids: Annotated[
        list[str], typer.Argument(metavar="ID", help="The runs to delete; a sweep goes with its trainings.")
    ],
) -> None:
    """Put runs aside; within 30 days `signdesk runs undelete` brings them back."""
    from signdesk.training.runs import RunStore
    from signdesk.training.series import delete_series, is_series

    store = RunStore()
    meant = [each if is_series(store.folder / each) else _run(store, each).id for each in ids]
    for each in meant:
        if is_series(store.folder / each):
            with_it = f" with {len(delete_series(store, each))} trainings"
        elif (store.folder / each).exists():  # it may have gone with its sweep
            store.delete(each)
            with_it = ""
        else:
            continue
        say(f"deleted {each}{with_it}; `signdesk runs undelete {each}` brings it back")


@runs.command()
def undelete(
    ids: Annotated[list[str] | None, typer.Argument(metavar="ID", help="The deleted runs; without: list them.")] = None,
) -> None:
    """Bring deleted runs back."""
    from signdesk.training.runs import RunStore
    from signdesk.training.series import deleted_series, undelete_series

    store = RunStore()
    series = deleted_series(store)
    for each in ids or []:
        if each in series:
            say(f"brought back {each} with {len(undelete_series(store, each))} trainings")
        else:
            say(f"brought back {store.undelete(each).id}")
    if not ids:
        say("\n".join(sorted([*store.deleted(), *series], reverse=True)) or "Nothing is deleted.")


_HEADS = ("id", "name", "network", "status", "epochs", "accuracy", "unseen", "seen", "size")


def _run(store: RunStore, id: str) -> Run:  # noqa: A002
    """The run that ``id`` means."""
    from signdesk.training.series import is_series

    if is_series(store.folder / id):
        raise ConfigError(f"{id} is a sweep or cross-validation. `signdesk runs show {id}` names its trainings.")
    found = store.all()
    if id == _LAST and found:
        return found[0]
    beginning = [run for run in found if id and run.id.startswith(id)]
    exact = [run for run in beginning if run.id == id]
    if len(exact or beginning) > 1:
        raise ConfigError(
            f"Several runs begin with {id}, {beginning[0].id} and {beginning[1].id} among them. Give more of it."
        )
    return (exact or beginning)[0] if beginning else store.get(id)


def _row(run: Run) -> tuple[str, ...]:
    shares = [run.figures.get(name) for name in ("accuracy", "unseen", "seen")]
    told = ("" if share is None else f"{share:.2%}" for share in shares)
    size = f"{run.checkpoint.stat().st_size / 1e6:.2f} MB" if run.checkpoint else ""
    return run.id, run.name, run.config.network, run.status, str(len(run.history)), *told, size


def _values(run: Run) -> dict[str, Any]:
    return {
        "id": run.id,
        "name": run.name,
        "created": run.created.isoformat(),
        "status": run.status,
        "problem": run.problem,
        "epochs": len(run.history),
        "checkpoint": str(run.checkpoint) if run.checkpoint else None,
        **{name: run.figures.get(name) for name in ("accuracy", "unseen", "seen")},
        "config": run.config.model_dump(mode="json"),
    }


def _story(run: Run) -> list[str]:
    lines = [f"{run.name}: {run.config.network}, {run.status}, {len(run.history)} epochs", f"  id {run.id}"]
    lines += [f"  {run.problem}"] if run.problem else []
    lines.append(f"  data: {', '.join(run.config.data.datasets)}")
    if run.figures:
        right = "right" if run.reads_signs else "with a box that overlaps the true one by half or more"
        lines.append(f"  {float(run.figures['accuracy']):.2%} of {run.figures['pictures']} kept-back pictures {right}")
        lines.append(f"  {run.figures['sentence']}")
    for epoch in run.history[-3:]:
        figures = "".join(f", {name} {value:.4g}" for name, value in epoch.validation.items())
        lines.append(f"  epoch {epoch.epoch}: loss {epoch.loss:.4f}, right {epoch.accuracy:.1%}{figures}")
    lines.append(f"  network: {run.checkpoint}" if run.checkpoint else "  there is no network yet")
    return lines


def _settings(run: Run) -> dict[str, Any]:
    """All that a run was configured with, by name; what differs is told."""
    values = run.config.model_dump(mode="json")
    train, data = values.pop("train"), values.pop("data")
    return {**{k: v for k, v in values.items() if k in ("network", "start")}, **data, **train}
