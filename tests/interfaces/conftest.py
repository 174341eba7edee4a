from tests.interfaces.agreed import agreed, agreed_to_clone  # noqa: F401 (fixtures)
from tests.interfaces.books import books, books_to_clone  # noqa: F401 (fixtures)
from tests.interfaces.house import (  # noqa: F401 (fixtures)
    cloned_from,
    house,
    house_to_clone,
    sign_in,
    static_files,
)
from tests.interfaces.nhs_money import paid  # noqa: F401 (fixture)
