"""Run the shop: INPERSON_URL and INPERSON_TOKEN say where the server is, and as whom.

The token: inperson tokens issue TENANT developer --return http://localhost:5002/done
"""

import os

from examples.link_shop.shop import make_shop
from inperson.client import Client

if __name__ == "__main__":
    with Client(os.environ["INPERSON_URL"], os.environ["INPERSON_TOKEN"]) as face:
        make_shop("http://localhost:5002", face).run(port=5002)
