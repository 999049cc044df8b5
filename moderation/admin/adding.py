"""Pages for something new, with a form for a service in place of one of Django's."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from moderation.requests import actor_of

from .deeds import DeedPage, attempt
from .forms import DeedForm, dress


class AddPage(DeedPage):
    """A page of deeds, and one for new rows. Its form begins with the parameters of the address."""

    new_title = ""
    new_form: type[DeedForm]
    new_button = "Save"

    def create(self, request: HttpRequest, form: Any) -> Any:
        """The row that a service made of the valid form; says so in a message, too.

        Raises ModerationError.
        """
        raise NotImplementedError

    def add_view(
        self,
        request: HttpRequest,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        data = request.POST if request.method == "POST" else None
        form = dress(self.new_form(data, actor=actor_of(request), initial=request.GET.dict()))
        if (row := attempt(form, lambda: self.create(request, form))) is not None:
            return HttpResponseRedirect(self._page_after(request, row))
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": self.new_title,
            "form": form,
            "button": self.new_button,
            **(extra_context or {}),
        }
        status = 422 if form.errors else 200
        return TemplateResponse(request, "moderation/admin/new.html", context, status=status)

    def _page_after(self, request: HttpRequest, row: Any) -> str:
        """That of the new row, for those who may see it."""
        if not self.has_view_permission(request):
            return reverse("admin:index")
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[row.pk])
