"""Judge the rows of an extract set-wise: SQL of DuckDB over the staged tables, with no connection here."""
