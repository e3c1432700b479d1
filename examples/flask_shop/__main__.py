"""Run the shop: `python -m examples.flask_shop`."""

import os

from examples.flask_shop import make_shop

make_shop(os.environ["INPERSON_URL"], os.environ["INPERSON_TOKEN"]).run(port=5000)
