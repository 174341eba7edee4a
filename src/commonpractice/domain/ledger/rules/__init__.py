"""What may be posted (posting) and how movements become accounts (statements). Pure."""
