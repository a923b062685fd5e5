"""What is kept from the parser, and what only looks like it."""

from __future__ import annotations

from auditor.guard import MAX_ATTRIBUTES, MAX_DEPTH, refusal

MANY = " ".join(f"a{n}=1" for n in range(2 * MAX_ATTRIBUTES))


def test_a_tag_with_too_many_attributes_is_refused() -> None:
    assert refusal(f"<html><script>var a = 1;</script><body {MANY}>x</body></html>") is not None


def test_a_comparison_in_a_program_is_no_tag() -> None:
    assert refusal(f"<html><script>for (i = 0; i<length; i++) {{ {MANY} }}</script><body>x</body></html>") is None


def test_deep_nesting_is_refused() -> None:
    assert refusal("<div>" * (10 * MAX_DEPTH + 1)) is not None
