"""How a DAG has a job done: it puts the job to processing, asks until it has ended, and judges what came of it.

Airflow only says when and in which order. What a job does stays in processing, behind `PUT` and `GET /v1/jobs/{id}`. A job that only
reads is submitted to a Spark cluster where there is one: see `plumbline_cluster.py`.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import time
import urllib.error
import urllib.request
from datetime import datetime, timedelta, timezone
from typing import Any

from airflow.sdk import Asset, AssetAlias, BaseSensorOperator, PokeReturnValue
from airflow.sdk.exceptions import AirflowException, AirflowFailException
from plumbline_cluster import Cluster, ClusterError, Refused

# Stands for the gold tables that a run has written; which ones, only the run knows.
GOLD = AssetAlias("gold")

# What fails for a passing reason is tried again after 30 s, 1 min, 2 min …
PATIENT = {
    "retries": 4,
    "retry_delay": timedelta(seconds=30),
    "retry_exponential_backoff": True,
    "max_retry_delay": timedelta(minutes=15),
}


def since() -> datetime:
    """The first day that is recomputed: that on which the stack was made."""
    return datetime.fromisoformat(os.environ["PLUMBLINE_RECOMPUTE_SINCE"]).replace(tzinfo=timezone.utc)


def models() -> list[str]:
    """The models that processing has now, such as `orders/revenue_by_day`, but for those whose stream has had no event."""
    known = _call("GET", "/v1/state")["models"]
    return [f"{model['stream']}/{model['model']}" for model in known if model["silverSnapshotId"]]


def streams() -> list[str]:
    """The streams that processing has now."""
    return [stream["stream"] for stream in _call("GET", "/v1/state")["streams"]]


def instant(moment: datetime) -> str:
    return moment.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


class ProcessingJob(BaseSensorOperator):
    """One job of processing. Short ones are waited for; a longer one frees its slot and is looked at every 20 s.

    `request` is what the job is about, `expects` the field of the result that must be true. The job's id follows from DAG,
    run, task and request: a task that is run again finds the job that it had begun. Only after a job has failed, or went
    down with processing, the next try is another job, and so is a run that somebody has cleared. So a job that brings
    processing down is begun as often as the task is tried, with the pauses in between, and no more.
    """

    template_fields = ("request",)
    ui_color = "#dbe7f3"

    HOLD_SECONDS = 15
    ENDED = ("succeeded", "failed")

    def __init__(self, *, job: str, request: dict[str, str], expects: str | None = None, **kwargs: Any):
        kwargs.setdefault("poke_interval", 20)
        kwargs.setdefault("timeout", timedelta(hours=6))
        super().__init__(mode="reschedule", **kwargs)
        self.job = job
        self.request = request
        self.expects = expects

    def poke(self, context: Any) -> bool | PokeReturnValue:
        job_id = self._id(context)
        until = time.monotonic() + self.HOLD_SECONDS
        told = None
        while True:
            job = self._asked(job_id, context)
            state = job["state"]
            told = self._tell(job_id, job, told)
            if state in self.ENDED:
                return PokeReturnValue(is_done=True, xcom_value=self._judged(job_id, job, context))
            if time.monotonic() >= until:
                return False
            time.sleep(1)

    def _id(self, context: Any) -> str:
        """The id of this try's job: that of the first try whose job has not failed."""
        first = self._first_id(context)
        tries = context["ti"].try_number
        for number in range(1, tries):
            candidate = numbered(first, number)
            job = _job(candidate)
            if job is None or not _has_failed(job):
                return candidate
        return numbered(first, tries)

    def _first_id(self, context: Any) -> str:
        run = context["dag_run"]
        about = [self.request[key] for key in sorted(self.request)]
        return job_id(self.dag_id, run.run_id, str(run.clear_number or 0), self.task_id, *about)

    def _asked(self, job_id: str, context: Any) -> dict[str, Any]:
        """The job as it is; made where there is none."""
        job = _job(job_id)
        if job is None:
            try:
                return _call("PUT", f"/v1/jobs/{job_id}", self._body())
            except Busy as busy:
                return {"state": f"refused for now: {busy}", "progress": None}
        return job

    def _body(self) -> dict[str, str]:
        return {"job": self.job, **self.request}

    def _tell(self, job_id: str, job: dict[str, Any], before: Any) -> Any:
        now = (job["state"], json.dumps(job.get("progress"), sort_keys=True))
        if now != before:
            self.log.info("job %s is %s, progress %s", job_id, *now)
        return now

    def _judged(self, job_id: str, job: dict[str, Any], context: Any) -> Any:
        if job["state"] == "failed":
            error = job.get("error") or {}
            message = f"job {job_id} failed ({error.get('reason')}): {error.get('detail')}"
            raise (AirflowException if _has_failed(job) else AirflowFailException)(message)
        result = job.get("result") or {}
        self.log.info("job %s: %s", job_id, json.dumps(result))
        if self.expects and result.get(self.expects) is not True:
            # The same question would get the same answer: no other try.
            raise AirflowFailException(
                f"{self.job} of {self.request}: {self.expects} is {result.get(self.expects)}, expected true; "
                f"the whole result is {json.dumps(result)}"
            )
        if GOLD in self.outlets:
            model = self.request["model"]
            context["outlet_events"][GOLD].add(
                Asset(name=f"gold/{model}", uri=f"plumbline://gold/{model}"), extra=dict(self.request)
            )
        return result


class ReadingJob(ProcessingJob):
    """A job that only reads (reconcile, quality): submitted to the Spark cluster where there is one, else put to processing.

    One is submitted at a time, and only where the cluster would start it at once; until then the task waits, not the job.
    What the master calls it is kept with the task, so that a look after 20 s, or a try after the scheduler has died, finds it again.
    Where that was lost the job runs twice, which changes nothing. A submission that failed or is gone is forgotten: the next try
    makes another.
    """

    def _id(self, context: Any) -> str:
        return self._first_id(context) if Cluster.configured() else super()._id(context)

    def _asked(self, job_id: str, context: Any) -> dict[str, Any]:
        cluster = Cluster.configured()
        if cluster is None:
            return super()._asked(job_id, context)
        kept = context["task_state_store"]
        try:
            submission = kept.get(job_id)
            if submission is None:
                busy = cluster.busy()
                if busy:
                    return {"state": "not submitted yet", "progress": busy}
                submission = cluster.submit(job_id, self._body())
                kept.set(job_id, submission)
                self.log.info("submitted to %s as %s", cluster.url, submission)
            job = cluster.job(submission)
        except Refused as refused:
            raise AirflowFailException(str(refused)) from None
        except ClusterError as broken:
            raise AirflowException(str(broken)) from None
        if job["state"] == "failed":
            kept.delete(job_id)
        if job["state"] in self.ENDED:
            self.log.info("%s has ended; all that it said: %s", submission, job.get("log"))
        if _reason(job) == "interrupted":
            raise AirflowException(job["error"]["detail"])
        return job


def job_id(*parts: str) -> str:
    """An id that processing takes, the same for the same parts."""
    name = ".".join(re.sub(r"[^A-Za-z0-9_-]+", "-", part) for part in parts)
    if len(name) <= 180:
        return name
    return f"{name[:140]}.{hashlib.sha256(name.encode()).hexdigest()[:32]}"


def numbered(first: str, number: int) -> str:
    return first if number == 1 else f"{first}.try{number}"


class Busy(AirflowException):
    """Processing has too many jobs waiting and takes no more for now."""


def _job(job_id: str) -> dict[str, Any] | None:
    return _call("GET", f"/v1/jobs/{job_id}", absent=True)


def _reason(job: dict[str, Any]) -> str | None:
    return (job.get("error") or {}).get("reason") if job["state"] == "failed" else None


def _has_failed(job: dict[str, Any]) -> bool:
    """It was tried and went wrong, or processing went down with it; not so when it was refused, or somebody took it back."""
    return job["state"] == "failed" and _reason(job) not in ("refused", "cancelled")


def _call(method: str, path: str, body: dict[str, str] | None = None, absent: bool = False) -> Any:
    url = os.environ["PLUMBLINE_PROCESSING_URL"] + path
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data=data, method=method, headers={"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as refused:
        detail = refused.read().decode(errors="replace")
        if absent and refused.code == 404:
            return None
        message = f"processing answered {refused.code} to {method} {url}: {detail}"
        if refused.code == 429:
            raise Busy(message) from None
        # A request that is wrong stays wrong; all else may pass.
        raise (AirflowFailException if refused.code < 500 else AirflowException)(message) from None
    except OSError as broken:
        raise AirflowException(f"processing does not answer at {url}: {broken}") from broken
