"""The nouns of quality: definitions, what is said in them, a patient as judged, and the verdict."""
