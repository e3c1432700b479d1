"""A private server connects to nothing: watched by strace, in a network namespace without a route.

Its whole day is played: a live capture, a message that is due, a month that is closed, the upkeep.
The same server with `INPERSON_OUTBOUND=deliveries` is seen to try, so the watching is no formality.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from inperson.app import Mode, open_server
from inperson.deliveries import EventType, Webhooks
from inperson.rights.notices.model import LegalBasis, NoticeTerms
from inperson.rights.notices.service import Notices
from inperson.sessions.consents import ConsentPurpose
from inperson.tenants import TokenKind, of_server
from tests.conftest import ROOT
from tests.test_deployments import settings

pytestmark = pytest.mark.needs_models
_CALLS = "trace=connect,sendto,sendmsg,sendmmsg"
_CONNECTS = re.compile(
    r"^\s*(?:import|from) (?:httpx|httpcore|requests|urllib\.request|http\.client|boto3|smtplib"
    r"|websockets\.sync\.client|opentelemetry\.exporter)\b"
    r"|\b(?:create_engine|create_connection|open_connection)\(",
    re.M,
)
"""What is in modules that open connections."""
_PEER = re.compile(r"sa_family=(AF_\w+)")

_DAY = """
import os, subprocess, sys, time
from pathlib import Path

trace, token, photo = sys.argv[1:]
subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
assert "default" not in subprocess.run(["ip", "route"], capture_output=True, text=True).stdout
words = ["strace", "-f", "-e", os.environ["CALLS"], "-o", trace, sys.executable, "-m", "inperson"]
server = subprocess.Popen([*words, "serve"], stdout=subprocess.PIPE, text=True)
url = server.stdout.readline().split()[-1]

from inperson.adapters.openvino import OpenVinoRuntime
from inperson_lab.presenting import head_of, presented
from inperson.client import Client
from inperson.vision import ModelStore, load_manifest, load_pipeline

models = Path(os.environ["INPERSON_MODELS_DIR"])
pipeline = load_pipeline(ModelStore(models, load_manifest()), OpenVinoRuntime())
head = head_of(Path(photo), 7, pipeline)
with Client(url, token, timeout_s=120) as client:
    session = client.create_session("enroll", "subject-1", consent=client.notice().document())
    client.capture(session, presented("live", head, 7), profile="gentle")
    assert client.session(session.id).state == "completed"
time.sleep(5)  # the chores look for deliveries every two seconds
inner = subprocess.run(["pgrep", "-P", str(server.pid)], capture_output=True, text=True)
os.kill(int(inner.stdout.split()[0]), 15)
server.wait(120)
"""


def peers(tmp_path: Path, photos: Path, models_dir: Path, outbound: str) -> list[str]:
    """Play the day, and return the address families of what the server turned to."""
    for program in ("strace", "unshare", "ip"):
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not installed")
    probe = subprocess.run(
        ["unshare", "-n", "strace", "-o", "/dev/null", "true"], capture_output=True, check=False
    )
    if probe.returncode != 0:
        pytest.skip("this machine lets nobody make a network namespace, or trace")
    # for documentation: nobody is there
    managed = settings(tmp_path, delivery_networks="192.0.2.0/24")
    with open_server(managed, Mode.SERVE) as deployment:
        tenant = deployment.add_tenant("one").id
        desk = deployment.desks.of(of_server(tenant, "operator:test"))
        basis = dict.fromkeys(ConsentPurpose, LegalBasis.EXPLICIT_CONSENT)
        terms = NoticeTerms("One", contact="dpo@one.example", country="DE", purposes=basis)
        Notices(desk).publish(terms)
        # a receiver from the time before the deployment was private, with a message that is due
        Webhooks(desk).set("https://192.0.2.7/hook", EventType)
        Webhooks(desk).test()
        token = deployment.tenants.issue_token(tenant, TokenKind.PRODUCTION, "").secret
    trace, photo = tmp_path / "trace", photos / "barack_obama" / "obama.jpg"
    variables = {
        "INPERSON_DATA": managed.data,
        "INPERSON_KEYS": managed.keys,
        "INPERSON_KEK_DIR": str(managed.kek_dir),
        "INPERSON_OPERATOR": "An operator",
        "INPERSON_OPERATOR_CONTACT": "privacy@operator.example",
        "INPERSON_LOCATION": "Here",
        "INPERSON_DEPLOYMENT": "private",
        "INPERSON_OUTBOUND": outbound,
        "INPERSON_DELIVERY_NETWORKS": "192.0.2.0/24",
        "INPERSON_PORT": "0",
        "INPERSON_MODELS_DIR": str(models_dir),
        "CALLS": _CALLS,
        "PYTHONPATH": str(ROOT),
    }
    words = ["unshare", "-n", sys.executable, "-c", _DAY, str(trace), token, str(photo)]
    day = subprocess.run(words, env=os.environ | variables, capture_output=True, text=True)
    assert day.returncode == 0, day.stderr
    return [each for line in trace.read_text().splitlines() for each in _PEER.findall(line)]


def test_a_private_server_connects_to_nothing(
    tmp_path: Path, photos: Path, models_dir: Path
) -> None:
    assert set(peers(tmp_path, photos, models_dir, "auto")) <= {"AF_UNIX"}


def test_the_watching_sees_a_server_that_sends(
    tmp_path: Path, photos: Path, models_dir: Path
) -> None:
    assert "AF_INET" in peers(tmp_path, photos, models_dir, "deliveries")


def test_every_module_that_can_connect_is_on_the_list() -> None:
    page = (ROOT / "docs" / "webhooks.md").read_text("utf-8").partition("What else connects")[2]
    listed = [*re.findall(r"^\| `([\w/.]+)` \|", page, re.M), "adapters/outgoing"]
    source = ROOT / "src" / "inperson"
    connecting = {
        str(path.relative_to(source))
        for path in source.rglob("*.py")
        if _CONNECTS.search(path.read_text("utf-8"))
    }
    assert {each for each in connecting if not each.startswith(tuple(listed))} == set()
    for each in listed:
        assert any(path.startswith(each) for path in connecting), each
