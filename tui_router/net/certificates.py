"""Whose certificates are taken: of the authorities that come with us, and of those that the environment adds.

A server of one's own and a company's proxy that looks inside are signed by nobody else. The variables are those that
OpenSSL and Node.js read, so who has set up Claude Code there has set up this. What they name is added, and never taken
in place of the others.
"""

import logging
import ssl
from collections.abc import Mapping

log = logging.getLogger("tui_router.net")

FILES = ("SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS")
FOLDER = "SSL_CERT_DIR"


def trust_also(context: ssl.SSLContext, env: Mapping[str, str]) -> None:
    """Add what the variables name. What cannot be read is said in the log: a connection that needs it fails clearly."""
    for name in (*FILES, FOLDER):
        path = env.get(name, "").strip()
        if not path:
            continue
        try:
            context.load_verify_locations(**{"capath" if name == FOLDER else "cafile": path})
        except (OSError, ssl.SSLError, ValueError) as error:
            log.warning("the certificates of %s are not read: %r: %s", name, path[:400], _why(error))


def _why(error: Exception) -> str:
    if isinstance(error, ssl.SSLError):
        return "no certificate in PEM form is in it"
    return getattr(error, "strerror", None) or str(error)
