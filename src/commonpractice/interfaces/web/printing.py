"""What stands in the margins of printed pages: words handed to a style sheet."""

from markupsafe import Markup


def css_string(text: str) -> Markup:
    """A text as a string of CSS, within a <style>: what is no letter, digit or space is written as its code.

    Quotes, backslashes, line ends and the beginning of a tag are no more than text then (CSS Syntax Module
    Level 3, 4.3.7: an escape is its code in hexadecimals and a space).
    """
    written = "".join(sign if sign.isalnum() or sign == " " else f"\\{ord(sign):x} " for sign in text)
    return Markup(f'"{written}"')  # noqa: S704 (nothing in it can end the string or the style)
