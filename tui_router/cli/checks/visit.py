"""One visit to everything that stands between a person and a session, in the order in which one thing needs the other."""

import time
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

from tui_router.cli.checks import (
    client,
    gateway,
    home,
    model,
    network,
    port,
    provider,
    session,
    settings,
    window,
)
from tui_router.cli.checks.abilities import Subject
from tui_router.cli.checks.provider import Patient
from tui_router.cli.checks.report import Report, plural
from tui_router.cli.checks.settings import Wired
from tui_router.cli.client_settings import read_settings
from tui_router.cli.no_provider import no_provider
from tui_router.core.faults import ConfigFault
from tui_router.diagnose.facts import lay
from tui_router.journal.record import Status
from tui_router.providers.address import is_loopback
from tui_router.providers.limits import limits_for
from tui_router.providers.provider import Provider
from tui_router.routing.table import Table, build
from tui_router.settings.load import Loaded
from tui_router.settings.places import Places, find_places
from tui_router.settings.process import GatewayInfo
from tui_router.settings.schema import Server
from tui_router.settings.secrets import client_token, resolve
from tui_router.upstream.flavour_file import FlavourFile

if TYPE_CHECKING:
    from tui_router.gateway.fact_book import FactBook
    from tui_router.net.http import Http
    from tui_router.upstream.auth import Signers
    from tui_router.upstream.discover import Discovery

PATIENCE = 60.0
LOCAL_PATIENCE = 180.0
"""Seconds for one request; a local server may load its model first."""

_LANGUAGES, _TARGET, _FAST = 3, 4, 1  # requests, for what is usual


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """The flags."""

    config: Path | None = None
    only: tuple[str, ...] = ()
    offline: bool = False
    fast: bool = False


class Visit:
    """One look at everything, in the order in which one thing needs the other."""

    def __init__(self, report: Report, asked: Asked, env: Mapping[str, str], folder: Path) -> None:
        self.report = report
        self.asked = asked
        self.env = env
        self.folder = folder
        self.places: Places = find_places(env)
        self.info: GatewayInfo | None = None
        self.status: Status | None = None
        self.answering: list[Wired] = []

    async def run(self) -> None:
        from tui_router.net.http import Http

        http = Http()
        try:
            await self._run(http)
        finally:
            await http.aclose()

    async def _run(self, http: "Http") -> None:
        report, asked, env = self.report, self.asked, self.env
        loaded = settings.read_settings(report, asked.config, env)
        home.check_folders(report, self.places)
        self.info = home.check_lock(report, self.places)
        home.check_token(report, self.places, env)
        if self.info is not None:
            report.secrets += [word for word in (self.info.client_token, self.info.control_token) if word]
            file = settings.named_file(asked.config, env) if asked.config else None
            self.status = await gateway.check_running(report, http, self.info, self._token(), file)
        server = loaded.settings.server if loaded else Server()
        port.check_port(report, server, self.info, env)
        if loaded is not None:
            await self._models(http, loaded)
        else:
            report.skip("wiring", "providers", "no provider is looked at before the settings are sound")
        self._surroundings(server)
        if loaded is not None and not asked.fast:
            await self._session(http)

    def _token(self) -> str:
        """The client's token; empty where none was made yet."""
        if self.info is not None and self.info.client_token:
            return self.info.client_token
        if not self.env.get("TUI_ROUTER_TOKEN", "").strip() and not self.places.client_token.exists():
            return ""
        try:
            return client_token(self.places, self.env).reveal()
        except ConfigFault:
            return ""  # told with the folders

    async def _models(self, http: "Http", loaded: Loaded) -> None:
        found = await self._discover(http, loaded)
        given = loaded.settings
        providers = {**given.providers, **(found.found if found else {})}
        self._known(providers, loaded)
        table = build(
            providers=providers,
            tiers=given.tiers,
            routes=given.routes,
            aliases=given.aliases,
            listed=dict(found.listed) if found else {},
        )
        settings.check_providers(self.report, providers, searched=given.search and found is not None)
        settings.check_tiers(self.report, table)
        wired, left = settings.wired_targets(table, await self._in_force(), self.asked.only)
        if left:
            said = f"{plural(left, 'more target')} are wired than are asked here"
            self.report.skip(
                "wiring",
                "targets",
                said,
                "Look at them by provider:",
                ["tui-router doctor --provider NAME"],
            )
        chosen = [one for one in providers.values() if not self.asked.only or one.name in self.asked.only]
        self._announce(chosen, wired)
        for one in chosen:
            await self._provider(http, one, [w for w in wired if w.target.provider == one.name], table, found)

    def _known(self, providers: Mapping[str, Provider], loaded: Loaded) -> None:
        for name in self.asked.only:
            if name not in providers:
                where = loaded.path or self.places.config_file
                raise no_provider(name, providers, where, variables=loaded.settings.search)

    async def _discover(self, http: "Http", loaded: Loaded) -> "Discovery | None":
        """Local servers and model lists; both cost nothing."""
        if self.asked.offline:
            return None
        from tui_router.upstream.discover import discover

        given = loaded.settings
        wanted = {n: p for n, p in given.providers.items() if not self.asked.only or n in self.asked.only}
        return await discover(
            http,
            wanted,
            lambda reference: resolve(reference, self.env),
            search_local=given.search,
            signers=self._signers(http),
        )

    async def _in_force(self) -> dict[str, Sequence[str]]:
        """The tiers of the gateway that runs, which somebody may have pointed elsewhere since its start."""
        if self.info is None or self.status is None or self.asked.config is not None:
            return {}
        from tui_router.control.client import ControlError
        from tui_router.control.http_client import HttpControl

        control = HttpControl(self.info.url, self.info.control_token)
        try:
            told = await control.tiers()
        except ControlError as error:
            said = f"its wiring cannot be read ({error})"
            self.report.warn(
                "gateway", "wiring", said, "End it and start anew.", ["tui-router stop && tui-router"]
            )
            return {}
        finally:
            await control.aclose()
        return {tier: told.chain(tier) for tier in told.tiers}

    def _announce(self, providers: Sequence[Provider], wired: Sequence[Wired]) -> None:
        if self.asked.offline or not providers:
            return
        each = _FAST if self.asked.fast else _TARGET
        number = each * len([one for one in wired if one.model])
        number += 0 if self.asked.fast else _LANGUAGES * len(providers) + 1
        click.echo(
            f"About {plural(number, 'tiny request')} to {plural(len(providers), 'provider')} will be sent; "
            "paid ones charge some tokens for each. --offline sends none.",
            err=True,
        )

    async def _provider(
        self, http: "Http", one: Provider, wired: list[Wired], table: Table, found: "Discovery | None"
    ) -> None:
        report = self.report
        needed = bool(wired or self.asked.only)
        patient = provider.check_key(report, one, self.env, needed=needed)
        patient.signers = self._signers(http)
        self._key_in_gateway(patient)
        listed = table.listed.get(one.name, {})
        if found is None:
            report.skip(one.name, "address", "it is not asked (--offline)")
        else:
            await provider.check_address(report, http, patient, self.env)
            if not patient.dead:
                provider.check_list(report, patient, listed, found.failed.get(one.name, ""), wired)
                probed = next((w.model for w in wired if w.model), next(iter(listed), ""))
                if not self.asked.fast and probed:
                    self._prepare()
                    file = FlavourFile(self.places.flavours)
                    await provider.check_flavours(report, http, patient, probed, file, time.time())
        for target in wired:
            await self._target(http, patient, target, table)

    def _signers(self, http: "Http") -> "Signers":
        """What a signer gets hold of is masked as any key is."""
        from tui_router.upstream.auth import Signers

        async def at_hand() -> "Http":
            return http

        return Signers(at_hand, self.env, lambda secret: self.report.secrets.append(secret.reveal()))

    def _prepare(self) -> None:
        """What is found is kept in the state folder, which is made as at any start."""
        try:
            self.places.prepare()
        except ConfigFault:
            return  # told with the folders

    def _key_in_gateway(self, patient: Patient) -> None:
        """Keys are read where the gateway was started, which may be another shell."""
        states = self.status.providers if self.status is not None else []
        state = next((state for state in states if state.name == patient.name), None)
        if state is None or state.key_set or patient.secret is None:
            return
        self.report.fail(
            patient.name,
            "key in the gateway",
            f"the key ({patient.provider.key}) is set here, but not where the gateway was started",
            "Start it anew from here.",
            ["tui-router stop && tui-router"],
        )

    @cached_property
    def _facts(self) -> "FactBook":
        """What was learned of the targets; only read here."""
        from tui_router.gateway.fact_book import FactBook

        return FactBook(self.places.facts)

    async def _target(self, http: "Http", patient: Patient, target: Wired, table: Table) -> None:
        report, one = self.report, patient.provider
        if not target.model:
            uses = ", ".join(target.uses)
            report.skip(
                one.name, "answers", f"{uses}: the client's own model names go there, and none is known"
            )
            return
        listed = table.listed.get(one.name, {})
        known = lay(
            self._facts.known(one, target.model), one, limits_for(one, target.model, listed.get(target.model))
        )
        subject = Subject(wired=target, provider=known.provider, limits=known.limits, listed=listed)
        if patient.dead and not self.asked.offline:
            report.skip(subject.name, "answers", f"it is not asked: {patient.dead}")
        elif not self.asked.offline:
            patience = LOCAL_PATIENCE if is_loopback(one.base_url) else PATIENCE
            fast = self.asked.fast
            if await model.check_target(report, http, patient, subject, fast=fast, patience=patience):
                self.answering.append(target)
        window.check_window(report, subject)

    def _surroundings(self, server: Server) -> None:
        report, env = self.report, self.env
        host = server.host if server.host not in ("0.0.0.0", "::", "") else "127.0.0.1"  # noqa: S104  # compared
        shown = f"[{host}]" if ":" in host else host
        url = (
            self.info.url
            if self.info and self.info.url
            else f"http://{shown}:{server.port}"
            if server.port
            else ""
        )
        given = read_settings(env, self.folder)
        network.check_proxies(report, {**env, **given.env}, host)
        client.check_installed(report, env)
        client.check_surroundings(report, env, given, client.Ours(url, self._token()))

    async def _session(self, http: "Http") -> None:
        about = "end to end"
        if self.asked.offline:
            self.report.skip(about, "request", "it is not asked (--offline)")
        elif not self.answering:
            self.report.skip(about, "request", "no target answers, so none is asked through the gateway")
        elif self.info and self.asked.config and not gateway.runs_with(self.info, self.asked.config):
            said = f"the gateway that runs is not about {self.asked.config}"
            self.report.skip(about, "request", said, "End it and ask again.", ["tui-router stop"])
        elif self.info is None:
            await session.check_borrowed(self.report, http, self.places, self.asked.config, self.answering[0])
        elif not self.info.url:
            self.report.skip(about, "request", "the gateway is still starting")
        else:
            await session.check_session(self.report, http, self.info.url, self._token(), self.answering[0])
