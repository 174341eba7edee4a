"""PostgreSQL writes an expression as it has read it; a dump that was restored was read once more.

Where an expression was written by comparing rows, it says ((a OR b) OR c) first and (a OR b OR c) after; a
list of values that was cast whole, (ARRAY[a, b])::text[], is then ARRAY[(a)::text, (b)::text]. Both mean the
same. Here either is brought to the second form, and nothing else is touched.
"""

import re
from collections.abc import Iterator

Group = list["str | Group"]
"""Words, blanks and signs as they stand, and what is between brackets as a group of its own."""

# what is quoted is one word, whatever it holds; ARRAY[ and its bracket are told from each other below
TOKEN = re.compile(r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|[()\[\],]|\w+|\s+|.""", re.DOTALL)
OPENS, CLOSES = {"(": ")", "[": "]"}, {")", "]"}
CAST = re.compile(r"::(\w+(?: \w+)*)\[\]$")


def stable(text: str) -> str:
    """An expression, or a statement with some in it, as it reads when it has been restored from a dump."""
    text = re.sub(r"\s+", " ", text)
    tree, rest = _group(TOKEN.findall(text), 0)
    if rest is None:
        return text  # a bracket too many or too few: nothing that PostgreSQL wrote
    return _written(_cast_each(_flat(tree)))


def _group(tokens: list[str], at: int, until: str | None = None) -> tuple[Group, int | None]:
    """What there is up to a closing bracket, and where it goes on; None where the brackets do not match."""
    found: Group = []
    while at < len(tokens):
        token = tokens[at]
        if token in OPENS:
            inner, after = _group(tokens, at + 1, OPENS[token])
            if after is None:
                return found, None
            found.append([token, *inner, OPENS[token]])
            at = after
        elif token in CLOSES:
            return (found, at + 1) if token == until else (found, None)
        else:
            found.append(token)
            at += 1
    return found, at if until is None else None


def _flat(group: Group) -> Group:
    """(a OR b) OR c as a OR b OR c, and so for AND: only where one of the two joins the whole of both."""
    group = [part if isinstance(part, str) else _flat(part) for part in group]
    joined = _joined(group)
    if not joined:
        return group
    found: Group = []
    for operand in _operands(group, joined):
        words = [part for part in operand if part != " "]
        if len(words) == 1 and isinstance(words[0], list) and _joined(words[0]) == joined:
            operand = words[0][1:-1]
        found += [" ", joined, " ", *_trimmed(operand)]
    return [*group[:1], *found[3:], *group[-1:]]


def _joined(group: Group) -> str | None:
    """AND or OR, where that and not the other joins what is between a pair of round brackets."""
    if not group or group[0] != "(":
        return None
    words = {part for part in group if part in ("AND", "OR")}
    return next(iter(words)) if len(words) == 1 else None  # type: ignore[return-value]


def _operands(group: Group, joined: str) -> Iterator[Group]:
    operand: Group = []
    for part in group[1:-1]:
        if part == joined:
            yield operand
            operand = []
        else:
            operand.append(part)
    yield operand


def _trimmed(parts: Group) -> Group:
    while parts and parts[0] == " ":
        parts = parts[1:]
    while parts and parts[-1] == " ":
        parts = parts[:-1]
    return parts


def _cast_each(group: Group) -> Group:
    """(ARRAY[a, b])::text[] as ARRAY[(a)::text, (b)::text]."""
    group = [part if isinstance(part, str) else _cast_each(part) for part in group]
    found: Group = []
    at = 0
    while at < len(group):
        part = group[at]
        values = part[2] if isinstance(part, list) and len(part) == 4 and part[:2] == ["(", "ARRAY"] else None
        kind = _kind(group, at + 1) if isinstance(values, list) else None
        if kind and isinstance(values, list):
            name, at = kind
            each = [["(", *_trimmed(value), ")", f"::{name}"] for value in _listed(values)]
            cast = [[",", " ", *value] for value in each]
            found += ["ARRAY", ["[", *[sign for value in cast for sign in value][2:], "]"]]
        else:
            found.append(part)
            at += 1
    return found


def _kind(group: Group, at: int) -> tuple[str, int] | None:
    """What the list that stands before is cast to, and where it goes on after that."""
    words = ""
    for place in range(at, len(group)):
        part = group[place]
        words += part if isinstance(part, str) else _written(part)
        if cast := CAST.match(words):
            return cast[1], place + 1
        if isinstance(part, list) or not re.fullmatch(r"[\w: ]+", part):
            return None
    return None


def _listed(values: Group) -> list[Group]:
    found: list[Group] = [[]]
    for part in values[1:-1]:
        if part == ",":
            found.append([])
        else:
            found[-1].append(part)
    return found


def _written(group: Group) -> str:
    return "".join(part if isinstance(part, str) else _written(part) for part in group)
