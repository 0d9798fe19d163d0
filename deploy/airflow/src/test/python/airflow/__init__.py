"""What the DAGs' module takes from Airflow, for tests that need no more of it than that."""
