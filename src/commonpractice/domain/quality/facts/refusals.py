"""What is refused of a definition, and where."""


class DefinitionRefused(ValueError):
    """A definition that does not hold together: the file, the line, and a sentence that says what to mend."""

    def __init__(self, file: str, line: int, sentence: str) -> None:
        super().__init__(f"{file}, line {line}: {sentence}")
        self.file = file
        self.line = line
        self.sentence = sentence
