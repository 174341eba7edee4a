"""Work out what takes longest before anybody asks for it, once for all workers."""

import logging

from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from commonpractice.domain.audit.facts import PROGRAM
from commonpractice.domain.banking import queries as banking
from commonpractice.domain.partnership import queries as partnership
from commonpractice.gateways.scoped_postgres import tickets
from commonpractice.interfaces.web.income import reading

log = logging.getLogger(__name__)


def work_out() -> None:
    """What every surgery's contracts are worth by now, what of it is not paid, and which lines wait.

    Remembered from then on (foundations/remembered.py), and given to nobody whose scope does not reach
    there. What cannot be worked out now is worked out when somebody comes, who is told what is wrong: no
    fault keeps the server from starting. Afterwards no connection is open: those that are born of this
    process open their own.
    """
    try:
        for where in partnership.partnerships():
            scope = partnership.whole(where, actor=PROGRAM)
            paid = [one.id for one in where.surgeries if not one.is_centre]
            with tickets.acting(actor_id=PROGRAM.id, surgeries=scope.surgeries), transaction.atomic():
                banking.to_clear(scope=scope, surgeries=scope.surgeries)
                reading.settled(scope=scope, surgeries=paid, on=timezone.localdate())
    except DatabaseError as refusal:
        log.warning("Nothing was worked out before the first page: %s", refusal)
    except Exception:
        log.exception("Not everything was worked out before the first page")
    finally:
        connection.close()
        connection.close_pool()
