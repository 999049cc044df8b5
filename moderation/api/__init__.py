"""The REST API of moderators and players (docs/moderation.md, "REST API").

A second door to the services beside the admin: no rule and no write of its own.
"""
