"""How a site is run: on one machine, in containers, by systemd."""
