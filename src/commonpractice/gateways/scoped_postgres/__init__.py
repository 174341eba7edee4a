"""PostgreSQL with a wall between surgeries that the application itself cannot climb.

Each transaction carries a signed ticket that names the surgeries it may see and who is acting. Row-level
security reads the ticket; the application's database role can neither forge one nor do without
(docs/decisions/0003-row-level-security.md). `tickets` signs and presents them, `base` is the Django
engine, `operations` are the migration steps that put up the wall.
"""
