#!/usr/bin/env bash
# Renders what kubectl apply -k would send, and holds each object to the schemas of the oldest Kubernetes that will do and of a newer one:
# a field that is not known or of another type is refused, and so is a reference to what is nowhere.
# Usage: check.sh [-o FILE] [CRD.yaml ...]
#   FILE gets what was rendered. CRD.yaml are definitions of kinds that operators bring (as kubectl get crd NAME -o yaml writes them); what
#   has none is named and skipped.
# Needs go, which builds the tools, python3, and the first time a network; keeps both in ${XDG_CACHE_HOME:-~/.cache}/plumbline/kubernetes.
# Exit code 0: all is well; 1: something is wrong, said on stderr; 3: a tool or the network is missing, and nothing was checked.
set -euo pipefail

kustomize=sigs.k8s.io/kustomize/kustomize/v5@v5.8.0
kubeconform=github.com/yannh/kubeconform/cmd/kubeconform@v0.8.0
yq=github.com/mikefarah/yq/v4@v4.48.1
versions="1.29.15 1.34.2"

here=$(cd "$(dirname "$0")" && pwd)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/plumbline/kubernetes
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
rendered=$work/rendered.yaml
if [ "${1:-}" = -o ]; then
    rendered=$2
    shift 2
fi

for tool in go python3; do
    command -v "$tool" >/dev/null || { echo "skipped: check.sh needs $tool on the path; without it, ManifestsTest alone reads the manifests" >&2; exit 3; }
done

# Each version has a folder of its own, so that another one is never taken for it.
tool() {
    local folder=$cache/${1//[\/@]/_} name
    name=$(basename "${1%@*}")
    if [[ $name =~ ^v[0-9]+$ ]]; then name=$(basename "$(dirname "${1%@*}")"); fi
    if [ ! -x "$folder/$name" ]; then
        echo "building $1" >&2
        GOBIN=$folder GOFLAGS=-buildvcs=false timeout 240 go install "$1" >&2 || { echo "skipped: $1 could not be built, see above; it is built once, and that needs a network" >&2; exit 3; }
    fi
    echo "$folder/$name"
}

# Kubernetes' own description of its API, from the module of its source. Unpacked it has 100 MB, of which one file is kept.
openapi() {
    local file=$cache/kubernetes-$1.json
    if [ ! -f "$file" ]; then
        echo "fetching the API of Kubernetes $1" >&2
        (cd "$work" && GOMODCACHE=$work/modules GOFLAGS=-modcacherw timeout 240 go mod download "k8s.io/kubernetes@v$1" >&2) \
            || { echo "skipped: the API of Kubernetes $1 could not be fetched, see above; it is fetched once, and that needs a network" >&2; exit 3; }
        cp "$work/modules/k8s.io/kubernetes@v$1/api/openapi-spec/swagger.json" "$file.part"
        mv "$file.part" "$file"
        rm -rf "$work/modules"
    fi
    echo "$file"
}

mkdir -p "$cache"
kustomize=$(tool "$kustomize")
kubeconform=$(tool "$kubeconform")
yq=$(tool "$yq")

"$kustomize" build "$here" >"$rendered"
"$yq" -o json -I 0 . "$rendered" >"$work/rendered.json"
for crd in "$@"; do "$yq" -o json -I 0 . "$crd"; done >"$work/crds.json"

for version in $versions; do
    schemas=$work/schemas-$version
    described=$(openapi "$version")
    skipped=$(python3 "$here/schemas.py" "$described" "$work/crds.json" "$work/rendered.json" "$schemas")
    "$kubeconform" -strict -summary -kubernetes-version "$version" -skip "${skipped//$'\n'/,}" \
        -schema-location "$schemas/{{.Group}}_{{.ResourceAPIVersion}}_{{.ResourceKind}}.json" "$rendered" \
        || { echo "what deploy/kubernetes renders is not of Kubernetes $version: see above" >&2; exit 1; }
done
for kind in $skipped; do echo "skipped: $kind, as no definition of it was given; ManifestsTest reads it as its operator's type"; done
python3 "$here/references.py" "$work/rendered.json" "$here/../../docs/how-to/move-to-kubernetes.md"
