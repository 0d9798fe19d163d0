"""The quality rules of every stream's contract, every hour."""

from airflow.sdk import DAG, task
from plumbline_jobs import PATIENT, ReadingJob, since, streams

with DAG(
    "quality_checks",
    description="Check every stream against the quality rules of its contract",
    doc_md=__doc__,
    schedule="5 * * * *",
    start_date=since(),
    catchup=False,
    max_active_runs=1,
    default_args=PATIENT,
    tags=["plumbline"],
):

    @task
    def plan():
        return [{"stream": stream} for stream in streams()]

    ReadingJob.partial(
        task_id="check",
        job="quality",
        expects="passes",
        map_index_template="{{ task.request['stream'] }}",
    ).expand(request=plan())
