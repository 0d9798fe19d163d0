"""Models over a range of days of event time, in pieces. Only by hand: the range comes with the trigger."""

from datetime import date, timedelta

from airflow.sdk import DAG, Param, task
from airflow.sdk.exceptions import AirflowFailException
from plumbline_jobs import GOLD, PATIENT, ProcessingJob, models, since

with DAG(
    "backfill",
    description="Recompute models over a range of days",
    doc_md=__doc__,
    schedule=None,
    start_date=since(),
    max_active_runs=1,
    default_args=PATIENT,
    params={
        "from": Param(type="string", format="date", description="The first day, in UTC"),
        "to": Param(type="string", format="date", description="The day after the last"),
        "models": Param([], type="array", items={"type": "string"}, description="None: every model"),
        "days_per_job": Param(31, type="integer", minimum=1),
    },
    tags=["plumbline"],
):

    @task
    def plan(params):
        first, end = date.fromisoformat(params["from"]), date.fromisoformat(params["to"])
        if first >= end:
            raise AirflowFailException(f"from is {first}, expected a day before to, which is {end}")
        step = timedelta(days=params["days_per_job"])
        pieces = []
        while first < end:
            pieces.append({"from": str(first), "to": str(min(first + step, end))})
            first += step
        return [{"model": model, **piece} for model in params["models"] or models() for piece in pieces]

    ProcessingJob.partial(
        task_id="recompute",
        job="batch",
        outlets=[GOLD],
        map_index_template="{{ task.request['model'] }} {{ task.request['from'] }}",
    ).expand(request=plan())
