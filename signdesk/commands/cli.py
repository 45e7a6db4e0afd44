"""The command line: its commands, and how what is typed finds the right one."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from signdesk.commands.classify import classify
from signdesk.commands.console import complain, say
from signdesk.commands.crossval import crossval
from signdesk.commands.demo import demo
from signdesk.commands.descend import descend
from signdesk.commands.doctor import doctor
from signdesk.commands.evaluate import evaluate
from signdesk.commands.export import export
from signdesk.commands.models import models
from signdesk.commands.options import CheckpointOption
from signdesk.commands.render import chart, render
from signdesk.commands.runs import runs
from signdesk.commands.spell import spell
from signdesk.commands.sweep import sweep
from signdesk.commands.train import train
from signdesk.commands.window import open_window
from signdesk.vision.files import shown

__all__ = ["run"]

_PICTURES = ""
"""The command for pictures has no name, lest a folder could be called so."""
_MISUSED = 2
_UsageError: type[Exception] = typer.BadParameter.mro()[1]  # typer gives it no public name of its own


class _Commands(TyperGroup):
    """The commands; a path in the place of a command stands for pictures to show in the window."""

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[Any, Any, list[str]]:
        if args[0] not in self.commands:
            if os.path.exists(args[0]):  # noqa: PTH110 (Path.exists raises where a name is too long)
                return _PICTURES, typer.main.get_command(_pictures_app), args
            if Path(args[0]).name != args[0] or Path(args[0]).suffix:
                ctx.fail(f"There is no file or folder “{shown(args[0])}”.")
        return super().resolve_command(ctx, args)


_app = typer.Typer(
    name="signdesk",
    cls=_Commands,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["--help", "-h"], "max_content_width": 100},
)
_pictures_app = typer.Typer(rich_markup_mode=None, add_completion=False)


def run(arguments: Sequence[str]) -> int:
    """Run the command that ``arguments`` name; the exit status."""
    try:
        status = _app(list(arguments), prog_name="signdesk", standalone_mode=False)
    except _UsageError as error:
        complain(_usage(error))
        return _MISUSED
    except typer.Abort:
        return 1
    return status if isinstance(status, int) else 0


@_app.callback(invoke_without_command=True)
def _root(
    context: typer.Context,
    source: Annotated[
        str | None,
        typer.Option(
            "--source", metavar="SOURCE", help="What to show: a camera's number or name, a video, a folder, an address."
        ),
    ] = None,
    checkpoint: CheckpointOption = None,
    version: Annotated[bool, typer.Option("--version", help="Print signdesk's version.")] = False,
    verbose: Annotated[  # taken by __main__, wherever it stands; here for --help
        bool, typer.Option("--verbose", "-v", help="Show where errors come from, with any command.")
    ] = False,
) -> None:
    """Read fingerspelled letters and digits from a webcam, pictures and videos, on this computer.

    Without a command signdesk opens its window; given pictures or a folder, with those in it.
    """
    if version:
        from signdesk import __version__

        say(f"signdesk {__version__}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        raise typer.Exit(open_window(source, str(checkpoint) if checkpoint else None))
    if context.invoked_subcommand != _PICTURES and (source or checkpoint):
        name = "--source" if source else "--checkpoint"
        raise typer.BadParameter(
            f"before a command it has no meaning; write it after “{context.invoked_subcommand}”, if that has it",
            param_hint=name,
        )
    context.obj = checkpoint


def _pictures(
    context: typer.Context, paths: Annotated[list[Path], typer.Argument(metavar="PATH", readable=False)]
) -> None:
    """Open the window with pictures in it."""
    raise typer.Exit(open_window(None, context.obj, paths))


def _usage(error: Exception) -> str:
    """``error`` of typer's as one sentence, with where to read more."""
    context = getattr(error, "ctx", None)
    command = context.command_path.rstrip() if context is not None else "signdesk"
    message = getattr(error, "format_message", lambda: str(error))()
    return f"{message if message.endswith('?') else message.rstrip('.') + '.'} See: {command} --help"


for _command in (
    demo,
    classify,
    spell,
    train,
    sweep,
    crossval,
    descend,
    evaluate,
    export,
    render,
    chart,
    models,
    doctor,
):
    _app.command()(_command)
_app.add_typer(runs)
_pictures_app.command()(_pictures)
