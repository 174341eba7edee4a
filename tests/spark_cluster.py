"""A Spark cluster of one master and two workers on this machine, for as long as a test needs it."""

import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

PATIENCE = 60  # seconds until a process of the cluster has to have said that it is there
MASTER = "org.apache.spark.deploy.master.Master"
WORKER = "org.apache.spark.deploy.worker.Worker"


def needed() -> None:
    """Skip, with a reason, where the machine has no Java: Spark runs on nothing else."""
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        pytest.skip("Spark needs Java, and there is none on this machine (Debian: default-jre-headless)")


@contextmanager
def cluster(folder: Path) -> Iterator[str]:
    """The master's address. Everything is stopped afterwards, whatever happened."""
    import pyspark

    start = Path(pyspark.__file__).parent / "bin" / "spark-class"
    with ExitStack() as running:
        master = running.enter_context(
            _process(
                folder / "master.log",
                start,
                MASTER,
                "--host",
                "127.0.0.1",
                "--port",
                "0",
                "--webui-port",
                "0",
            )
        )
        address = _said(master, r"Starting Spark master at (spark://\S+)")
        for number in (1, 2):
            worker = running.enter_context(
                _process(
                    folder / f"worker-{number}.log", start, WORKER,
                    "--host", "127.0.0.1", "--webui-port", "0", "--cores", "1", "--memory", "1g",
                    "--work-dir", str(folder / f"work-{number}"), address,
                )
            )  # fmt: skip
            _said(worker, r"(Successfully registered with master)")
        yield address


@contextmanager
def _process(log: Path, *command: object) -> Iterator[Path]:
    environment = {**os.environ, "SPARK_LOCAL_IP": "127.0.0.1"}
    with log.open("wb") as said:
        process = subprocess.Popen(
            [str(part) for part in command], stdout=said, stderr=said, env=environment, start_new_session=True
        )
    try:
        yield log
    finally:
        process.terminate()
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _said(log: Path, pattern: str) -> str:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if found := re.search(pattern, log.read_text(errors="replace")):
            return found[1]
        time.sleep(0.2)
    raise TimeoutError(
        f"{log.name} did not say “{pattern}” in {PATIENCE} s:\n{log.read_text(errors='replace')}"
    )
