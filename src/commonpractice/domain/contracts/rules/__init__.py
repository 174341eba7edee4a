"""Pure rules: what the global sum, QOF, claims and dispensing come to. Every number comes in from outside."""
