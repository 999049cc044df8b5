"""What `make serve` sets where neither the environment nor .env does, as words for a shell."""

from __future__ import annotations

import os
import shlex
import sys


def main() -> None:
    """Take the key and the hosts that a checkout has in development, and the address to serve."""
    os.environ["DEBUG"] = "true"
    from mppsite.settings import ALLOWED_HOSTS, SECRET_KEY

    hosts = ",".join([*ALLOWED_HOSTS, *sys.argv[1:]])
    for name, text in {"DEBUG": "false", "SECRET_KEY": SECRET_KEY, "ALLOWED_HOSTS": hosts}.items():
        sys.stdout.write(f"export {name}={shlex.quote(text)}\n")


if __name__ == "__main__":
    main()
