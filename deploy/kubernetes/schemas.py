"""Writes a JSON schema for each kind, in which a field that is not named is an error.

Usage: schemas.py SWAGGER CRDS RENDERED FOLDER
SWAGGER is Kubernetes' description of its API, CRDS has a definition of a kind on each line (JSON), FOLDER gets the schemas. On stdout
come the kinds of operators in RENDERED (JSON, a line each) that neither describes.
"""

import json
import pathlib
import sys

# Both are said to be text, and are numbers as well.
NUMBERS_TOO = ("io.k8s.apimachinery.pkg.api.resource.Quantity", "io.k8s.apimachinery.pkg.util.intstr.IntOrString")


def strict(schema):
    """The schema and all in it, closed to fields that it does not name."""
    if isinstance(schema, list):
        return [strict(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {key: strict(value) for key, value in schema.items()}
    # A field may be called "properties": then its value is a schema, and what is looked at here is the table of fields.
    fields = schema.get("properties")
    if isinstance(fields, dict) and (schema.get("type") == "object" or "description" in schema):
        if not (schema.get("x-kubernetes-preserve-unknown-fields") or "additionalProperties" in schema):
            closed["additionalProperties"] = False
    if schema.get("x-kubernetes-int-or-string"):
        closed.pop("type", None)
    return closed


def write(folder, group, version, kind, schema):
    (folder / file_name(group, version, kind)).write_text(json.dumps(schema))


def file_name(group, version, kind):
    """As kubeconform looks for it: the kind in small letters, and where there is no group the version in its place."""
    return f"{group or version}_{version}_{kind.lower()}.json"


def main(swagger, crds, rendered, folder):
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True)
    definitions = json.loads(pathlib.Path(swagger).read_text())["definitions"]
    closed = {name: strict(schema) for name, schema in definitions.items()}
    for name in NUMBERS_TOO:
        closed[name] = {"type": ["string", "number"]}
    (folder / "all.json").write_text(json.dumps({"definitions": closed}).replace('"#/definitions/', '"all.json#/definitions/'))
    for name, schema in definitions.items():
        for kind in schema.get("x-kubernetes-group-version-kind", ()):
            write(folder, kind["group"], kind["version"], kind["kind"], {"$ref": f"all.json#/definitions/{name}"})

    metadata = {"$ref": "all.json#/definitions/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"}
    for line in pathlib.Path(crds).read_text().splitlines():
        spec = json.loads(line)["spec"]
        for version in spec["versions"]:
            schema = strict(version["schema"]["openAPIV3Schema"])
            schema["properties"]["metadata"] = metadata
            write(folder, spec["group"], version["name"], spec["names"]["kind"], schema)

    objects = [json.loads(line) for line in pathlib.Path(rendered).read_text().splitlines()]
    for kind in sorted({(each["apiVersion"], each["kind"]) for each in objects}):
        group, _, version = kind[0].rpartition("/")
        # Groups of Kubernetes itself have no dot, or end like this; what is not found there is an error.
        operators = "." in group and not group.endswith(".k8s.io")
        if operators and not (folder / file_name(group, version, kind[1])).exists():
            print("/".join(kind))


if __name__ == "__main__":
    main(*sys.argv[1:])
