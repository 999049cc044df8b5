"""/api/v1/me/: who asks, what keeps them out, their API tokens, their link to the piano."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from knox.models import AuthToken
from rest_framework import serializers
from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import BaseThrottle

from moderation.actors import Actor
from moderation.models import Ban
from moderation.selectors.users import sanctions_of
from moderation.services.links import link_use
from moderation.services.tokens import api_token_issue, api_token_revoke

from .authentication import Session, guest_of
from .base import ApiView, Limits
from .fields import Moment, Text
from .passwords import Password, Passwords
from .people import AccountSerializer, PersonField
from .permissions import ACCOUNT, ANYBODY, BANNED_PLAYER, PLAYER


class MeSerializer(serializers.Serializer[Any]):
    """Who you are: a user at the piano, an account, or both."""

    user = PersonField(source="user_id")
    account = AccountSerializer(allow_null=True)
    rank = serializers.IntegerField(help_text="0: not staff")
    rights = serializers.ListField(child=serializers.CharField(), help_text="names on the wire")
    permissions = serializers.ListField(child=serializers.CharField())


class SanctionSerializer(serializers.Serializer[Any]):
    """A ban or mute, as the banned user sees it."""

    scope = serializers.CharField()
    room = serializers.CharField(source="room_id", allow_blank=True)
    effect = serializers.CharField()
    reason = serializers.CharField(allow_blank=True)
    code = serializers.CharField(help_text="for an appeal")
    issued_at = Moment()
    expires_at = Moment(allow_null=True, help_text="null: never")
    lifted_at = Moment(allow_null=True)


class TokenSerializer(serializers.Serializer[Any]):
    """An API token, by its first characters."""

    key = serializers.CharField(source="token_key")
    created_at = Moment(source="created")
    expires_at = Moment(source="expiry", allow_null=True)


class NewTokenSerializer(TokenSerializer):
    """A token that was just issued: its text is not shown again."""

    token = serializers.CharField()


class LinkSerializer(serializers.Serializer[Any]):
    code = Text(max_length=200, help_text="from the admin; valid once, for 5 minutes")


class LinkedSerializer(serializers.Serializer[Any]):
    account = serializers.CharField(help_text="name of the account")


class Me(ApiView):
    serializer_class = MeSerializer
    needs: ClassVar[Mapping[str, str]] = {"retrieve": ANYBODY}

    @extend_schema(summary="Who you are, and what you may do", responses=MeSerializer)
    def retrieve(self, request: Request) -> Response:
        return Response(self.told(_told(request, self.actor)))


class MySanctions(ApiView):
    queryset = Ban.objects.none()
    serializer_class = SanctionSerializer
    needs: ClassVar[Mapping[str, str]] = {"list": BANNED_PLAYER}

    @extend_schema(
        summary="Your bans and mutes, past and present, newest first",
        responses=SanctionSerializer(many=True),
    )
    def list(self, request: Request) -> Response:
        return self.listed(sanctions_of(self.actor.user_id))


class MyLink(ApiView):
    serializer_class = LinkSerializer
    needs: ClassVar[Mapping[str, str]] = {"create": PLAYER}
    limits: ClassVar[Limits] = {"create": Passwords}

    @extend_schema(
        summary="Link the account that a code is for to your player",
        request=LinkSerializer,
        responses=LinkedSerializer,
    )
    def create(self, request: Request) -> Response:
        name = link_use(code=self.accepted(LinkSerializer)["code"], user_id=self.actor.user_id)
        return Response({"account": name})


class MyTokens(ApiView):
    queryset = AuthToken.objects.none()
    serializer_class = TokenSerializer
    pagination_class = None
    needs: ClassVar[Mapping[str, str]] = dict.fromkeys(("list", "create", "destroy"), ACCOUNT)
    limits: ClassVar[Limits] = {"create": Passwords}

    def get_authenticators(self) -> list[BaseAuthentication]:
        # A token that is stolen must not make itself last longer.
        if getattr(self.request, "method", "") == "POST":
            return [Password(), Session()]
        return super().get_authenticators()

    def stranger(self) -> BaseThrottle:
        return Passwords() if self.action == "create" else super().stranger()

    @extend_schema(summary="Your API tokens", responses=TokenSerializer(many=True))
    def list(self, request: Request) -> Response:
        tokens = AuthToken.objects.filter(user=self.actor.account_id, expiry__gt=timezone.now())
        return Response(self.told(tokens.order_by("-created"), many=True))

    @extend_schema(
        summary="Issue yourself an API token",
        description="Requires a password (HTTP Basic) or a session; a token is not enough.",
        request=None,
        responses={201: NewTokenSerializer},
    )
    def create(self, request: Request) -> Response:
        token, text = api_token_issue(by=self.actor)
        told = {"token_key": token.token_key, "created": token.created, "expiry": token.expiry}
        return Response(self.told({**told, "token": text}, NewTokenSerializer), status=201)

    @extend_schema(summary="Revoke one of your API tokens", responses={204: None})
    def destroy(self, request: Request, key: str) -> Response:
        api_token_revoke(key=key, by=self.actor)
        return Response(status=204)


def _told(request: Request, actor: Actor) -> dict[str, Any]:
    return {
        "user_id": actor.user_id,
        "account": None if guest_of(request) else request.user,
        "rank": actor.rank,
        "rights": sorted(actor.rights),
        "permissions": sorted(actor.permissions),
    }
