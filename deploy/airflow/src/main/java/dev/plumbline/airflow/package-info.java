/**
 * A client for Airflow 3's REST API: trigger, follow, backfill, pause, states and logs. Start at {@link Airflow}. What
 * can go wrong is an {@link AirflowException}.
 */
package dev.plumbline.airflow;
