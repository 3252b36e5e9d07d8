"""The command `tui-router`. Subcommands are imported when they are called: start-up is part of the product."""

import importlib
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tui_router import __version__
from tui_router.cli.filter_option import filter_option, only_plain

if TYPE_CHECKING:
    from tui_router.journal.filter import Filter

_COMMANDS = {
    "setup": "tui_router.cli.setup:setup",
    "serve": "tui_router.cli.serve:serve",
    "attach": "tui_router.cli.attach:attach",
    "stop": "tui_router.cli.stop:stop",
    "connect": "tui_router.cli.connect:connect",
    "doctor": "tui_router.cli.doctor:doctor",
    "diagnose": "tui_router.cli.diagnose:diagnose",
    "explain": "tui_router.cli.explain:explain",
    "export": "tui_router.cli.export:export",
    "facts": "tui_router.cli.facts:facts_group",
    "import": "tui_router.cli.import_:import_bundle",
    "thinking": "tui_router.cli.thinking:thinking",
    "purge": "tui_router.cli.purge:purge",
    "config": "tui_router.cli.config:config_group",
}


class LazyGroup(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(_COMMANDS)

    def get_command(
        self,
        ctx: click.Context,  # noqa: ARG002 - click's signature
        cmd_name: str,
    ) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        module, _, name = _COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        return command


@click.group(
    cls=LazyGroup, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]}
)
@click.version_option(__version__, prog_name="tui-router")
@click.option("--config", type=click.Path(path_type=Path), metavar="FILE", help="Settings of the gateway.")
@click.option("--port", type=click.IntRange(0, 65535), help="Port of the gateway; 0 picks a free one.")
@click.option("--theme", metavar="NAME", help="Theme of the inspector.")
@click.option("--ascii", is_flag=True, help="Draw with ASCII characters only.")
@click.option("--plain", is_flag=True, help="One line an exchange instead of a screen, in words only.")
@filter_option
@click.option("--demo", is_flag=True, help="Show live traffic of a built-in upstream. No keys needed.")
@click.pass_context
def cli(
    ctx: click.Context,
    config: Path | None,
    port: int | None,
    theme: str | None,
    ascii: bool,
    plain: bool,
    only: "Filter | None",
    demo: bool,
) -> None:
    """Run Claude Code on any model and see what passes.

    Without a command: find or start the gateway and open the inspector.

    With --plain, or where no terminal is: one line for each exchange that ends, with what failed, what was repaired
    and why in words; no signs, no colours. It suits screen readers, logs and pipes.
    """
    if ctx.invoked_subcommand is not None:
        for param in ctx.command.params:
            if param.name and ctx.params.get(param.name) not in (None, False):
                raise click.UsageError(f"{param.opts[0]} does not go before a command.", ctx)
        return
    if only is not None:
        from tui_router.cli.open import wants_screen

        only_plain(only, screen=wants_screen(plain))
    if demo:
        if config is not None:
            raise click.UsageError("--demo brings its own settings; leave --config away.", ctx)
        from tui_router.cli.demo import run_demo

        ctx.exit(run_demo(port=port or 0, theme=theme, ascii=ascii, plain=plain, only=only))
    from tui_router.cli.open import open_inspector

    ctx.exit(open_inspector(config=config, port=port, theme=theme, ascii=ascii, plain=plain, only=only))


def main() -> None:
    try:
        code = cli.main(prog_name="tui-router", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except (click.Abort, KeyboardInterrupt):
        code = 130
    except BrokenPipeError:
        # The reader has gone. Python would complain again when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    sys.exit(code if isinstance(code, int) else 0)
