"""One look of a task at its job, as the try that is named; prints what becomes of the try."""

import sys
from types import SimpleNamespace

from airflow.sdk.exceptions import AirflowException
from plumbline_jobs import ProcessingJob

ProcessingJob.HOLD_SECONDS = 3
task = ProcessingJob(job="maintain", request={}, task_id="maintain")
task.dag_id = "maintenance"
run = SimpleNamespace(run_id="today", clear_number=0)
try:
    print(task.poke({"dag_run": run, "ti": SimpleNamespace(try_number=int(sys.argv[1]))}))
except AirflowException as end:
    print(f"{type(end).__name__}: {end}")
