"""Spark's standalone master over HTTP: it takes a job, a worker runs it, and the job says on standard output how it is.

What is submitted is the program `JobApp` of processing, which every worker has, with the request of `PUT /v1/jobs/{id}`. It names no
key and no address: a worker knows them. Only the standard library, so that this runs without Airflow too.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import time
import urllib.error
import urllib.parse
import urllib.request
from typing import Any


class ClusterError(Exception):
    """The master, or a worker, does not answer, or says that it cannot."""


class Refused(ClusterError):
    """It would be refused again: the signature or the request is wrong."""


class Cluster:
    """A standalone master whose REST server wants requests that are signed with `secret` (HS256; base64url)."""

    JAR = "file:/app/lib/plumbline-processing.jar"
    MAIN = "dev.plumbline.processing.job.JobApp"
    # What Spark insists on, and what a worker with little memory has.
    MEMORY = "480m"
    MASTER_PAGE = 8080
    WORKER_PAGE = 8081
    LOG_BYTES = 1_000_000

    def __init__(self, url: str, secret: str):
        self.url = url.rstrip("/")
        self.secret = secret

    @staticmethod
    def configured() -> Cluster | None:
        """The cluster of the environment; none where jobs are done by processing."""
        url = os.environ.get("PLUMBLINE_SPARK_REST_URL")
        return Cluster(url, os.environ["PLUMBLINE_SPARK_REST_SECRET"]) if url else None

    def busy(self) -> str | None:
        """Why no job should be submitted now; none where one would start at once.

        The master starts submitted jobs before executors. One that waited there would take the core of a stream whose executor has
        just died, so jobs wait here, and the cluster has one of them at a time.
        """
        page = f"http://{urllib.parse.urlsplit(self.url).hostname}:{self.MASTER_PAGE}/json/"
        state = json.loads(_text(page))
        for driver in state["activedrivers"]:
            return f"until {driver['id']} has ended, which is {driver['state']}"
        for application in state["activeapps"]:
            if not application["cores"]:
                return f"until {application['name']} has an executor"
        if any(_has_room(worker) for worker in state["workers"]):
            return None
        return f"until a worker has a core and {self.MEMORY} to spare"

    def submit(self, job_id: str, body: dict[str, str]) -> str:
        """Has the job `body` run as soon as a worker has room for it; returns the name under which the master knows it."""
        answer = self._call(
            "create",
            {
                "action": "CreateSubmissionRequest",
                "clientSparkVersion": "any",
                "appResource": self.JAR,
                "mainClass": self.MAIN,
                "appArgs": ["--job-id", job_id, "--job-request", json.dumps(body, sort_keys=True)],
                "environmentVariables": {},
                "sparkProperties": {
                    "spark.app.name": job_id,
                    "spark.driver.memory": self.MEMORY,
                    "spark.driver.cores": "1",
                    "spark.driver.extraJavaOptions": "-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:+ExitOnOutOfMemoryError",
                    "spark.authenticate": "true",
                    "spark.network.crypto.enabled": "true",
                },
            },
        )
        if not answer.get("success"):
            raise ClusterError(f"{self.url} did not take the job {job_id}: {answer.get('message')}")
        return answer["submissionId"]

    def job(self, submission: str) -> dict[str, Any]:
        """The job as it says itself to be, in the form of `GET /v1/jobs/{id}`; `log` is where all lies that it has said.

        What ended without a result has failed, or was interrupted, where its worker or the master is gone.
        """
        status = self._call(f"status/{urllib.parse.quote(submission)}")
        if not status.get("success"):
            return _failed("interrupted", f"the master does not know {submission}: it was started anew since")
        state = status.get("driverState")
        if not status.get("workerHostPort"):
            if state == "SUBMITTED":
                return {"state": "queued", "progress": f"until a worker has a core and {self.MEMORY} to spare"}
            return _failed("interrupted", f"{submission} is {state} and has no worker. {status.get('message') or ''}")
        page = self._page(status["workerHostPort"].rsplit(":", 1)[0], submission)
        return {**self._said(submission, state, status.get("message") or "", page), "log": page}

    def _said(self, submission: str, state: str, message: str, page: str) -> dict[str, Any]:
        try:
            said = _text(page)
        except ClusterError as gone:
            if state == "RUNNING":
                return {"state": "running", "progress": str(gone)}
            return _failed("interrupted", f"{submission} is {state}, and what it said is lost: {gone}")
        job = _last(said)
        if state == "RUNNING":
            # Where it has said that it is done, it is about to end.
            return {**(job or {"progress": "Spark starts"}), "state": "running"}
        if job and job["state"] in ("succeeded", "failed"):
            return job
        if state in ("ERROR", "KILLED"):
            return _failed("interrupted", f"{submission} is {state}: its worker is gone, or somebody ended it. {message}")
        return _failed("failed", f"{submission} is {state} and said no result. {message}\n{said[-4000:]}")

    def _page(self, host: str, submission: str) -> str:
        words = urllib.parse.urlencode({"driverId": submission, "logType": "stdout", "byteLength": self.LOG_BYTES})
        return f"http://{host}:{self.WORKER_PAGE}/log/?{words}"

    def _call(self, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        url = f"{self.url}/v1/submissions/{path}"
        request = urllib.request.Request(
            url,
            data=None if body is None else json.dumps(body).encode(),
            method="GET" if body is None else "POST",
            headers={"Content-Type": "application/json", "Authorization": f"Bearer {token(self.secret)}"},
        )
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as refused:
            detail = refused.read().decode(errors="replace")[:1000]
            kind = Refused if refused.code in (400, 401, 403) else ClusterError
            raise kind(f"the master answered {refused.code} to {request.method} {url}: {detail}") from None
        except OSError as broken:
            raise ClusterError(f"the master does not answer at {url}: {broken}") from broken


def token(secret: str) -> str:
    """A JSON web token that is good for a minute, signed with a secret in base64url."""
    signed = f"{_json64({'alg': 'HS256', 'typ': 'JWT'})}.{_json64({'exp': int(time.time()) + 60})}"
    key = base64.urlsafe_b64decode(secret + "=" * (-len(secret) % 4))
    return f"{signed}.{_encoded(hmac.new(key, signed.encode(), hashlib.sha256).digest())}"


def _json64(value: dict[str, Any]) -> str:
    return _encoded(json.dumps(value, separators=(",", ":")).encode())


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _has_room(worker: dict[str, Any]) -> bool:
    megabytes = int(Cluster.MEMORY.removesuffix("m"))
    return worker["state"] == "ALIVE" and worker["coresfree"] > 0 and worker["memoryfree"] >= megabytes


def _text(page: str) -> str:
    try:
        with urllib.request.urlopen(page, timeout=15) as answer:
            return answer.read().decode(errors="replace")
    except OSError as broken:
        raise ClusterError(f"nothing answers at {page}: {broken}") from broken


def _failed(reason: str, detail: str) -> dict[str, Any]:
    return {"state": "failed", "error": {"reason": reason, "detail": detail.strip()}}


def _last(said: str) -> dict[str, Any] | None:
    """The last line that says how the job is; other lines are what was logged."""
    for line in reversed(said.splitlines()):
        if line.startswith('{"id":'):
            try:
                return json.loads(line)
            except ValueError:
                # Cut off: it is being written.
                continue
    return None
