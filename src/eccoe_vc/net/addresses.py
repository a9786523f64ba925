"""Which IP addresses belong to public machines. Everything else is somebody's inside, and never asked.

The registries of IANA for special-purpose addresses (RFC 6890), closed here in code: what Python's ``is_global`` says
differs between releases and counts multicast, 6to4 and others as global.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from typing import Final

IP = IPv4Address | IPv6Address
_INSIDE_4: Final = tuple(
    [
        IPv4Network(text)
        for text in (
            "0.0.0.0/8",  # this network
            "10.0.0.0/8",  # private
            "100.64.0.0/10",  # between a provider and its customers
            "127.0.0.0/8",  # loopback
            "169.254.0.0/16",  # link-local; the metadata of cloud machines
            "172.16.0.0/12",  # private
            "192.0.0.0/24",  # assignments of protocols
            "192.0.2.0/24",  # documentation
            "192.88.99.0/24",  # relays of 6to4
            "192.168.0.0/16",  # private
            "198.18.0.0/15",  # measurements
            "198.51.100.0/24",  # documentation
            "203.0.113.0/24",  # documentation
            "224.0.0.0/4",  # multicast
            "240.0.0.0/4",  # reserved, broadcast
        )
    ]
)
#: The only unicast addresses that are given out: neither loopback, mapped, compatible, NAT64, unique local, link-local,
#: site-local nor multicast ones are among them.
_GIVEN_OUT_6: Final = IPv6Network("2000::/3")
_INSIDE_6: Final = tuple(
    [
        IPv6Network(text)
        for text in (
            "2001::/23",  # assignments of protocols; Teredo, which holds an IPv4 address
            "2001:db8::/32",  # documentation
            "2002::/16",  # 6to4, which holds an IPv4 address
            "3fff::/20",  # documentation
        )
    ]
)
#: The second half of an ISATAP address, before the IPv4 address that it holds.
_ISATAP: Final = (bytes.fromhex("00005efe"), bytes.fromhex("02005efe"))


def may_be_asked(address: IP, *, loopback: bool) -> bool:
    """Whether the machine at ``address`` is one to connect to; this machine only with ``loopback``."""
    return is_public(address) or (loopback and address.is_loopback)


def is_public(address: IP) -> bool:
    """Whether ``address`` is that of a public machine, for one receiver, without another address inside.

    >>> from ipaddress import ip_address
    >>> [is_public(ip_address(text)) for text in ("93.184.215.14", "10.0.0.1", "::ffff:93.184.215.14", "2606:2800::1")]
    [True, False, False, True]
    """
    if isinstance(address, IPv4Address):
        return address.is_global and not any(address in network for network in _INSIDE_4)
    if address.scope_id is not None or address not in _GIVEN_OUT_6:
        return False
    if address.packed[8:12] in _ISATAP:
        return False
    return address.is_global and not any(address in network for network in _INSIDE_6)
