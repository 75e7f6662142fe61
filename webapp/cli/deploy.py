"""`yearwheel deploy`."""

from __future__ import annotations

from pathlib import Path

import click

from engine.bpmn import screen
from engine.commands.deploy import Deploy
from engine.organisation.functions import known_functions
from webapp.cli.start import opened, start

SUFFIXES = (".bpmn", ".dmn", ".form.json")


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--name", help="What the deployment is called; by default its first folder or file.")
def deploy(paths: tuple[Path, ...], name: str | None) -> None:
    """Put diagrams, decisions, forms and texts into use as one version. PATHS: files, or folders of them."""
    files: dict[str, bytes] = {}
    for path in paths:
        files |= read_folder(path) if path.is_dir() else {path.name: path.read_bytes()}
    for name_of_file, content in files.items():
        if name_of_file.endswith(".bpmn"):
            screen(content, known_functions())
    with opened(start()) as runner:
        deployment_id = runner.run(Deploy(name=name or paths[0].stem, files=files))
    click.echo(f"Deployed {len(files)} files as {deployment_id}")


def read_folder(folder: Path) -> dict[str, bytes]:
    """What a process's folder deploys: diagrams, decisions, forms, and the texts in `locale/`."""
    deployed = [path for path in sorted(folder.iterdir()) if path.name.endswith(SUFFIXES)]
    texts = sorted((folder / "locale").glob("*.json"))
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in [*deployed, *texts]}
