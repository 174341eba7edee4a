"""Pure rules of patients' records."""
