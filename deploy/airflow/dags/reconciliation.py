"""The streamed answer of a model against a batch over the same silver snapshot, whenever the model was recomputed.

Triggered by hand, it takes every model, or those that are named.
"""

from airflow.sdk import DAG, Param, task
from plumbline_jobs import GOLD, PATIENT, ReadingJob, models, since

with DAG(
    "reconciliation",
    description="Hold the streamed answers against a batch",
    doc_md=__doc__,
    schedule=[GOLD],
    start_date=since(),
    catchup=False,
    max_active_runs=1,
    default_args=PATIENT,
    params={"models": Param([], type="array", items={"type": "string"}, description="None: every model")},
    tags=["plumbline"],
):

    @task
    def plan(params, triggering_asset_events=None):
        events = triggering_asset_events[GOLD] if triggering_asset_events else []
        named = sorted({event.extra["model"] for event in events}) or params["models"] or models()
        return [{"model": model} for model in named]

    ReadingJob.partial(
        task_id="reconcile",
        job="reconcile",
        expects="closes",
        map_index_template="{{ task.request['model'] }}",
    ).expand(request=plan())
