"""Run the shop: `python -m examples.flask_shop`."""

import os
import sys

from inperson.client import Client

try:
    from examples.flask_shop.shop import make_shop
except ModuleNotFoundError as error:
    if error.name != "flask":
        raise
    sys.exit("This shop needs Flask: pip install flask")

with Client(os.environ["INPERSON_URL"], os.environ["INPERSON_TOKEN"]) as face:
    make_shop(os.environ["INPERSON_URL"], face).run(port=5000)
