"""Reads and writes through the catalog as a foreign engine does: list, read, time travel, a table of its own.

Usage: check.py CATALOG_URI [TABLE]
TABLE (namespace.name) is read and travelled in; without it the first table with at least two snapshots is taken.
Exit code 0: all is well; 1: something is wrong, said on stderr; 2: usage.
"""

import os
import sys

import pyarrow
from pyiceberg.catalog import load_catalog
from pyiceberg.exceptions import ForbiddenError, NamespaceAlreadyExistsError, NoSuchTableError


class Wrong(Exception):
    """What the catalog or a table did that it should not have."""


def expect(condition, message):
    if not condition:
        raise Wrong(message)


def all_tables(catalog):
    """Every table by name, all namespaces listed first."""
    names = []
    for namespace in catalog.list_namespaces():
        tables = [".".join(identifier) for identifier in catalog.list_tables(namespace)]
        print(f"namespace {'.'.join(namespace)}: {', '.join(tables) or 'no tables'}")
        names.extend(tables)
    return names


def read(catalog, name):
    """Reads the table as it is, and as it was at its oldest snapshot; both must be what the snapshot says."""
    table = catalog.load_table(name)
    snapshots = table.snapshots()
    print(f"table {name}: {len(table.schema().fields)} columns, {len(snapshots)} snapshots")
    expect(snapshots, f"{name} has no snapshot: write to it first, or name another table")
    current = table.current_snapshot()
    expect(current.snapshot_id in {s.snapshot_id for s in snapshots}, f"{name}: the current snapshot is not listed")
    oldest = min(snapshots, key=lambda snapshot: snapshot.sequence_number)
    for snapshot in (oldest, current):
        rows = table.scan(snapshot_id=snapshot.snapshot_id).to_arrow().num_rows
        said = int(snapshot.summary.additional_properties.get("total-records", rows))
        print(f"  snapshot {snapshot.snapshot_id}: {rows} rows read, {said} said")
        expect(rows == said, f"{name} at snapshot {snapshot.snapshot_id} has {rows} rows, its summary says {said}")


def write(catalog):
    """A namespace and a table of its own: append twice, read back, travel back, be refused outside, drop."""
    namespace = "foreign_client"
    name = f"{namespace}.check_{os.getpid()}"
    try:
        catalog.create_namespace(namespace)
    except NamespaceAlreadyExistsError:
        pass  # an earlier run was stopped half way
    rows = pyarrow.table({"id": pyarrow.array([1, 2, 3], pyarrow.int64()), "name": ["one", "two", "drei"]})
    try:
        table = catalog.create_table(name, rows.schema)
        table.append(rows)
        first = table.current_snapshot().snapshot_id
        table.append(pyarrow.table({"id": pyarrow.array([4], pyarrow.int64()), "name": ["vier"]}))

        again = load_catalog("again", **catalog.properties).load_table(name)
        ids = sorted(again.scan().to_arrow()["id"].to_pylist())
        expect(ids == [1, 2, 3, 4], f"{name} was appended 1 to 4 and reads back {ids}")
        ids = sorted(again.scan(snapshot_id=first).to_arrow()["id"].to_pylist())
        expect(ids == [1, 2, 3], f"{name} at its first append was 1 to 3 and reads back {ids}")
        print(f"table {name}: appended twice, read back, read as of the first append")

        try:
            catalog.create_table(f"{namespace}.outside", rows.schema, location="file:/tmp/outside-the-warehouse")
            raise Wrong("a table outside the warehouse was created at file:/tmp/outside-the-warehouse")
        except ForbiddenError:
            print("a table outside the warehouse is refused")
    finally:
        try:
            catalog.drop_table(name, purge_requested=True)
        except NoSuchTableError:
            pass  # it was not created; the reason is on its way
    expect(not catalog.table_exists(name), f"{name} is still there after it was dropped")
    catalog.drop_namespace(namespace)
    print(f"table {name}: dropped, with its namespace")


def main(arguments):
    if not 1 <= len(arguments) <= 2:
        print(__doc__, file=sys.stderr)
        return 2
    uri = arguments[0]
    try:
        catalog = load_catalog("plumbline", type="rest", uri=uri)
        names = all_tables(catalog)
        if len(arguments) == 2:
            name = arguments[1]
            expect(name in names, f"the table {name} is not among those listed: {', '.join(names) or 'none'}")
            read(catalog, name)
        else:
            with_history = [n for n in names if len(catalog.load_table(n).snapshots()) > 1]
            if with_history:
                read(catalog, with_history[0])
        write(catalog)
    except Wrong as wrong:
        print(f"WRONG: {wrong}", file=sys.stderr)
        return 1
    except Exception as failure:  # whatever a client meets here, its user would meet
        print(f"FAILED at {uri}: {type(failure).__name__}: {failure}", file=sys.stderr)
        return 1
    print("The catalog works for a foreign client.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
