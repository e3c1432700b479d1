"""A shop in Flask that asks for the face after the password."""

from examples.flask_shop.shop import make_shop

__all__ = ["make_shop"]
