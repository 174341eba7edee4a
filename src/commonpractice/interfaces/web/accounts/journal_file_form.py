"""A file of journals, chosen or pasted, and carried on from the page on which it is checked."""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django import forms
from django.core.files.uploadedfile import UploadedFile

from commonpractice.foundations.dated import day

LARGEST = 1024 * 1024  # bytes: some fifteen thousand rows
TOO_LARGE = "It is larger than 1 MB. Post it in parts: each is posted whole, or not at all."


@dataclass(frozen=True)
class JournalFile:
    """The very bytes, which are its name for good, and what it is called where it was a file."""

    content: bytes
    name: str = ""

    @classmethod
    def carried_by(cls, given: Mapping[str, str]) -> "JournalFile | None":
        """What a page carried on, as `carried` wrote it; None where there is nothing of the kind."""
        try:
            content = base64.b64decode(given.get("content", ""), validate=True)
        except (binascii.Error, ValueError):
            return None
        return cls(content, given.get("name", "")[:200].replace("\0", "")) if content else None

    @property
    def carried(self) -> list[tuple[str, str]]:
        """(name, value) for a page that carries it on. A field of text would not keep its line ends."""
        return [("content", base64.b64encode(self.content).decode()), ("name", self.name)]

    @property
    def text(self) -> str:
        """Its text, for a box in which it can be mended; nothing where it is not text."""
        try:
            text = self.content.decode("utf-8-sig")
        except UnicodeDecodeError:
            return ""
        return "" if "\0" in text else text

    def title(self, *, on: date) -> str:
        return f"Journal file {self.name}" if self.name else f"Journals pasted on {day(on)}"


class JournalFileForm(forms.Form):
    """Journals as a file or as text. Once valid, `chosen` is what was sent."""

    file = forms.FileField(label="Choose a CSV file", required=False, allow_empty_file=True)
    pasted = forms.CharField(label="Or paste it", required=False, strip=False, widget=forms.Textarea)

    def clean_file(self) -> UploadedFile | None:
        file = self.cleaned_data["file"]
        if file and file.size > LARGEST:
            raise forms.ValidationError(TOO_LARGE)
        return file

    def clean_pasted(self) -> str:
        pasted = self.cleaned_data["pasted"].replace("\r\n", "\n")
        if len(pasted.encode()) > LARGEST:
            raise forms.ValidationError(TOO_LARGE)
        return pasted

    def clean(self) -> dict:
        given = super().clean()
        if not self.errors and not self.chosen.content.strip():
            empty = (
                f"{self.chosen.name} is empty." if self.chosen.name else "Choose a file, or paste its text"
            )
            self.add_error("file", empty)
        return given

    @property
    def chosen(self) -> JournalFile:
        """A file chosen anew stands before the text, which may be that of the file before it."""
        if file := self.cleaned_data["file"]:
            file.seek(0)
            return JournalFile(file.read(), file.name)
        text = self.cleaned_data["pasted"].strip()
        return JournalFile(f"{text}\n".encode() if text else b"")
