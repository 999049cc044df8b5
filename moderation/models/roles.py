"""What `migrate` has given to roles."""

from __future__ import annotations

from django.db import models


class RoleGrant(models.Model):
    """A permission that a role was given once; whoever takes it away keeps it taken away."""

    role = models.CharField(max_length=32)
    permission = models.CharField(max_length=150)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["role", "permission"], name="a_grant_once"),)

    def __str__(self) -> str:
        return f"{self.role}: {self.permission}"
