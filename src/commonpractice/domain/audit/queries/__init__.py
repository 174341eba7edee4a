"""Ask the audit log: who saw and did what, and whether the chain is whole."""

from commonpractice.domain.audit.queries.links import CHAIN, chain, hash_at, heads
from commonpractice.domain.audit.queries.log import actors, entries

__all__ = ["CHAIN", "actors", "chain", "entries", "hash_at", "heads"]
