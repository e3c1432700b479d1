"""Write the description of the API, as a server of this version answers it: `describe.py FILE`."""

import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from inperson.app import Mode, open_server
from inperson.app.serving import build_app
from inperson.config import Settings


def main(path: Path) -> None:
    """Ask a new server in an empty folder."""
    with TemporaryDirectory() as folder:
        settings = Settings(
            data=f"sqlite:///{folder}/data",
            keys=f"sqlite:///{folder}/keys",
            kek_dir=Path(folder, "kek"),
            public_url="https://face.example",
        )
        with open_server(settings, Mode.SERVE) as deployment:
            said = build_app(deployment).openapi()
    path.write_text(json.dumps(said, indent=1), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
