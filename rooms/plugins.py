"""What an operator may plug in: a proxy detector and a login provider (docs/protocol.md §3.2, §13).

MPP_PROXY_DETECTOR and MPP_LOGIN_PROVIDER are import paths of a class, or of a function without
arguments, that is called once in each process at start. Its methods run in the event loop: they may
await what they like, but must not block. What they raise is logged, and they are waited for no
longer than MPP_PLUGIN_WAIT_MS.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from inspect import iscoroutinefunction
from typing import Any, Protocol

from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody as a login provider knows them.

    `type` and `account_id` say who it is, for ever; the rest is shown to the client that logged in
    (`accountInfo`, docs/protocol.md §4.1).
    """

    type: str
    account_id: str
    username: str
    discriminator: str = ""
    avatar: str = ""

    @property
    def info(self) -> dict[str, str]:
        """What its owner is told."""
        return {
            "type": self.type,
            "username": self.username,
            "discriminator": self.discriminator,
            "avatar": self.avatar,
        }


class LoginProvider(Protocol):
    """Knows accounts of another site."""

    async def log_in(self, type: str, code: str) -> Account | None:
        """The account that `code` of a login of this type stands for; None: for none."""


class ProxyDetector(Protocol):
    """Knows where VPNs and proxies are."""

    async def is_proxy(self, address: str) -> bool:
        """Whether nobody but bots may come from an IP address. Asked at each `hi`."""


@dataclass(frozen=True, slots=True)
class Plugins:
    """What is plugged in."""

    login_provider: LoginProvider | None = None
    proxy_detector: ProxyDetector | None = None


NO_PLUGINS = Plugins()


def plug_in(*, login_provider: str = "", proxy_detector: str = "") -> Plugins:
    """Make what these import paths name; empty: nothing. Raises ImproperlyConfigured."""
    return Plugins(
        login_provider=_made("MPP_LOGIN_PROVIDER", login_provider, "log_in"),
        proxy_detector=_made("MPP_PROXY_DETECTOR", proxy_detector, "is_proxy"),
    )


def _made(variable: str, path: str, method: str) -> Any:
    if not path:
        return None
    try:
        make: Callable[[], Any] = import_string(path)
        plugin = make()
    except Exception as error:
        raise ImproperlyConfigured(
            f"{variable} must be the import path of a class or function without arguments, but "
            f"{path!r} is not: {error!r}"
        ) from error
    if not iscoroutinefunction(getattr(plugin, method, None)):
        raise ImproperlyConfigured(f"{variable}: what {path!r} makes has no `async def {method}`")
    return plugin
