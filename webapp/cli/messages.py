"""`yearwheel publish-message` and `yearwheel broadcast-signal`."""

from __future__ import annotations

from typing import Any

import click
import orjson

from engine.casework.messages import Outcome
from engine.commands.broadcast_signal import BroadcastSignal
from engine.commands.publish_message import PublishMessage
from webapp.cli.start import opened, start

OUTCOMES = {
    Outcome.CAUGHT: "A case that waited for it gets it",
    Outcome.STARTS: "It starts a case",
    Outcome.KEPT: "Nobody waits for it yet; it is kept for an hour",
}


def _variables(_context: click.Context, _parameter: click.Parameter, text: str) -> dict[str, Any]:
    try:
        found = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise click.BadParameter(f"not JSON: {error}") from error
    if not isinstance(found, dict):
        raise click.BadParameter('not a JSON object such as {"amount": 1200}')
    return found


variables_option = click.option(
    "--variables", default="{}", callback=_variables, help='What it carries, as JSON: {"amount": 1200}.'
)


@click.command("publish-message")
@click.argument("name")
@click.option("--key", help="The correlation key; without it only those who wait without a key get the message.")
@variables_option
def publish_message(name: str, key: str | None, variables: dict[str, Any]) -> None:
    """Give the message NAME to the one who waits for it, or start a case by it; it waits an hour for its catcher."""
    with opened(start()) as runner:
        outcome = runner.run(PublishMessage(name=name, key=key, variables=variables))
    click.echo(OUTCOMES[outcome])


@click.command("broadcast-signal")
@click.argument("name")
@variables_option
def broadcast_signal(name: str, variables: dict[str, Any]) -> None:
    """Give the signal NAME to all who wait for it now, and start the processes that begin with it."""
    with opened(start()) as runner:
        reached = runner.run(BroadcastSignal(name=name, variables=variables))
    click.echo(f"{reached} cases get it or start by it")
