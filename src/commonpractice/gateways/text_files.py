"""The text of a file that somebody saved: in one of the encodings that programs here save text in."""

import codecs

MOST = 5_000_000  # bytes: a statement has some thousands


class NotText(ValueError):
    """Bytes that are no text, or more than anybody's; the message says which."""


def text_of(content: bytes) -> str:
    """The text, lines ended by "\\n" and pages by "\\n" too, without a byte-order mark.

    UTF-8, UTF-16 with its mark, or else Windows' own code page, in which a pound sign is one byte.
    Raises NotText.
    """
    if len(content) > MOST:
        raise NotText(f"It has {len(content):,} bytes, more than any file of its kind.")
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n")
    raise NotText("It is not a text file. Save it as plain text, or as “CSV UTF-8”.")
