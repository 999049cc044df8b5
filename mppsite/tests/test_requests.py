"""Every request has an id, in its answer and in what is logged meanwhile."""

from __future__ import annotations

import logging
from inspect import isawaitable

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from mppsite.requests import HEADER, RequestIdFilter, request_ids


@pytest.fixture(autouse=True)
def static_root(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path


def tag() -> str:
    """What a record that is logged now is marked with."""
    record = logging.LogRecord("mppsite", logging.INFO, "", 0, "", (), None)
    assert RequestIdFilter().filter(record)
    return str(vars(record)["request_tag"])


def test_every_answer_names_its_request():
    ids = [Client().get(path)[HEADER] for path in ("/", "/healthz", "/static/none.js", "/admin/")]
    assert len(set(ids)) == 4
    assert {len(one) for one in ids} == {32}


def test_an_id_that_the_client_made_up_is_not_taken():
    assert Client().get("/", headers={"x-request-id": "mine"})[HEADER] != "mine"


def test_what_is_logged_meanwhile_has_the_id():
    seen = []

    def view(request):
        seen.append((tag(), request.request_id))
        return HttpResponse()

    answer = request_ids(view)(RequestFactory().get("/"))
    assert seen == [(f" [{answer[HEADER]}]", answer[HEADER])]


async def test_so_it_is_where_requests_are_answered_in_the_loop():
    seen = []

    async def view(request):
        seen.append((tag(), request.request_id))
        return HttpResponse()

    answer = request_ids(view)(RequestFactory().get("/"))
    assert isawaitable(answer)
    response = await answer
    assert seen == [(f" [{response[HEADER]}]", response[HEADER])]
