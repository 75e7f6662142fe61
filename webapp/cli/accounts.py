"""`yearwheel create-administrator`."""

from __future__ import annotations

import click

from engine.commands.account_create_administrator import CreateAdministrator
from webapp.auth.passwords import MIN_LENGTH, hash_password
from webapp.cli.start import opened, start


@click.command("create-administrator")
@click.option("--name", prompt=True, help="The person's name.")
@click.option("--email", prompt=True, help="The address to sign in with.")
@click.password_option(help=f"At least {MIN_LENGTH} characters; asked for when not given.")
def create_administrator(name: str, email: str, password: str) -> None:
    """Open the first account, which then invites the others. Import the organisation first."""
    if len(password) < MIN_LENGTH:
        raise click.BadParameter(f"The password needs at least {MIN_LENGTH} characters", param_hint="--password")
    with opened(start()) as runner:
        runner.run(CreateAdministrator(name=name, email=email, password_hash=hash_password(password)))
    click.echo(f"{name} administers the installation and signs in with {email.strip().lower()}")
