"""Finds references of the rendered objects to what is nowhere.

Usage: references.py RENDERED HOW_TO
RENDERED has an object on each line (JSON). A secret counts as there where HOW_TO says how to make it, with the keys that it names.
"""

import json
import pathlib
import re
import sys


def named(objects, kind):
    return {each["metadata"]["name"]: each for each in objects if each["kind"] == kind}


def pods(objects):
    """The pods that objects make, each with who makes it."""
    for each in objects:
        if each["kind"] in ("Deployment", "Job"):
            yield f"{each['kind']} {each['metadata']['name']}", each["spec"]["template"]


def matches(selector, labels):
    expressions = all(labels.get(e["key"]) in e["values"] for e in selector.get("matchExpressions", ()) if e["operator"] == "In")
    return expressions and all(labels.get(key) == value for key, value in selector.get("matchLabels", {}).items())


def of_pod(pod, maps, secrets, claims):
    """What is wrong with what a pod refers to."""
    spec = pod["spec"]

    def missing(kind, there, reference, name, key=None):
        if reference.get("optional"):
            return
        if name not in there:
            yield f"{kind} {name} is nowhere"
        elif key is not None and key not in there[name]:
            yield f"{kind} {name} has no key {key}"

    volumes = {volume["name"]: volume for volume in spec.get("volumes", ())}
    for volume in volumes.values():
        if "configMap" in volume:
            yield from missing("ConfigMap", maps, volume["configMap"], volume["configMap"]["name"])
        if "secret" in volume:
            yield from missing("Secret", secrets, volume["secret"], volume["secret"]["secretName"])
        if "persistentVolumeClaim" in volume:
            yield from missing("PersistentVolumeClaim", claims, {}, volume["persistentVolumeClaim"]["claimName"])
    for container in spec["containers"] + spec.get("initContainers", []):
        for source in container.get("envFrom", ()):
            for field, kind, there in (("configMapRef", "ConfigMap", maps), ("secretRef", "Secret", secrets)):
                if field in source:
                    yield from missing(kind, there, source[field], source[field]["name"])
        for variable in container.get("env", ()):
            source = variable.get("valueFrom", {})
            for field, kind, there in (("configMapKeyRef", "ConfigMap", maps), ("secretKeyRef", "Secret", secrets)):
                if field in source:
                    yield from missing(kind, there, source[field], source[field]["name"], source[field]["key"])
        for mount in container.get("volumeMounts", ()):
            if mount["name"] not in volumes:
                yield f"volume {mount['name']} is nowhere"
        ports = {port.get("name") for port in container.get("ports", ())}
        for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
            port = container.get(probe, {}).get("httpGet", {}).get("port")
            if isinstance(port, str) and port not in ports:
                yield f"{probe} asks port {port}, which is nowhere"


def of_selectors(objects):
    """Selectors that select nothing, and ports of services that lead nowhere."""
    templates = [pod for _, pod in pods(objects)]
    for each in objects:
        who = f"{each['kind']} {each['metadata']['name']}"
        if each["kind"] == "Service":
            selector = {"matchLabels": each["spec"]["selector"]}
        elif each["kind"] == "NetworkPolicy":
            selector = each["spec"]["podSelector"]
        elif each["kind"] in ("PodDisruptionBudget", "Deployment"):
            selector = each["spec"]["selector"]
        else:
            continue
        selected = [pod for pod in templates if matches(selector, pod["metadata"].get("labels", {}))]
        if not selected:
            yield f"{who}: no pod is like {json.dumps(selector)}"
        if each["kind"] == "Service":
            there = {port.get("name") for pod in selected for c in pod["spec"]["containers"] for port in c.get("ports", ())}
            for port in each["spec"]["ports"]:
                if isinstance(port.get("targetPort"), str) and port["targetPort"] not in there:
                    yield f"{who}: target port {port['targetPort']} is nowhere"


def main(rendered, how_to):
    objects = [json.loads(line) for line in pathlib.Path(rendered).read_text().splitlines()]
    maps = {name: each.get("data", {}) for name, each in named(objects, "ConfigMap").items()}
    claims = named(objects, "PersistentVolumeClaim")
    page = pathlib.Path(how_to).read_text()
    secrets = {name: re.findall(r"--from-file=(\S+)", keys) for name, keys in re.findall(r"create secret generic (\S+)(.*)", page)}

    wrong = [f"{who}: {what}" for who, pod in pods(objects) for what in of_pod(pod, maps, secrets, claims)]
    wrong += of_selectors(objects)
    for what in wrong:
        print(f"WRONG: {what}", file=sys.stderr)
    print(f"{len(objects)} objects rendered, {len(secrets)} secrets of yours, {len(wrong)} references wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
