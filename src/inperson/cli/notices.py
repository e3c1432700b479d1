"""`notices`: what a tenant tells people before their faces are looked at."""

import tomllib
from pathlib import Path
from typing import Annotated

import typer

from inperson.app import Mode, Server, open_server
from inperson.cli.actors import at_shell
from inperson.cli.output import JSON_OPTION, show
from inperson.cli.settled import chosen_settings
from inperson.core import TenantId
from inperson.desks import GoverningDesk
from inperson.rights.notices import NoticeNotFound, Notices, NoticeTerms, NoticeTermsInvalid
from inperson.views import notice_view

app = typer.Typer(no_args_is_help=True, help="Publish and read a tenant's notices.")

Json = Annotated[bool, JSON_OPTION]
Tenant = Annotated[str, typer.Argument(help="The tenant's id, `ten_...`.")]


@app.command("publish")
def publish(
    tenant_id: Tenant,
    terms: Annotated[
        Path, typer.Option(help="A TOML file: what the tenant says of itself. examples/terms.toml.")
    ],
    as_json: Json = False,
) -> None:
    """Publish a new version. After a material change everybody has to be asked again."""
    with open_server(chosen_settings(), Mode.WRITE) as server:
        mine = _of(server, tenant_id)
        shown = notice_view(mine.desk, mine.publish(_read(terms)))
        asked = shown.consents_since == shown.version
        after = "everybody is asked again" if asked else "consents stand"
        lines = [f"version {shown.version}: {after}", *(each.url for each in shown.documents)]
        show("\n".join(lines), shown, as_json=as_json)


@app.command("show")
def show_notice(
    tenant_id: Tenant,
    version: Annotated[int | None, typer.Option(min=1, help="Default: the current one.")] = None,
    language: Annotated[str, typer.Option(help="Such as `de`.")] = "en",
) -> None:
    """Print a notice's document, JSON-LD, byte for byte what was hashed."""
    with open_server(chosen_settings(), Mode.READ) as server:
        mine = _of(server, tenant_id)
        current = mine.current()
        if version is None and not current:
            raise NoticeNotFound("There is no notice yet.")
        print(mine.get(version or current[0].version, language).document)


@app.command("list")
def list_notices(tenant_id: Tenant, as_json: Json = False) -> None:
    """List every version."""
    with open_server(chosen_settings(), Mode.READ) as server:
        for each in _of(server, tenant_id).editions():
            published = each.published_at.isoformat()
            facts = {
                "version": each.version,
                "published_at": published,
                "consents_since": each.consents_since,
                "draft": each.draft,
                "languages": list(each.languages),
            }
            draft = "draft  " if each.draft else ""
            languages = " ".join(each.languages)
            since = f"consents since {each.consents_since}"
            show(
                f"{each.version}  {published}  {since}  {draft}{languages}", facts, as_json=as_json
            )


def _of(server: Server, tenant_id: str) -> Notices[GoverningDesk]:
    tenant = server.tenants.tenant(TenantId(tenant_id))
    return Notices(server.desks.of(at_shell(tenant.id)))


def _read(path: Path) -> NoticeTerms:
    try:
        return NoticeTerms.of(tomllib.loads(path.read_text("utf-8-sig")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise NoticeTermsInvalid("The terms are no TOML file.") from error
