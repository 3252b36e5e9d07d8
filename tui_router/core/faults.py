"""The error tree, told apart by whose fault it is.

    Fault
     ├── ClientFault     the request cannot be served as it was sent
     ├── ConfigFault     our settings name something that does not exist or cannot work
     └── UpstreamFault   the upstream refused, broke off, or answered what nobody can read

Every one carries a `Diagnosis`, so that the edge of the gateway needs one way to answer.
"""

from typing import ClassVar, Self

from tui_router.core.diagnosis import STATUS_OF, Blame, Diagnosis, ErrorType


class Fault(Exception):
    blame: ClassVar[Blame] = "upstream"
    usual_name: ClassVar[str] = "upstream_error"

    def __init__(self, diagnosis: Diagnosis) -> None:
        super().__init__(diagnosis.message)
        self.diagnosis = diagnosis

    @classmethod
    def say(cls, message: str, *, type: ErrorType = "invalid_request_error", name: str = "") -> Self:
        """A fault in one sentence, with the status that goes with its type."""
        return cls(
            Diagnosis(
                name=name or cls.usual_name,
                type=type,
                status=STATUS_OF[type],
                message=message,
                title=message,
                blame=cls.blame,
            )
        )


class ClientFault(Fault):
    blame = "client"
    usual_name = "bad_request"


class ConfigFault(Fault):
    blame = "config"
    usual_name = "config"


class UpstreamFault(Fault):
    """`error_body` holds the upstream's own words where a translator met them inside a 200: what the diagnosis
    says is then provisional, and whoever can classify reads them again."""

    error_body: bytes = b""
