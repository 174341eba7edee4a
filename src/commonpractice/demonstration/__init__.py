"""The invented partnership that a newcomer is shown: the size of a real one, and labelled so on every page.

`partnership` and `books` make it up: pure functions of a seed, sized by what the NHS has published
(`distributions`). `build` loads and posts it through the same deeds as any other partnership.
"""

SEED = 38_281_000
"""The seed of the demonstration that is shown: any other makes another partnership, as plausible."""
