"""Patients' events as files: immutable snapshots in Parquet, one folder a snapshot of one surgery."""
