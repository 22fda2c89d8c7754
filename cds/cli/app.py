"""
The commands and their options; the work is imported when a command runs, so that `--help` is quick.
"""

from __future__ import annotations

import gc
import os
import sys
from enum import StrEnum
from typing import Annotated, Optional

import typer

from cds.cli.database import database_app
from cds.cli.feedback import feedback_app

__all__ = ["app", "main"]

app = typer.Typer(
    name="cds",
    help="Decision support for osteoporotic vertebral fractures: FHIR R4 in, CDS Hooks cards out.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(database_app, name="db")
app.add_typer(feedback_app, name="feedback")


class HookOption(StrEnum):
    """
    The hooks.
    """

    patient_view = "patient-view"
    order_select = "order-select"
    order_sign = "order-sign"
    encounter_discharge = "encounter-discharge"
    problem_list_item_create = "problem-list-item-create"


class ProfileOption(StrEnum):
    """
    Whose labels hold.
    """

    us = "us"
    eu = "eu"
    jp = "jp"


class FormatOption(StrEnum):
    """
    How the answer is written.
    """

    text = "text"
    json = "json"
    ndjson = "ndjson"
    html = "html"


class IndicatorOption(StrEnum):
    """
    How urgent a card is.
    """

    critical = "critical"
    warning = "warning"
    info = "info"


class ValidateOption(StrEnum):
    """
    Which resources are validated against R4.
    """

    evidence = "evidence"
    all = "all"
    off = "off"


RulesOption = Annotated[
    Optional[str],
    typer.Option(
        "--rules", envvar="CDS_RULES", help="A folder with another rule pack; it replaces the one that came along."
    ),
]
ExcludeOption = Annotated[
    str,
    typer.Option("--terms-exclude", envvar="CDS_TERMS_EXCLUDE", help="Code systems not to load, e.g. cpt,medis."),
]


def _version(asked: bool) -> None:  # noqa: FBT001 - typer's callback
    if asked:
        from cds.cli.versions import version_text

        typer.echo(version_text())
        raise typer.Exit


@app.callback()
def root(
    *,
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Show the versions of engine and rule pack."),
    ] = False,
) -> None:
    """
    Decision support for osteoporotic vertebral fractures: FHIR R4 in, CDS Hooks cards out.

    It supports clinicians and does not replace their judgement; it is not a certified medical device.
    """


@app.command()
def check(  # noqa: PLR0913 - one argument an option
    paths: Annotated[
        list[str],
        typer.Argument(
            metavar="PATH...",
            help="Bundles (.json, .json.gz), folders of them, folders of NDJSON by type, or - for standard input.",
        ),
    ],
    *,
    hook: Annotated[HookOption | None, typer.Option(help="The moment to check for.  [default: patient-view]")] = None,
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="YYYY-MM-DD", help="The day to check for.  [default: today]")
    ] = None,
    context: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="The hook's context as JSON (draftOrders, selections ...), for one patient."),
    ] = None,
    profile: Annotated[
        ProfileOption | None, typer.Option(envvar="CDS_PROFILE", help="Whose drug labels hold.  [default: us]")
    ] = None,
    rules: RulesOption = None,
    terms_exclude: ExcludeOption = "",
    output: Annotated[FormatOption, typer.Option("--format", help="How the answer is written.")] = FormatOption.text,
    explain: Annotated[
        bool, typer.Option("--explain", help="Say for each rule what it answered, and what was missing.")
    ] = False,
    fail_on: Annotated[
        IndicatorOption | None, typer.Option("--fail-on", help="Exit with 1 when a card is at least this urgent.")
    ] = None,
    validate: Annotated[
        ValidateOption, typer.Option(help="Which resources are validated against R4.")
    ] = ValidateOption.evidence,
    time_zone: Annotated[
        str,
        typer.Option(
            "--time-zone", envvar="CDS_TIME_ZONE", metavar="NAME", help="IANA name; a time becomes a date there."
        ),
    ] = "UTC",
    max_file: Annotated[
        int, typer.Option("--max-file", envvar="CDS_MAX_FILE", metavar="BYTES", help="Refuse larger files.")
    ] = 512 * 1024 * 1024,
) -> None:
    """
    Check FHIR records and show the cards, patient by patient.

    \b
    Example:  cds check bundle.json --hook patient-view --as-of 2026-03-10
              cds check fhir_examples
              cds check export/ --format json > cards.json

    \b
    Exit code: 0 all read; 1 --fail-on met, or a story is not as expected; 2 usage;
               3 some input could not be read (the rest was done); 4 could not start.
    """  # noqa: D301 - \b is meant: click keeps the lines of what follows
    from cds.cli.checking import Options, run_check

    options = Options(
        hook=hook.value if hook else None,
        as_of=as_of,
        context=context,
        profile=profile.value if profile else None,
        rules=rules,
        exclude=tuple(word for word in terms_exclude.split(",") if word),
        output=output.value,
        explain=explain,
        fail_on=fail_on.value if fail_on else None,
        validate=validate.value,
        time_zone=time_zone,
        most=max_file,
    )
    raise typer.Exit(run_check(paths, options))


@app.command()
def lint(
    rules_dir: Annotated[
        str | None, typer.Argument(metavar="[RULES_DIR]", help="The rule pack.  [default: the one in use]")
    ] = None,
    *,
    terms_exclude: ExcludeOption = "",
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", metavar="YYYY-MM-DD", help="The day on which reviews are due.  [default: today]"),
    ] = None,
    output: Annotated[FormatOption, typer.Option("--format", help="text or json.")] = FormatOption.text,
) -> None:
    """
    Say everything that is wrong in a rule pack, each with file and line.

    \b
    Example:  cds lint rules/

    \b
    Exit code: 0 nothing wrong; 1 errors; 2 usage.
    """  # noqa: D301 - \b is meant: click keeps the lines of what follows
    from cds.cli.linting import run_lint

    exclude = tuple(word for word in terms_exclude.split(",") if word)
    rules = rules_dir or os.environ.get("CDS_RULES")
    raise typer.Exit(run_lint(rules, exclude=exclude, output=output.value, as_of=as_of))


@app.command("test")
def run_scenarios(
    *,
    keyword: Annotated[
        str, typer.Option("-k", metavar="WORDS", help="Only scenarios that match, as pytest's -k.")
    ] = "",
    rules: RulesOption = None,
    strength: Annotated[
        bool, typer.Option("--strength", help="Change the rules a little, and name the changes no scenario notices.")
    ] = False,
    only: Annotated[
        str, typer.Option("--only", metavar="ID", help="With --strength: only changes that touch a rule or a fact.")
    ] = "",
    limits_only: Annotated[
        bool, typer.Option("--limits-only", help="With --strength: only limits, no conditions.")
    ] = False,
    page: Annotated[
        Optional[str], typer.Option(metavar="FILE", help="With --strength: write the result as a page.")
    ] = None,
    check: Annotated[
        Optional[str],
        typer.Option(metavar="FILE", help="With --strength: fail only when less is noticed than this page says."),
    ] = None,
) -> None:
    """
    Run the Gherkin scenarios against a rule pack: FHIR in, cards out.

    \b
    Example:  cds test
              cds test -k rebound --rules my_rules/
              cds test --strength --only rebound-no-augmentation

    \b
    Exit code: 0 every scenario holds; 1 one failed, was skipped or could not be read, or with
    --strength: a change is not noticed, or an excuse does not stand; 2 usage.
    """  # noqa: D301 - \b is meant: click keeps the lines of what follows
    from pathlib import Path

    from cds.scenarios.running import run_features

    if rules and not Path(rules).is_dir():
        typer.echo(f"cds test: --rules: there is no folder '{rules}'", err=True)
        raise typer.Exit(2)
    if not strength and (only or limits_only or page or check):
        typer.echo("cds test: --only, --limits-only, --page and --check go with --strength", err=True)
        raise typer.Exit(2)
    if check and (only or limits_only or not Path(check).is_file()):
        typer.echo("cds test: --check takes a page of the whole pack, and all changes are tried", err=True)
        raise typer.Exit(2)
    if strength and keyword:
        typer.echo("cds test: --strength plays all scenarios; narrow the changes with --only", err=True)
        raise typer.Exit(2)
    if strength:
        from cds.cli.strength import run_strength

        raise typer.Exit(run_strength(rules, only=only, limits_only=limits_only, page=page, check=check))
    raise typer.Exit(run_features(rules=Path(rules) if rules else None, keyword=keyword))


@app.command()
def show(
    name: Annotated[str, typer.Argument(metavar="ID", help="A rule (rebound-no-augmentation) or a fact (rebound).")],
    *,
    rules: RulesOption = None,
    output: Annotated[FormatOption, typer.Option("--format", help="text or json.")] = FormatOption.text,
) -> None:
    """
    Show a rule or a fact in sentences, with its limits and sources.

    \b
    Example:  cds show rebound-no-augmentation

    \b
    Exit code: 0 shown; 2 there is no such rule or fact.
    """  # noqa: D301 - \b is meant: click keeps the lines of what follows
    from cds.cli.showing import run_show

    raise typer.Exit(run_show(name, rules=rules, output=output.value))


@app.command()
def serve(
    *,
    host: Annotated[Optional[str], typer.Option(help="The address to listen on.  [default: 127.0.0.1]")] = None,
    port: Annotated[Optional[int], typer.Option(help="The port; 0 for any free one.  [default: 8000]")] = None,
    workers: Annotated[Optional[int], typer.Option(help="Processes that answer.  [default: 1]")] = None,
    ssl_certfile: Annotated[
        Optional[str], typer.Option("--ssl-certfile", metavar="FILE", help="Certificate (PEM), for TLS.")
    ] = None,
    ssl_keyfile: Annotated[
        Optional[str], typer.Option("--ssl-keyfile", metavar="FILE", help="Its private key (PEM).")
    ] = None,
    open_said_aloud: Annotated[
        bool,
        typer.Option("--i-know-this-is-open", help="With CDS_AUTH=off, listen on other addresses than this machine's."),
    ] = False,
) -> None:
    """
    Serve CDS Hooks until stopped; everything else is a setting (`cds config`, docs/configuration.md).

    \b
    Example:  CDS_AUTH=off cds serve --port 8000

    \b
    Exit code: 0 stopped as asked; 2 usage; 4 could not start, with the reason.
    """  # noqa: D301 - \b is meant: click keeps the lines of what follows
    gc.disable()  # nearly all that a start makes stays; the service puts it on again before it answers
    from cds.cli.serving import run_serve

    given = {
        "host": host,
        "port": port,
        "workers": workers,
        "ssl_certfile": ssl_certfile,
        "ssl_keyfile": ssl_keyfile,
    }
    raise typer.Exit(run_serve(given, open_said_aloud=open_said_aloud))


@app.command("config")
def show_config(
    *,
    output: Annotated[FormatOption, typer.Option("--format", help="text or json.")] = FormatOption.text,
) -> None:
    """
    Show the settings the service would run with, each with its origin; secrets as ***.

    \b
    Example:  cds config --format json

    \b
    Exit code: 0; 4 when the service would not start with them.
    """  # noqa: D301 - \b is meant: click keeps the lines of what follows
    from cds.cli.serving import run_config

    raise typer.Exit(run_config(output.value))


def main() -> None:
    """
    Run the command line; no error of ours ends in a traceback.
    """
    from cds.errors import CdsError

    try:
        app()
    except CdsError as error:
        typer.echo(f"cds: {error}", err=True)
        sys.exit(4)
    except ImportError as error:
        typer.echo(f"cds: {_not_installed(error)}", err=True)
        sys.exit(4)
    except KeyboardInterrupt:
        typer.echo("cds: interrupted", err=True)
        sys.exit(130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)


def _not_installed(error: ImportError) -> str:
    """
    Say in one sentence what is missing; durable-rules has its own ways to fail.
    """
    if error.name != "durable_rules_engine" and "durable_rules_engine" not in str(error):
        return f"the package {error.name or error} can not be imported; install ovf-cds again"
    if "PyEval_CallObject" in str(error):
        return (
            "durable-rules was built for Python 3.13 without CPPFLAGS=-DPyEval_CallObject=PyObject_CallObject; "
            "build it again with that setting (the Makefile does)"
        )
    return "durable-rules is not installed; it is built from source and needs a C compiler and the Python headers"
