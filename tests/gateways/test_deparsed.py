"""Expressions as PostgreSQL writes them before a dump and after: one text for both, and the same meaning."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonpractice.gateways.scoped_postgres.deparsed import stable

PAIRS = [
    # as first written                                        as restored
    ("((a OR b) OR c)", "(a OR b OR c)"),
    ("((((x IS NULL) OR y) OR (z)))", "(((x IS NULL) OR y OR (z)))"),
    ("(a AND (b AND (c OR (d OR e))))", "(a AND b AND (c OR d OR e))"),
    ("(kind = ANY ((ARRAY['a'::character varying, 'b, c'::character varying])::text[]))",
     "(kind = ANY (ARRAY[('a'::character varying)::text, ('b, c'::character varying)::text]))"),
    ("f((ARRAY[1, 2])::bigint[], (ARRAY[g(3, 4), 5])::numeric[])",
     "f(ARRAY[(1)::bigint, (2)::bigint], ARRAY[(g(3, 4))::numeric, (5)::numeric])"),
    ("USING  (a\n OR (b))", "USING (a OR (b))"),
]  # fmt: skip
AS_THEY_ARE = [
    "(a AND (b OR c))",
    "((a AND b) OR c)",
    "(NOT (a OR b) OR c)",
    "(f(a OR b) OR c)",
    "(a OR (b OR c) IS TRUE)",
    "((a OR b) OR c AND d)",
    "(x = ' OR (' OR \"y) OR (\" OR z)",
    "(x)::numeric(5, 2)",
    "((ARRAY[1, 2])::integer)",
    "int4range(a, b, '[]'::text)",
    "a) OR (b",
    "(a]",
    "'left open (",
    "",
]


@pytest.mark.parametrize(("first", "restored"), PAIRS)
def test_what_a_dump_changes_reads_alike(first, restored):
    assert stable(first) == stable(restored) == restored


@pytest.mark.parametrize("text", AS_THEY_ARE)
def test_whatever_means_something_else_stays(text):
    assert stable(text) == text


def told(tree) -> str:
    """As PostgreSQL writes it: brackets around every AND and OR."""
    if isinstance(tree, str):
        return tree
    word, *parts = tree
    if word == "NOT":
        return f"(NOT {told(parts[0])})"
    return f"({f' {word} '.join(told(part) for part in parts)})"


EXPRESSIONS = st.recursive(
    st.sampled_from("abcd"),
    lambda inner: st.one_of(
        st.tuples(st.just("NOT"), inner),
        st.tuples(st.sampled_from(["AND", "OR"]), inner, inner),
        st.tuples(st.sampled_from(["AND", "OR"]), inner, inner, inner),
    ),
    max_leaves=12,
)


@given(tree=EXPRESSIONS)
def test_the_meaning_stays_whatever_the_expression(tree):
    """A second way: let Python work both out, for every value that there may be."""
    before, after = (compile(text.lower(), "", "eval") for text in (told(tree), stable(told(tree))))
    for bits in range(16):
        values = {name: bool(bits >> place & 1) for place, name in enumerate("abcd")}
        assert eval(before, {}, values) == eval(after, {}, values)
    assert stable(stable(told(tree))) == stable(told(tree))
