"""A client's request for Claude on a cloud: the same bytes as for Anthropic itself, but for what a cloud wants elsewhere."""

from tui_router.dialects.anthropic.betas import HEADER, family
from tui_router.dialects.anthropic.request import drafted_for
from tui_router.dialects.anthropic.splice import NotJson
from tui_router.dialects.base import Call, Prepared
from tui_router.dialects.bedrock.cloud import Cloud, cloud_of, path_of
from tui_router.dialects.ledger import Ledger
from tui_router.messages.reading import read_list, read_text

MEMBER = "anthropic_beta"
VERSION_MEMBER = "anthropic_version"


def prepare(call: Call) -> Prepared:
    """`model` and `stream` go into the path, the header's betas into the body. `memo` is as for Anthropic itself."""
    cloud = cloud_of(call.provider.quirks)
    try:
        draft, headers, streams, names = drafted_for(call)
        top = draft.top
        own = top.raw(MEMBER)
        betas = [read_text(raw) for raw in read_list(own)] if own is not None else []
        betas += [beta.strip() for beta in headers.get(HEADER, "").split(",")]
        kept = _fit(list(dict.fromkeys(filter(None, betas))), cloud, draft.ledger)
        draft.ledger.add(
            "moved", "model", "the model stands in the path here", to="path", before=call.request.model
        )
        if "stream" in top:
            draft.ledger.add("moved", "stream", "that it streams stands in the path here", to="path")
            top.drop("stream")
        top.drop("model")
        reason = "the version stands in the body here"
        draft.ledger.add("moved", "headers.anthropic-version", reason, to=VERSION_MEMBER, after=cloud.version)
        top.put(VERSION_MEMBER, cloud.version)
        if kept:
            if headers.get(HEADER):
                draft.ledger.add("moved", f"headers.{HEADER}", "betas stand in the body here", to=MEMBER)
            top.put(MEMBER, kept)
        else:
            top.drop(MEMBER)
        body = top.render()
    except NotJson as error:
        raise ValueError(f"the body was decoded but cannot be spliced: {error}") from error
    sent = {"user-agent": headers["user-agent"]} if "user-agent" in headers else {}
    if streams:
        sent["accept"] = cloud.accept
    return Prepared(
        path=path_of(cloud, call.target.model or call.request.model, streams=streams),
        body=body,
        headers=sent,
        streams=streams,
        notes=draft.ledger.notes(),
        memo=names,
    )


def _fit(betas: list[str], cloud: Cloud, ledger: Ledger) -> list[str]:
    """The betas as the cloud spells them. Those it refuses are gone already (`Quirks.refused_betas`)."""
    kept: list[str] = []
    for beta in betas:
        name = family(beta)
        if name in cloud.needless:
            reason = "the cloud has no such beta, and needs none for what it stands for"
            ledger.add("dropped", f"headers.{HEADER}", reason, before=beta)
            continue
        other = cloud.renamed.get(name, beta)
        if other != beta:
            reason = "the cloud has another name for this beta"
            ledger.add("renamed", f"headers.{HEADER}", reason, to=MEMBER, before=beta, after=other)
        if other not in kept:
            kept.append(other)
    return kept
