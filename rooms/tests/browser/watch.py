"""What no page may do in any test: fail, break its policy, run foreign text, call other hosts."""

from __future__ import annotations

from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Dialog, Page

# Texts that attack do it by one of these two; the second is asked for at the end.
ATTACK = "window.executed=1"
_REPORT_VIOLATIONS = """
  addEventListener('securitypolicyviolation', (event) => {
    console.error('policy', event.violatedDirective, event.blockedURI);
  });
"""


class Watch:
    """Collects what went wrong in the browser during one test."""

    def __init__(self) -> None:
        self._problems: list[str] = []
        self._expected: list[str] = []
        self._contexts: list[BrowserContext] = []

    def expects(self, text: str) -> None:
        """Complaints that hold this text belong to the test."""
        self._expected.append(text)

    def follow(self, context: BrowserContext, origin: str) -> None:
        """Watch all pages of a context, which may talk to one host only."""
        host = urlsplit(origin).netloc
        self._contexts.append(context)
        context.add_init_script(_REPORT_VIOLATIONS)
        context.on("console", self._on_console)
        context.on("weberror", lambda error: self._problems.append(f"error: {error.error}"))
        context.on("dialog", self._on_dialog)
        context.on("request", lambda request: self._on_address(request.url, host))
        context.on("page", lambda page: self._on_page(page, host))

    def close(self) -> None:
        """Have a last look at the pages, and close them."""
        for context in self._contexts:
            for page in context.pages:
                # Asking also lets events arrive that are still on their way.
                if page.evaluate("() => window.executed"):
                    self._problems.append(f"foreign text was executed on {page.url}")
            context.close()

    @property
    def problems(self) -> list[str]:
        """Everything that nobody expected."""
        return [p for p in self._problems if not any(text in p for text in self._expected)]

    def _on_page(self, page: Page, host: str) -> None:
        page.on("websocket", lambda websocket: self._on_address(websocket.url, host))

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self._problems.append(f"console: {message.text} {message.location.get('url', '')}")

    def _on_dialog(self, dialog: Dialog) -> None:
        self._problems.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _on_address(self, address: str, host: str) -> None:
        parts = urlsplit(address)
        if parts.scheme not in ("data", "blob") and parts.netloc != host:
            self._problems.append(f"foreign host: {address}")
