"""Compaction, expiry and orphan removal for the tables of every stream, every night."""

from airflow.sdk import DAG, task
from plumbline_jobs import PATIENT, ProcessingJob, since, streams

with DAG(
    "maintenance",
    description="Maintain the tables of every stream",
    doc_md=__doc__,
    schedule="0 3 * * *",
    start_date=since(),
    catchup=False,
    max_active_runs=1,
    default_args=PATIENT,
    tags=["plumbline"],
):

    @task
    def plan():
        shared = [{"table": "ops.duplicates"}, {"table": "ops.late_rows"}]
        return [{"stream": stream} for stream in streams()] + shared

    ProcessingJob.partial(
        task_id="maintain",
        job="maintain",
        expects="done",
        map_index_template="{{ task.request.get('stream', task.request.get('table')) }}",
    ).expand(request=plan())
