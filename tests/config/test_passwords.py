"""How passwords are kept, which other tests do more quickly."""

from django.contrib.auth.hashers import check_password, make_password

from commonpractice.config import settings as product


def test_a_password_is_hashed_slowly_and_known_again(settings):
    settings.PASSWORD_HASHERS = product.PASSWORD_HASHERS
    kept = make_password("umbrella granite waltz")
    assert kept.startswith("scrypt$")
    assert check_password("umbrella granite waltz", kept)
    assert not check_password("umbrella granite walz", kept)
