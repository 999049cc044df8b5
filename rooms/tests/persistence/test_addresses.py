"""Facts about addresses (protocol §3.2)."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooms.addresses import UNKNOWN, client_address, network_of
from rooms.tests.rules import rule

PROXIES = [ip_network("10.0.0.0/8"), ip_network("fd00::/8")]


def forwarded(*values: str) -> list[tuple[bytes, bytes]]:
    return [(b"x-forwarded-for", value.encode("latin-1")) for value in values]


@rule("3.2-6")
def test_without_proxies_the_peer_is_the_client():
    assert client_address("203.0.113.5", forwarded("1.2.3.4"), []) == "203.0.113.5"


@rule("3.2-6")
def test_a_peer_that_is_no_proxy_cannot_claim_another_address():
    assert client_address("203.0.113.5", forwarded("1.2.3.4"), PROXIES) == "203.0.113.5"


def test_a_proxy_tells_the_client():
    assert client_address("10.0.0.1", forwarded("1.2.3.4"), PROXIES) == "1.2.3.4"


def test_a_chain_of_proxies_is_walked_from_the_right():
    assert client_address("10.0.0.1", forwarded("1.2.3.4, 10.0.0.9"), PROXIES) == "1.2.3.4"


def test_what_the_client_itself_claims_is_not_believed():
    headers = forwarded("8.8.8.8, 1.2.3.4, 10.0.0.9")
    assert client_address("10.0.0.1", headers, PROXIES) == "1.2.3.4"


def test_several_headers_are_one_list():
    assert client_address("10.0.0.1", forwarded("8.8.8.8", "1.2.3.4"), PROXIES) == "1.2.3.4"


@pytest.mark.parametrize("junk", ["unknown", "", "1.2.3", "_hidden", "1.2.3.4.5", "\xe9"])
def test_a_malformed_entry_ends_the_walk(junk):
    assert client_address("10.0.0.1", forwarded(f"1.2.3.4, {junk}"), PROXIES) == "10.0.0.1"
    headers = forwarded(f"1.2.3.4, {junk}, 10.0.0.9")
    assert client_address("10.0.0.1", headers, PROXIES) == "10.0.0.9"


def test_a_proxy_without_the_header_is_the_client():
    assert client_address("10.0.0.1", [], PROXIES) == "10.0.0.1"


@pytest.mark.parametrize("entry", ["1.2.3.4:5678", " 1.2.3.4 ", "::ffff:1.2.3.4"])
def test_ports_spaces_and_mapped_addresses_are_understood(entry):
    assert client_address("10.0.0.1", forwarded(entry), PROXIES) == "1.2.3.4"


def test_a_port_after_ipv6_is_understood():
    assert client_address("10.0.0.1", forwarded("[2001:db8::1]:443"), PROXIES) == "2001:db8::1"


def test_a_proxy_with_a_mapped_address_is_a_proxy():
    assert client_address("::ffff:10.0.0.1", forwarded("1.2.3.4"), PROXIES) == "1.2.3.4"


@pytest.mark.parametrize("peer", [None, "", "testclient", "unix:"])
def test_a_peer_without_an_address_is_unknown(peer):
    assert client_address(peer, forwarded("1.2.3.4"), PROXIES) == UNKNOWN


def test_a_zone_does_not_belong_to_the_address():
    assert client_address("fe80::1%eth0", [], []) == "fe80::1"


def test_ipv6_counts_by_its_64_network():
    assert network_of("2001:db8::1") == network_of("2001:db8::ffff:1") == "2001:db8::/64"
    assert network_of("2001:db8:0:1::1") != network_of("2001:db8::1")


def test_ipv4_counts_by_itself_also_mapped():
    assert network_of("::ffff:1.2.3.4") == network_of("1.2.3.4") == "1.2.3.4"


def test_the_unknown_address_stays_unknown():
    assert network_of(UNKNOWN) == UNKNOWN


@given(st.ip_addresses(v=6), st.integers(0, 2**64 - 1))
def test_all_of_a_64_are_one(address: IPv6Address, host: int):
    if address.ipv4_mapped:
        return
    neighbour = IPv6Address((int(address) >> 64 << 64) | host)
    if not neighbour.ipv4_mapped:
        assert network_of(str(address)) == network_of(str(neighbour))


@given(st.ip_addresses(v=4))
def test_ipv4_and_its_mapped_form_are_one(address: IPv4Address):
    assert network_of(str(address)) == network_of(f"::ffff:{address}")


@given(st.text(), st.lists(st.text(st.characters(max_codepoint=255)), max_size=4))
def test_any_peer_and_header_give_an_address_or_unknown(peer: str, values: list[str]):
    result = client_address(peer, forwarded(*values), PROXIES)
    assert result == UNKNOWN or str(ip_address(result)) == result


@given(
    st.ip_addresses().filter(lambda address: not any(address in proxy for proxy in PROXIES)),
    st.lists(st.text(st.characters(max_codepoint=255)), max_size=3),
)
def test_nothing_left_of_the_last_outsider_matters(outsider, claims: list[str]):
    if isinstance(outsider, IPv6Address) and outsider.ipv4_mapped:
        return
    headers = forwarded(*claims, str(outsider), "10.9.9.9")
    assert client_address("10.0.0.1", headers, PROXIES) == str(outsider)
