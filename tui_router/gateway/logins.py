"""What the login says with which a provider is asked, for those who look at the gateway."""

from typing import TYPE_CHECKING

from tui_router.providers.provider import Provider

if TYPE_CHECKING:
    from tui_router.gateway.state import Gateway
    from tui_router.upstream.auth.codex import LoginState


def login_of(gateway: "Gateway", provider: Provider) -> "LoginState | None":
    """None for a provider that is asked in another way."""
    if provider.auth != "codex":
        return None
    from tui_router.upstream.auth.codex import CodexSigner

    signer = gateway.signers.of(provider, gateway.secret(provider.key))
    return signer.state() if isinstance(signer, CodexSigner) else None
