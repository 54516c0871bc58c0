"""What the launcher is told, as one JSON argument, and the environment that ministack reads from it."""

import json
from dataclasses import dataclass, field
from pathlib import Path

MINISTACK = "1.5.33"


@dataclass(frozen=True, slots=True)
class Settings:
    data: Path
    cache: Path
    """Unzipped code, by content: shared by the stacks of this checkout."""
    image: Path
    """The Python that plays Lambda's image."""
    region: str = "eu-west-3"
    account: str = "000000000000"
    without: tuple[str, ...] = field(default=())
    """Repairs to leave out, for the tests that show what each is for."""

    @classmethod
    def parse(cls, text: str) -> "Settings":
        said = json.loads(text)
        for name in ("data", "cache", "image"):
            said[name] = Path(said[name])
        return cls(**{**said, "without": tuple(said.get("without", ()))})

    def environment(self, port: int) -> dict[str, str]:
        """Read by ministack when it is imported."""
        return {
            "GATEWAY_PORT": str(port),
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
            "MINISTACK_REGION": self.region,
            "MINISTACK_ACCOUNT_ID": self.account,
            # The administrator's key: the deployment's and the tests' own.
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            # The policies of roles are enforced, so that a missing grant fails here first.
            "AUTH": "true",
            "LOG_LEVEL": "WARNING",
            "TMPDIR": str(self.data / "tmp"),
            # Listeners on fixed ports that nobody needs, and which a second stack could not open.
            "IOT_MTLS_ENABLED": "0",
            "SFTP_ENABLED": "0",
            "DOCKER_HOST": f"unix://{self.data}/no-docker.sock",
        }
