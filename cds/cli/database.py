"""
`cds db`: make, look at and empty the store of decisions and feedback.
"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, NoReturn, Optional

import typer

if TYPE_CHECKING:
    from cds.journal import Journal, Purged

__all__ = ["UrlOption", "database_app", "day_told", "url_told", "wrong_usage"]

database_app = typer.Typer(
    help="The store of decisions and feedback: make it, look at it, empty it.",
    no_args_is_help=True,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)

UrlOption = Annotated[
    Optional[str],  # noqa: UP045 - typer reads the annotation at run time
    typer.Option(
        "--database-url",
        metavar="URL",
        help="sqlite:////folder/journal.db or postgresql://user@host/name.  [default: as the settings say: CDS_DATABASE_URL, CDS_DATABASE_URL_FILE]",
    ),
]


class StatusFormat(StrEnum):
    """
    How a status is written.
    """

    text = "text"
    json = "json"


def wrong_usage(command: str, message: str) -> NoReturn:
    """
    Say what is wrong with the call and end with 2.
    """
    typer.echo(f"cds {command}: {message}", err=True)
    raise typer.Exit(2)


def day_told(text: str | None, *, command: str, option: str) -> date | None:
    """
    Read a day of an option.
    """
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        wrong_usage(command, f"{option}: '{text}' is no day; write YYYY-MM-DD")


def url_told(url: str | None) -> str:
    """
    Return the URL of the option, else the one of the settings.
    """
    from cds.service.effective import database_url, load_settings

    return url or database_url(load_settings().settings)


@database_app.command()
def upgrade(*, database_url: UrlOption = None) -> None:
    """
    Make the tables, or bring them to the newest schema. Back up first: docs/deploy.md.

    \b
    Example:  cds db upgrade
    """  # noqa: D301 - a backspace, which keeps the lines of the example apart
    from cds.journal import upgrade_store

    before, after = upgrade_store(url_told(database_url))
    typer.echo(f"schema {after}: nothing to do" if before == after else f"schema {before or 'none'} -> {after}")


@database_app.command()
def status(
    *,
    database_url: UrlOption = None,
    output: Annotated[StatusFormat, typer.Option("--format", help="text or json.")] = StatusFormat.text,
) -> None:
    """
    Say what is in the store. It changes nothing.

    \b
    Example:  cds db status
    """  # noqa: D301 - a backspace, which keeps the lines of the example apart
    from msgspec.structs import asdict

    from cds.journal import store_status

    told = asdict(store_status(url_told(database_url)))
    told = {name: value.isoformat() if isinstance(value, datetime) else value for name, value in told.items()}
    if output is StatusFormat.json:
        typer.echo(json.dumps(told, indent=2))
        return
    for line in _status_lines(told):
        typer.echo(line)


def _status_lines(told: dict[str, Any]) -> list[str]:
    if told["schema"] != told["newest"]:
        return [f"store      {told['url']}", f"schema     {told['schema'] or 'none'}; run: cds db upgrade"]
    return [
        f"store      {told['url']} ({told['bytes'] / 1_000_000:.1f} MB)",
        f"schema     {told['schema']} (the newest)",
        f"decisions  {told['decisions']}" + (f", {told['first']} to {told['last']}" if told["decisions"] else ""),
        f"feedback   {told['feedback']}",
        f"packs      {told['packs']}",
    ]


@database_app.command()
def purge(
    *,
    before: Annotated[
        str | None, typer.Option(metavar="YYYY-MM-DD", help="Forget decisions asked before this day (UTC).")
    ] = None,
    patient: Annotated[
        str | None, typer.Option(metavar="REF", help="Forget everything of one patient: Patient/123.")
    ] = None,
    issuer: Annotated[str | None, typer.Option(help="Whose patient, where several have one of this reference.")] = None,
    tenant: Annotated[Optional[str], typer.Option(help="Likewise.")] = None,  # noqa: UP045
    database_url: UrlOption = None,
) -> None:
    """
    Forget decisions and their feedback: what is too old, or what belongs to one patient.

    \b
    Example:  cds db purge                       what is older than CDS_RETENTION_DAYS
              cds db purge --before 2026-01-01
              cds db purge --patient Patient/123
    """  # noqa: D301 - a backspace, which keeps the lines of the example apart
    from cds.journal import open_journal
    from cds.service.effective import load_settings

    if before is not None and patient is not None:
        wrong_usage("db purge", "give --before or --patient, not both")
    if patient is None and (issuer is not None or tenant is not None):
        wrong_usage("db purge", "--issuer and --tenant go with --patient")
    limit = day_told(before, command="db purge", option="--before")
    now = datetime.now(UTC)
    if limit is not None and limit > now.date():
        wrong_usage("db purge", f"--before: {limit} lies in the future")
    if limit is None and patient is None:
        limit = (now - timedelta(days=load_settings().settings.retention_days)).date()
    journal = open_journal(url_told(database_url))
    try:
        gone = (
            _purge_patient(journal, patient, issuer, tenant)
            if patient is not None
            else journal.purge(limit or now.date())
        )
    finally:
        journal.close()
    typer.echo(f"{gone.decisions} decisions and {gone.feedback} answers are gone")


def _purge_patient(journal: Journal, patient: str, issuer: str | None, tenant: str | None) -> Purged:
    ref = patient if "/" in patient else f"Patient/{patient}"
    sites = [
        site
        for site in journal.sites_of(ref)
        if (issuer is None or site[0] == issuer) and (tenant is None or site[1] == tenant)
    ]
    if len(sites) > 1:
        # the reference may belong to different people; nobody's data go by chance
        named = "; ".join(f"--issuer '{one[0]}' --tenant '{one[1]}'" for one in sites)
        wrong_usage("db purge", f"{ref} is there more than once, say which: {named}")
    return journal.purge_patient(ref, issuer=issuer, tenant=tenant)
