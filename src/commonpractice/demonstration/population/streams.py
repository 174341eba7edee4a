"""Chance for many patients at once: each subject has a stream of its own, so that no draw moves another's."""

import hashlib

import numpy as np

Chance = np.random.Generator


def stream(*subject: object) -> Chance:
    """A subject's own stream: the same wherever it is drawn, whatever else has been drawn before.

    A subject is words and numbers, as (seed, "DEMO01", "conditions", "AF").
    """
    digest = hashlib.sha256("/".join(map(str, subject)).encode()).digest()
    return np.random.Generator(np.random.PCG64(int.from_bytes(digest[:16], "big")))
