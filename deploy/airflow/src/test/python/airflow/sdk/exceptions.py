class AirflowException(Exception):
    """The task is tried again."""


class AirflowFailException(AirflowException):
    """The task is not tried again."""
