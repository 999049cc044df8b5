"""A model of the contract, written from docs/protocol.md, and a server that is compared with it."""
