"""One look of a task at a job that it submits to a cluster; prints what the task has said.

Usage: read.py MASTER_PAGE: the port at which the master says who is there. A try before has submitted where the environment says so.
"""

import logging
import os
import sys
from types import SimpleNamespace

from airflow.sdk.exceptions import AirflowException
from plumbline_cluster import Cluster
from plumbline_jobs import ReadingJob

logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stdout)
ReadingJob.HOLD_SECONDS = 0
Cluster.MASTER_PAGE = Cluster.WORKER_PAGE = int(sys.argv[1])


class Kept(dict):
    set = dict.__setitem__

    def delete(self, key):
        self.pop(key, None)


task = ReadingJob(job="quality", request={}, task_id="check")
task.dag_id = "quality_checks"
run = SimpleNamespace(run_id="today", clear_number=0)
kept = Kept()
if "SUBMITTED_BEFORE" in os.environ:
    kept["quality_checks.today.0.check"] = os.environ["SUBMITTED_BEFORE"]
try:
    task.poke({"dag_run": run, "ti": SimpleNamespace(try_number=1), "task_state_store": kept})
except AirflowException as end:
    print(f"{type(end).__name__}: {end}")
