"""A catalog of another make: PyIceberg's own over SQLite, behind the routes of the Iceberg REST protocol that the layers ask.

Usage: catalog.py FOLDER WAREHOUSE PORT
FOLDER keeps the catalog's database, WAREHOUSE (file:///...) is where tables lie that name no location. For trying things out: it
answers one request at a time, and whoever asks. Requests are said on standard output, what was not foreseen on standard error.
"""

import json
import sys
import threading
import traceback
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, unquote, urlsplit

from pyiceberg import exceptions
from pyiceberg.catalog.rest import CreateTableRequest
from pyiceberg.catalog.sql import SqlCatalog
from pyiceberg.partitioning import UNPARTITIONED_PARTITION_SPEC
from pyiceberg.table import CommitTableRequest, Table
from pyiceberg.table.sorting import UNSORTED_SORT_ORDER

ERRORS = {
    exceptions.NoSuchTableError: (404, "NoSuchTableException"),
    exceptions.NoSuchNamespaceError: (404, "NoSuchNamespaceException"),
    exceptions.TableAlreadyExistsError: (409, "AlreadyExistsException"),
    exceptions.NamespaceAlreadyExistsError: (409, "AlreadyExistsException"),
    exceptions.NamespaceNotEmptyError: (409, "NamespaceNotEmptyException"),
    exceptions.CommitFailedException: (409, "CommitFailedException"),
}


def error(status, kind, message):
    return status, json.dumps({"error": {"message": message, "type": kind, "code": status}})


def loaded(table):
    location = json.dumps(table.metadata_location)
    return 200, f'{{"metadata-location":{location},"metadata":{table.metadata.model_dump_json()},"config":{{}}}}'


class Door(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    one_at_a_time = threading.Lock()
    catalog = None

    def log_message(self, *_):
        pass

    def answer(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        url = urlsplit(self.path)
        path = [unquote(part) for part in url.path.strip("/").split("/")]
        try:
            with self.one_at_a_time:
                status, text = self.route(path, dict(parse_qsl(url.query)), json.loads(body) if body else {})
        except Exception as failure:  # a client is told whatever it was
            known = next((ERRORS[kind] for kind in ERRORS if isinstance(failure, kind)), None)
            if known is None:
                traceback.print_exc()
            status, text = error(*(known or (500, type(failure).__name__)), str(failure))
        print(f"{self.command} {self.path} {status}\n", end="", flush=True)  # in one piece: others print too
        self.send_response(status)
        if status != 204:
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(text.encode())))
        self.end_headers()
        if status != 204 and self.command != "HEAD":
            self.wfile.write(text.encode())

    do_GET = do_HEAD = do_POST = do_DELETE = answer

    def route(self, path, query, request):
        if path == ["v1", "config"]:
            return 200, json.dumps({"defaults": {}, "overrides": {}})
        if path == ["v1", "namespaces"]:
            return self.namespaces(query, request)
        if path[:2] == ["v1", "namespaces"]:
            namespace = tuple(path[2].split("\x1f"))
            if len(path) == 3:
                return self.namespace(namespace)
            if path[3] == "tables" and len(path) == 4:
                return self.tables(namespace, request)
            if path[3] == "register":
                return loaded(self.catalog.register_table((*namespace, request["name"]), request["metadata-location"]))
            if path[3] == "tables" and len(path) == 5:
                return self.table((*namespace, path[4]), request)
        return error(404, "NoSuchEndpointException", f"There is no route {self.command} {self.path}")

    def namespaces(self, query, request):
        if self.command == "POST":
            self.catalog.create_namespace(tuple(request["namespace"]), request.get("properties") or {})
            return 200, json.dumps({"namespace": request["namespace"], "properties": {}})
        parent = tuple(query["parent"].split("\x1f")) if "parent" in query else ()
        return 200, json.dumps({"namespaces": [list(each) for each in self.catalog.list_namespaces(parent)]})

    def namespace(self, namespace):
        if self.command == "DELETE":
            self.catalog.drop_namespace(namespace)
            return 204, ""
        properties = self.catalog.load_namespace_properties(namespace)
        return (204, "") if self.command == "HEAD" else (200, json.dumps({"namespace": namespace, "properties": properties}))

    def tables(self, namespace, request):
        if self.command == "GET":
            found = self.catalog.list_tables(namespace)
            return 200, json.dumps({"identifiers": [{"namespace": each[:-1], "name": each[-1]} for each in found]})
        absent = {"location": None, "partition-spec": None, "write-order": None, "properties": {}}
        wanted = CreateTableRequest.model_validate(absent | {key: value for key, value in request.items() if value is not None})
        make = self.catalog._create_staged_table if request.get("stage-create") else self.catalog.create_table
        return loaded(
            make(
                (*namespace, wanted.name),
                schema=wanted.table_schema,
                location=wanted.location,
                partition_spec=wanted.partition_spec or UNPARTITIONED_PARTITION_SPEC,
                sort_order=wanted.write_order or UNSORTED_SORT_ORDER,
                properties=wanted.properties,
            )
        )

    def table(self, identifier, request):
        if self.command == "DELETE":
            self.catalog.drop_table(identifier)
            return 204, ""
        if self.command == "HEAD":
            self.catalog.load_table(identifier)
            return 204, ""
        if self.command == "GET":
            return loaded(self.catalog.load_table(identifier))
        name = {"namespace": identifier[:-1], "name": identifier[-1]}
        commit = CommitTableRequest.model_validate({"identifier": name} | request)
        if self.catalog.table_exists(identifier):
            table = self.catalog.load_table(identifier)
        else:
            table = Table(identifier, None, "", self.catalog._load_file_io(), self.catalog)
        return loaded(self.catalog.commit_table(table, commit.requirements, commit.updates))


class Server(ThreadingHTTPServer):
    def handle_error(self, request, client_address):
        # A layer that stops while it waits for an answer is no fault of the catalog.
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


def main(folder, warehouse, port):
    Door.catalog = SqlCatalog("foreign", uri=f"sqlite:///{folder}/catalog.db", warehouse=warehouse)
    Server(("127.0.0.1", int(port)), Door).serve_forever()


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
