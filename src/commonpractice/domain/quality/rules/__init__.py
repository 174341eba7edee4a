"""How a definition is read, checked and judged; pure."""
