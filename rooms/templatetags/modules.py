"""Names the page's script modules ahead, so that they are fetched side by side, not in turn."""

from __future__ import annotations

import posixpath
import re
from functools import cache
from pathlib import Path

from django import template
from django.conf import settings
from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

register = template.Library()

# Static imports alone: what is imported by a call is meant to come later.
_IMPORT = re.compile(
    r"""^\s*(?:import|export)\b[^'"();]*?\bfrom\s*'([^']+)'|^import\s*'([^']+)'""", re.M
)


def module_graph(entry: str) -> tuple[str, ...]:
    """Paths below `static/`: of a module and of all that it needs at once, in the order of need."""
    found: dict[str, None] = {}
    waiting = [entry]
    for name in waiting:
        if name in found:
            continue
        found[name] = None
        file = finders.find(name)
        if file is None:
            raise FileNotFoundError(f"{name} is imported by a module of the page, but not there")
        for match in _IMPORT.finditer(Path(file).read_text()):
            waiting.append(
                posixpath.normpath(posixpath.join(posixpath.dirname(name), match[1] or match[2]))
            )
    return tuple(found)


_module_graph = cache(module_graph)


@register.simple_tag
def module_preloads(entry: str) -> SafeString:
    """A link for each module that `entry` needs at once."""
    modules = module_graph(entry) if settings.DEBUG else _module_graph(entry)
    links = ((static(name),) for name in modules)
    return format_html_join("\n    ", '<link rel="modulepreload" href="{}">', links)
