from tests.interfaces.house import house, sign_in, static_files  # noqa: F401 (fixtures)
