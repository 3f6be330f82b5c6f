"""How often a password may be tried. Kept in a table, so that a restart forgives nothing.

* five a minute for an account from one network;
* after fifty failures within an hour, from wherever, one in ten minutes from each network: whoever
  has the right password comes in from a network of their own, and a guesser stays slow;
* three hundred an hour from one network over all accounts.

Trying is noted before the password is looked at, and taken back when it was right, so a hundred
requests at once get no more tries than one after the other.
"""

import hashlib
import math
from collections.abc import Sequence
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from tortoise.queryset import QuerySet

from audit.models import LoginAttempt
from audit.problems import Problem

PER_MINUTE = 5
PER_ACCOUNT_HOUR = 50
PER_NETWORK_HOUR = 300
_MINUTE, _SLOW, _HOUR = timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1)


async def begin(account: str, network: str, now: datetime) -> LoginAttempt:
    """Note a try, or raise Problem("too_many") with Retry-After in seconds.

    `account` is the login; `network` an IP address (of IPv6 the first 64 bits count) or any name.
    """
    row = await LoginAttempt.create(account=_hash(account), network=_hash(_net(network)), at=now)
    if wait := await _wait(row, now):
        await row.delete()
        raise Problem("too_many", headers={"Retry-After": str(wait)}, retry_after=wait)
    return row


async def passed(attempt: LoginAttempt) -> None:
    """The password was right: forget the account's failures from this network."""
    await LoginAttempt.filter(account=attempt.account, network=attempt.network).delete()


async def sweep(now: datetime) -> int:
    """Forget what is older than a day; return how many rows that were."""
    return await LoginAttempt.filter(at__lt=now - timedelta(days=1)).delete()


async def _wait(own: LoginAttempt, now: datetime) -> int:
    others = LoginAttempt.exclude(id=own.id)
    here = others.filter(account=own.account, network=own.network)
    times = await _times(here.filter(at__gt=now - _SLOW).order_by("at"))
    waits = [_rest(times, PER_MINUTE, _MINUTE, now)]
    if await others.filter(account=own.account, at__gt=now - _HOUR).count() >= PER_ACCOUNT_HOUR:
        waits.append(_rest(times, 1, _SLOW, now))
    newest = others.filter(network=own.network, at__gt=now - _HOUR).order_by("-at")
    crowd = await _times(newest.limit(PER_NETWORK_HOUR))
    waits.append(_rest(crowd[::-1], PER_NETWORK_HOUR, _HOUR, now))
    return max(waits)


async def _times(rows: QuerySet[LoginAttempt]) -> list[datetime]:
    return [row.at for row in await rows.only("id", "at")]


def _rest(times: Sequence[datetime], most: int, span: timedelta, now: datetime) -> int:
    """Return the seconds until fewer than `most` of `times` (ascending) are within `span`."""
    recent = [time for time in times if time > now - span]
    if len(recent) < most:
        return 0
    return max(1, math.ceil((recent[-most] + span - now).total_seconds()))


def _net(network: str) -> str:
    try:
        address = ip_address(network)
    except ValueError:
        return network
    if not isinstance(address, IPv6Address):
        return str(address)
    mapped = address.ipv4_mapped
    return str(mapped) if mapped else str(ip_network((address, 64), strict=False))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
