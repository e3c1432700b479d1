"""The sender against real sockets: receivers that are well, slow, hostile or not there."""

import datetime
import gzip
import logging
import socket
import ssl
import threading
from http.server import BaseHTTPRequestHandler
from ipaddress import ip_address, ip_network
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from inperson.adapters.outgoing import HttpSender
from inperson.adapters.outgoing.network import MOST_LOOKUPS, resolve
from inperson.adapters.outgoing.sender import MOST_BYTES, WHOLE_S
from inperson.deliveries import ANYWHERE, PUBLIC, Reachable
from inperson.deliveries.model import Failure, Outgoing, TargetAnswer
from inperson.deliveries.schedule import LEASE
from inperson.deliveries.targets import Address, parse_url
from tests.receiving import HERE, Received, answering, free_port, receiving
from tests.serving import PATIENCE_S

SLOW_S = 0.4
NAME = "hooks.example"


def message(url: str, body: bytes | None = b"{}") -> Outgoing:
    address, path = parse_url(url)
    return Outgoing(address, path, {"webhook-id": "dlv_1"}, body)


def to(host: str, port: int, scheme: str = "https") -> Outgoing:
    return Outgoing(Address(scheme, host, port), "/", {}, b"{}")


def test_a_request_arrives_as_it_was_made_and_its_answer_comes_back() -> None:
    with receiving(answering(201, b"thanks")) as receiver:
        sent = HttpSender(HERE).send(message(f"{receiver.url}?key=a%20b"))
        assert sent == TargetAnswer(201, b"thanks", whole=True)
        HttpSender(HERE).send(message(receiver.url, None))
    first, second = receiver.received
    assert (first.method, first.path, first.body) == ("POST", "/hooks?key=a%20b", b"{}")
    assert first.headers["host"] == f"127.0.0.1:{receiver.port}"
    assert first.headers["webhook-id"] == "dlv_1"
    assert (second.method, second.body) == ("GET", b"")


def test_a_redirect_is_an_answer_and_not_followed() -> None:
    with receiving() as elsewhere, receiving() as receiver:
        receiver.behave = answering(307, location=elsewhere.url)
        answer = HttpSender(HERE).send(message(receiver.url))
        assert isinstance(answer, TargetAnswer)
        assert answer.status == 307
    assert not elsewhere.received


def test_an_endless_answer_is_read_no_further_than_64_kib() -> None:
    written = 0

    def endless(line: BaseHTTPRequestHandler, _: Received) -> None:
        nonlocal written
        line.send_response(200)
        line.end_headers()
        while True:
            line.wfile.write(b"x" * 65536)
            written += 65536

    with receiving(endless) as receiver:
        answer = HttpSender(HERE).send(message(receiver.url))
    assert isinstance(answer, TargetAnswer)
    assert (answer.status, len(answer.body), answer.whole) == (200, MOST_BYTES, False)
    assert written < 16 << 20  # what the kernel's buffers took


def test_an_answer_is_not_unpacked() -> None:
    bomb = gzip.compress(bytes(1 << 20))
    packed = answering(200, bomb, **{"content-encoding": "gzip"})
    with receiving(packed) as receiver:
        assert HttpSender(HERE).send(message(receiver.url)) == TargetAnswer(200, bomb)


def test_who_never_answers_costs_the_whole_time_and_no_more() -> None:
    def silent(line: BaseHTTPRequestHandler, _: Received) -> None:
        receiver.over.wait(120)

    with receiving(silent) as receiver:
        assert HttpSender(HERE, whole_s=SLOW_S).send(message(receiver.url)) is Failure.TIMEOUT


def test_a_header_of_a_byte_a_time_costs_the_whole_time_and_no_more() -> None:
    def dripping(line: BaseHTTPRequestHandler, _: Received) -> None:
        line.send_response(200)
        line.flush_headers()
        while not receiver.over.wait(0.05):
            line.wfile.write(b"x")

    with receiving(dripping) as receiver:
        assert HttpSender(HERE, whole_s=SLOW_S).send(message(receiver.url)) is Failure.TIMEOUT


def test_who_has_said_200_has_taken_it_whatever_becomes_of_the_body() -> None:
    def dripping(line: BaseHTTPRequestHandler, _: Received) -> None:
        line.send_response(200)
        line.send_header("content-length", "1000")
        line.end_headers()
        while not receiver.over.wait(0.05):
            line.wfile.write(b"x")

    with receiving(dripping) as receiver:
        answer = HttpSender(HERE, whole_s=SLOW_S).send(message(receiver.url))
        assert isinstance(answer, TargetAnswer)
        assert (answer.status, answer.whole) == (200, False)


def test_what_is_not_http_is_told_apart() -> None:
    def babbling(line: BaseHTTPRequestHandler, _: Received) -> None:
        line.wfile.write(b"SSH-2.0-hello\r\n\r\n")

    with receiving(babbling) as receiver:
        assert HttpSender(HERE).send(message(receiver.url)) is Failure.ANSWER_MALFORMED


def test_who_is_not_there_is_told_apart() -> None:
    assert HttpSender(HERE).send(to("127.0.0.1", free_port(), "http")) is Failure.UNREACHABLE

    def nobody(host: str, port: int) -> list[str]:
        raise socket.gaierror

    assert HttpSender(HERE, names=nobody).send(to(NAME, 443)) is Failure.NAME_UNKNOWN
    assert HttpSender(HERE, names=lambda *_: []).send(to(NAME, 443)) is Failure.NAME_UNKNOWN
    assert HttpSender(HERE).send(to("a" * 64 + ".example", 443)) is Failure.NAME_UNKNOWN


NEVER = [
    "169.254.169.254",
    "169.254.0.1",
    "fe80::1",
    "fe80::1%lo",
    "febf::1",
    "::ffff:169.254.169.254",
    "2002:a9fe:a9fe::1",
    "64:ff9b::a9fe:a9fe",
    "fd00:ec2::254",
    "100.100.100.200",
    "192.0.0.192",
    "168.63.129.16",
    "0.0.0.0",
    "::",
    "255.255.255.255",
    "224.0.0.1",
    "ff02::1",
    "ff0e::1",
]
INSIDE = [
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "127.0.0.1",
    "127.9.9.9",
    "100.64.0.1",  # behind a carrier's translation
    "0.1.2.3",
    "192.0.0.9",
    "192.0.2.1",
    "192.88.99.1",
    "198.18.0.1",
    "240.0.0.1",
    "::1",
    "::7f00:1",
    "::ffff:10.0.0.1",
    "::ffff:0:10.0.0.1",
    "64:ff9b::a00:1",
    "64:ff9b:1::808:808",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "2002:808:808::1",
    "2001:db8::1",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fd00::1",
    "fec0::1",
]


@pytest.mark.parametrize("address", NEVER)
def test_a_name_that_leads_where_nothing_goes_is_refused_whatever_is_open(address: str) -> None:
    for found in ([address], ["127.0.0.1", address]):
        with receiving() as receiver:
            sender = HttpSender(ANYWHERE, names=lambda *_, found=found: found)
            assert sender.send(to(NAME, receiver.port)) is Failure.ADDRESS_REFUSED
            assert not receiver.received
    assert HttpSender(ANYWHERE).send(to(address, 443)) is Failure.ADDRESS_REFUSED


@pytest.mark.parametrize("address", INSIDE)
def test_what_is_not_public_is_the_operators_to_open(address: str) -> None:
    for found in ([address], ["198.51.100.7", address]):
        sender = HttpSender(names=lambda *_, found=found: found)
        assert sender.send(to(NAME, 443)) is Failure.ADDRESS_REFUSED
    assert HttpSender().send(to(address, 443)) is Failure.ADDRESS_REFUSED
    assert not PUBLIC.allows(ip_address(address))
    assert ANYWHERE.allows(ip_address(address))


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_what_is_public_is_open(address: str) -> None:
    assert PUBLIC.allows(ip_address(address))


def test_a_network_that_the_operator_opens_is_open_and_no_other() -> None:
    opened = Reachable((ip_network("10.2.0.0/16"), ip_network("fd00:1::/32")))
    for inside in ("10.2.3.4", "::ffff:10.2.3.4", "64:ff9b::a02:304", "fd00:1::9"):
        assert opened.allows(ip_address(inside))
    for outside in ("10.3.0.1", "127.0.0.1", "fd00:2::1", "2002:a02:304::1"):
        assert not opened.allows(ip_address(outside))


def test_a_name_that_is_never_found_costs_the_whole_time_and_few_threads() -> None:
    over = threading.Event()

    def hangs(host: str, port: int) -> list[str]:
        over.wait(PATIENCE_S)
        return []

    sender = HttpSender(HERE, names=hangs, whole_s=0.05)
    before = threading.active_count()
    for _ in range(MOST_LOOKUPS + 3):
        assert sender.send(to(NAME, 443)) is Failure.TIMEOUT
    assert threading.active_count() <= before + MOST_LOOKUPS
    over.set()


def test_a_broken_resolver_is_not_taken_for_a_name_that_is_not_there() -> None:
    def broken(host: str, port: int) -> list[str]:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        HttpSender(names=broken).send(to(NAME, 443))


def test_without_tls_a_name_has_to_lead_to_this_machine() -> None:
    sender = HttpSender(ANYWHERE, names=lambda *_: ["10.0.0.1"])
    assert sender.send(to("localhost", 80, "http")) is Failure.ADDRESS_REFUSED


def test_a_name_is_resolved_once_and_the_checked_address_is_the_one_connected_to() -> None:
    answers = [["127.0.0.1"], ["169.254.169.254"]]
    with receiving() as receiver:
        sender = HttpSender(HERE, names=lambda *_: answers.pop(0))
        sent = sender.send(to("localhost", receiver.port, "http"))
        assert sent == TargetAnswer(204, b"")
    assert len(answers) == 1


def test_the_next_address_of_a_name_is_tried() -> None:
    with receiving() as receiver:
        sender = HttpSender(HERE, names=lambda *_: ["::1", "127.0.0.1"])
        assert sender.send(to("localhost", receiver.port, "http")) == TargetAnswer(204, b"")


def test_proxies_of_the_environment_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    with receiving() as proxy, receiving() as receiver:
        for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        monkeypatch.delenv("no_proxy", raising=False)
        assert HttpSender(HERE).send(message(receiver.url)) == TargetAnswer(204, b"")
    assert not proxy.received


def test_nothing_is_delivered_to_the_server_itself() -> None:
    with receiving() as receiver:
        own = HttpSender(HERE, own_port=receiver.port)
        assert own.send(message(receiver.url)) is Failure.ADDRESS_REFUSED
        for address in resolve(socket.gethostname(), receiver.port):
            named = HttpSender(HERE, own_port=receiver.port, names=lambda *_, a=address: [a])
            assert named.send(to(NAME, receiver.port)) is Failure.ADDRESS_REFUSED
    assert not receiver.received


def test_no_url_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO), receiving() as receiver:
        HttpSender(HERE).send(message(f"{receiver.url}?key=secret"))
    assert not caplog.records


def test_no_request_takes_longer_than_a_message_is_left_alone() -> None:
    assert LEASE.total_seconds() > 3 * WHOLE_S


def _context(folder: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """Return how a receiver at NAME shows itself, and whom a sender trusts."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = made.public_bytes(serialization.Encoding.PEM)
    secret = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    (folder / "pem").write_bytes(secret + pem)
    shows = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    shows.load_cert_chain(folder / "pem")
    return shows, ssl.create_default_context(cadata=pem.decode())


def test_tls_checks_the_name_and_not_the_address(tmp_path: Path) -> None:
    shows, trusts = _context(tmp_path)
    here = lambda *_: ["127.0.0.1"]  # noqa: E731
    with receiving(trust=shows) as receiver:
        port = receiver.port
        assert HttpSender(HERE, trust=trusts, names=here).send(to(NAME, port)) == TargetAnswer(
            204, b""
        )
        assert receiver.received[0].headers["host"] == f"{NAME}:{port}"
        other = HttpSender(HERE, trust=trusts, names=here).send(to("other.example", port))
        assert other is Failure.TLS_FAILED
        assert HttpSender(HERE, names=here).send(to(NAME, port)) is Failure.TLS_FAILED
        plain = HttpSender(HERE, whole_s=SLOW_S).send(to("127.0.0.1", port, "http"))
        assert not isinstance(plain, TargetAnswer)
    assert len(receiver.received) == 1
