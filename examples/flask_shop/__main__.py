"""Run the shop: `python -m examples.flask_shop`."""

import os

from examples.flask_shop import make_shop
from inperson.client import Client

with Client(os.environ["INPERSON_URL"], os.environ["INPERSON_TOKEN"]) as face:
    make_shop(os.environ["INPERSON_URL"], face).run(port=5000)
