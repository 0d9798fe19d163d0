import logging


class AssetAlias:
    def __init__(self, name):
        self.name = name


class Asset:
    def __init__(self, **kwargs):
        self.__dict__.update(kwargs)


class PokeReturnValue:
    def __init__(self, is_done, xcom_value):
        self.is_done = is_done
        self.xcom_value = xcom_value


class BaseSensorOperator:
    outlets = ()
    log = logging.getLogger("task")

    def __init__(self, **kwargs):
        self.__dict__.update(kwargs)
