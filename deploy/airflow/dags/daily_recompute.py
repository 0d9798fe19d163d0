"""Every model over the day that has just ended, in UTC; days on which nothing ran are made up for, oldest first."""

from datetime import timedelta

from airflow.sdk import DAG, CronDataIntervalTimetable, task
from plumbline_jobs import GOLD, PATIENT, ProcessingJob, instant, models, since

with DAG(
    "daily_recompute",
    description="Recompute every model over the day before",
    doc_md=__doc__,
    schedule=CronDataIntervalTimetable("0 0 * * *", timezone="UTC"),
    start_date=since(),
    catchup=True,
    max_active_runs=1,
    default_args=PATIENT,
    tags=["plumbline"],
):

    @task
    def plan(dag_run=None, data_interval_start=None, data_interval_end=None):
        if data_interval_start is None:
            # Triggered by hand without a date.
            data_interval_end = dag_run.run_after.replace(hour=0, minute=0, second=0, microsecond=0)
            data_interval_start = data_interval_end - timedelta(days=1)
        span = {"from": instant(data_interval_start), "to": instant(data_interval_end)}
        return [{"model": model, **span} for model in models()]

    ProcessingJob.partial(
        task_id="recompute",
        job="batch",
        outlets=[GOLD],
        map_index_template="{{ task.request['model'] }}",
    ).expand(request=plan())
