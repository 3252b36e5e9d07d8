"""What may stand as a base URL. Our keys go where it points, so it is read strictly."""

import ipaddress
import re
from urllib.parse import SplitResult, urlsplit

_METADATA = frozenset(
    {"metadata", "metadata.google.internal", "instance-data", "instance-data.ec2.internal", "100.100.100.200"}
)
"""Names and addresses under which clouds hand out the machine's own credentials; the link-local ones are
refused as a block."""

_METADATA_V6 = ipaddress.ip_address("fd00:ec2::254")
_NUMERIC = re.compile(r"(?:0[xX][0-9a-fA-F]*|\d+)(?:\.(?:0[xX][0-9a-fA-F]*|\d+)){0,3}\.?")
_HOST = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?\.?|\[[0-9a-fA-F:.]+\]")
_ENDPOINTS = ("/chat/completions", "/completions", "/messages", "/responses", "/models")

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def tidy(url: str) -> str:
    """The form in which a base URL is kept: no surrounding space, no slash at the end."""
    return url.strip().rstrip("/")


def is_loopback(url: str) -> bool:
    host = _host(url)
    if host == "localhost" or host.endswith(".localhost"):
        return True
    address = _address(host)
    return address is not None and address.is_loopback


def below(url: str, other: str) -> bool:
    """Whether the host is the other's, or a name below it."""
    try:
        host, own = _host(url), _host(other)
    except ValueError:
        return False
    return bool(own) and (host == own or host.endswith(f".{own}"))


def trouble(url: str, *, keyed: bool, insecure: bool = False) -> str:
    """Why this base URL cannot be used, as a clause for a person; empty when it can.

    `keyed` says that a key will be sent there, `insecure` that its owner accepts plain http.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return "is not a URL"
    if parts.scheme not in ("http", "https"):
        return "must begin with http:// or https://"
    if "@" in parts.netloc:
        return "holds a user name or a password; give the key as a reference in `key`"
    if parts.query or parts.fragment:
        return "must not have a query or a fragment"
    if port == 0 or not _HOST.fullmatch(_netloc_host(parts)) or not url.isprintable() or " " in url:
        return "has no usable host"
    return _host_trouble(parts, keyed and not insecure) or _path_trouble(parts.path)


def _host_trouble(parts: SplitResult, must_hide: bool) -> str:
    host = (parts.hostname or "").lower().rstrip(".")
    address = _address(host)
    if address is None and _NUMERIC.fullmatch(host):
        return "writes its address in an unusual form; use the dotted one"
    if host in _METADATA or address == _METADATA_V6 or (address is not None and address.is_link_local):
        return "points at a link-local address, where clouds keep their credentials"
    if must_hide and parts.scheme == "http" and not is_loopback(parts.geturl()):
        return "would send the key in plain text; use https, or set insecure = true if the network is yours"
    return ""


def _path_trouble(path: str) -> str:
    trimmed = path.rstrip("/")
    if "/v1/v1" in trimmed:
        return "repeats /v1; once is enough"
    for endpoint in _ENDPOINTS:
        if trimmed.endswith(endpoint):
            return f"ends in {endpoint}, which is added by itself; leave it out"
    return ""


def _netloc_host(parts: SplitResult) -> str:
    return parts.netloc if parts.netloc.endswith("]") else re.sub(r":\d*$", "", parts.netloc)


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").lower().rstrip(".")


def _address(host: str) -> _Address | None:
    """The address a host names, an IPv4 one also when it is wrapped in IPv6."""
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return None
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        return address.ipv4_mapped
    return address
