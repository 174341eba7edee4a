"""Indicators of a whole set of patients, as Ibis expressions: the same on DuckDB and on Spark.

No connection is here: each table is an expression, and whoever holds an engine (gateways/event_engine) works
it out. What is worked out more than once is kept by the engine between steps (queries/judged.py).
"""
