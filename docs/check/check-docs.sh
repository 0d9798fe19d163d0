#!/usr/bin/env bash
# Holds the documentation to the code: says file:line for each thing that one has and the other has not. No network, no build.
# Usage: docs/check/check-docs.sh     Exit code 0: they agree; 1: they do not.
set -euo pipefail
cd "$(dirname "$0")/../.."

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
problems=$work/problems
: >"$problems"

problem() { echo "$*" >>"$problems"; }

# Files of the checkout, without what builds and runs leave behind.
files() { find . \( -name target -o -name .git -o -path ./data \) -prune -o -type f -name "$1" -print | sed 's#^\./##' | sort; }
main_sources() { files '*.java' | grep '/src/main/'; }

# compare WHAT CODE DOCS PAGE: two lists of "name<TAB>file:line", which must have the same names.
compare() {
    awk -F'\t' -v what="$1" -v page="$4" '
        NR == FNR {code[$1] = $2; next}
        {docs[$1] = $2}
        END {
            for (name in code) if (!(name in docs)) print code[name] ": the " what " " name " is not in " page
            for (name in docs) if (!(name in code)) print docs[name] ": there is no " what " " name " in the code"
        }' "$2" "$3" | sort >>"$problems"
    [ -s "$2" ] || problem "$4: no $1 was found in the code; mend docs/check/check-docs.sh"
}

# contains WHAT CODE PAGE: every name of the list stands in the page, in backticks or at the beginning of such text.
contains() {
    [ -s "$2" ] || problem "$3: no $1 was found in the code; mend docs/check/check-docs.sh"
    while IFS=$'\t' read -r name place; do
        grep -qF -- "\`$name" "$3" || problem "$place: the $1 $name is not in $3"
    done <"$2"
}

# 1. Relative links lead somewhere, and to a heading that is there.
anchors() {
    awk '/^```/ {code = !code} !code && /^#+ / {
        sub(/^#+ +/, ""); heading = tolower($0); gsub(/[^a-z0-9 _-]/, "", heading); gsub(/ /, "-", heading); print heading}' "$1"
}
while IFS= read -r page; do
    awk '/^ *```/ {code = !code; next} !code {
        line = $0
        gsub(/`[^`]*`/, "", line)
        while (match(line, /\]\([^)]*\)/)) {
            print FNR "\t" substr(line, RSTART + 2, RLENGTH - 3)
            line = substr(line, RSTART + RLENGTH)
        }
    }' "$page" | while IFS=$'\t' read -r line link; do
        case $link in http://* | https://* | mailto:*) continue ;; esac
        target=${link%%#*}
        path=$page
        if [ -n "$target" ]; then path=$(dirname "$page")/$target; fi
        if [ ! -e "$path" ]; then
            problem "$page:$line: the link $link leads nowhere"
        elif [ "$link" != "$target" ] && [ -f "$path" ]; then
            anchors "$path" | grep -qxF -- "${link#*#}" || problem "$page:$line: $target has no heading for #${link#*#}"
        fi
    done
done < <(files '*.md')

# 2. Settings: every key that the code reads has a row, with the environment variable that sets it.
settings=docs/reference/settings.md
main_sources | while IFS= read -r source; do
    awk -v file="$source" '
        function take(text) {
            while (match(text, /settings\.(text|number|port|path|duration|flag|optional|optionalPath)\( *"[a-z][a-z0-9.-]*"/)) {
                call = substr(text, RSTART, RLENGTH); text = substr(text, RSTART + RLENGTH)
                sub(/^[^"]*"/, "", call); sub(/"$/, "", call)
                print call "\t" file ":" FNR
            }
        }
        open {line = $0; sub(/^ */, "", line); take("settings.text(" line); open = 0}
        {take($0)}
        /settings\.(text|number|port|path|duration|flag|optional|optionalPath)\( *$/ {open = 1}' "$source"
done | sort -u -k1,1 >"$work/settings.code"
awk -F'|' -v file="$settings" '$2 ~ /^ *`[a-z][a-z0-9.-]*` *$/ {
    key = $2; gsub(/[ `]/, "", key); print key "\t" file ":" FNR}' "$settings" >"$work/settings.docs"
compare "setting" "$work/settings.code" "$work/settings.docs" "$settings"
awk -F'|' -v file="$settings" '$2 ~ /^ *`[a-z][a-z0-9.-]*` *$/ {
    key = $2; gsub(/[ `]/, "", key)
    variable = "PLUMBLINE_" toupper(key); gsub(/[.-]/, "_", variable)
    said = $4; gsub(/[ `]/, "", said)
    if (said != variable) print file ":" FNR ": " key " is set by " variable ", not by " said
    if (seen[key]++) print file ":" FNR ": " key " has two rows"}' "$settings" >>"$problems"

# A default that is a plain number, text or flag in the code is the same in the row.
main_sources | xargs awk '
    match($0, /settings\.(number|text|flag)\("[a-z.-]+", ("[^"]*"|[0-9_]+|true|false)[,)]/) {
        call = substr($0, RSTART, RLENGTH); key = call; sub(/^[^"]*"/, "", key); sub(/".*/, "", key)
        value = call; sub(/^[^,]*, */, "", value); sub(/[,)]$/, "", value)
        if (value ~ /^[0-9_]+$/) gsub(/_/, "", value)
        gsub(/"/, "", value); if (value != "") print key "\t" value "\t" FILENAME ":" FNR
    }' >"$work/defaults"
while IFS=$'\t' read -r key value place; do
    row=$(grep -F "| \`$key\` |" "$settings" | awk -F'|' '{print $3}' | tr -d '`')
    case " ${row# } " in " $value "* | *" $value "*) ;; *) problem "$place: the default of $key is $value, $settings says${row% }" ;; esac
done <"$work/defaults"

# 3. Routes: each that a layer answers has a row.
http=docs/reference/http.md
main_sources | while IFS= read -r source; do
    awk -v file="$source" '
        /private static final String [A-Z_]+ = / {
            name = $5; value = $0; sub(/^[^=]*= */, "", value); sub(/;.*/, "", value)
            for (known in constant) gsub("^" known " \\+ ", "\"" constant[known] "\" + ", value)
            gsub(/" \+ "/, "", value); gsub(/"/, "", value)
            if (value ~ /^\//) constant[name] = value
        }
        function found(method, path) {
            for (known in constant) sub("^" known "( \\+ )?", "\"" constant[known] "\"", path)
            gsub(/"" *\+? *"?|" *\+ *"|"/, "", path)
            if (path ~ /^\//) print toupper(method) " " path "\t" file ":" FNR
        }
        {
            text = text " " $0
            while (match(text, /routes\.(get|post|put|delete|head|patch)\( *"[^"]+"/) ||
                   match(text, /route\( *"[A-Z]+", *"[^"]+"/) ||
                   match(text, /HandlerType\.[A-Z]+, *("[^"]+"|[A-Z]+ \+ "[^"]+"|[A-Z]+)/)) {
                call = substr(text, RSTART, RLENGTH); text = substr(text, RSTART + RLENGTH)
                method = call; path = call
                if (call ~ /^routes/) {sub(/^routes\./, "", method); sub(/\(.*/, "", method); sub(/^[^"]*/, "", path)}
                else if (call ~ /^route/) {sub(/^[^"]*"/, "", method); sub(/".*/, "", method); sub(/^[^,]*, */, "", path)}
                else {sub(/^HandlerType\./, "", method); sub(/,.*/, "", method); sub(/^[^,]*, */, "", path)}
                found(method, path)
            }
            if (length(text) > 400) text = substr(text, length(text) - 400)
        }' "$source"
done | sort -u -k1,1 -t"$(printf '\t')" >"$work/routes.code"
awk -F'|' -v file="$http" '$2 ~ /^ *`(GET|POST|PUT|DELETE|HEAD|PATCH) [^`]*` *$/ {
    route = $2; gsub(/`|^ +| +$/, "", route); sub(/^ */, "", route); sub(/ *$/, "", route); print route "\t" file ":" FNR}' "$http" >"$work/routes.docs"
compare "route" "$work/routes.code" "$work/routes.docs" "$http"

# 4. Names in the code that a page must have.
names() { # PATTERN SED SOURCE...: the names that SED cuts out of the lines that match, with their place
    local pattern=$1 cut=$2
    shift 2
    { grep -nHoE "$pattern" "$@" || true; } | awk -F: '{place = $1 ":" $2; sub(/^[^:]*:[^:]*:/, ""); print $0 "\t" place}' | sed -E "$cut" | sort -u -k1,1 -t"$(printf '\t')"
}
tables=storage/tables/src/main/java/dev/plumbline/storage/tables
names '"[a-z_]+", [A-Za-z]+Type\.' 's/^"([a-z_]+)"[^\t]*/\1/' $tables/TableDefinitions.java >"$work/columns"
contains "column" "$work/columns" docs/reference/tables.md
names '"plumbline\.[a-z-]+"' 's/^"([^"]*)"/\1/' $tables/SnapshotProperties.java >"$work/properties"
contains "snapshot property" "$work/properties" docs/reference/tables.md
names 'String [A-Z_]+ = "[A-Za-z-]+"' 's/^[^"]*"([^"]*)"/\1/' buffer/contract/src/main/java/dev/plumbline/buffer/contract/Violation.java >"$work/rules"
contains "rule" "$work/rules" docs/reference/errors.md
names 'String [A-Z_]+ = "[a-z_-]+"' 's/^[^"]*"([^"]*)"/\1/' buffer/contract/src/main/java/dev/plumbline/buffer/contract/CloudEventHeaders.java >"$work/headers"
contains "header" "$work/headers" docs/reference/topics-and-headers.md
# shellcheck disable=SC2046
names '(builder|gauge|counter|timer)\("plumbline\.[a-z.]+"' 's/^[^"]*"([^"]*)"/\1/' $(main_sources) | awk -F'\t' '{gsub(/\./, "_", $1); print $1 "\t" $2}' >"$work/metrics"
contains "metric" "$work/metrics" docs/reference/metrics.md
# shellcheck disable=SC2046
names 'name = "[a-z]+"' 's/^[^"]*"([^"]*)"/\1/' $(files '*Command.java' | grep '^deploy/local/src/main/') |
    sed '/OrchestrateCommand/ {/^orchestrate\t/ !s/^/orchestrate /}; s/^run\t/batch run\t/; s/^models\t/batch models\t/' >"$work/commands"
contains "command" "$work/commands" docs/reference/cli.md

# 5. A class that a page names is there: ours, or one of those of others that pages speak of.
others=' CatalogHandlers JdbcCatalog DateTimeFormatter PrometheusMeterRegistry '
{
    files '*.java' | sed 's#.*/##; s/\.java$//'
    files '*.py' | xargs sed -n 's/^class \([A-Za-z]*\).*/\1/p'
} | sort -u >"$work/classes"
files '*.md' | while IFS= read -r page; do
    awk '/^ *```/ {code = !code; next} !code {
        line = $0
        while (match(line, /`[A-Z][a-z]+[A-Z][A-Za-z]*(`|\.[a-z])/)) {
            name = substr(line, RSTART + 1, RLENGTH - 2); sub(/\.$/, "", name); print FNR "\t" name
            line = substr(line, RSTART + RLENGTH)
        }}' "$page" | while IFS=$'\t' read -r line class; do
        case $others in *" $class "*) continue ;; esac
        grep -qxF -- "$class" "$work/classes" || problem "$page:$line: there is no class $class"
    done
done

# 6. Every dependency has its reason.
files pom.xml | xargs grep -n '<artifactId>' | awk -F: '{name = $3; gsub(/.*<artifactId>|<\/artifactId>.*/, "", name); if (name !~ /^plumbline/) print name "\t" $1 ":" $2}' | sort -u -k1,1 >"$work/dependencies"
contains "dependency" "$work/dependencies" docs/explanation/decisions/0009-dependencies.md

if [ -s "$problems" ]; then
    cat "$problems"
    echo "The documentation and the code differ in $(wc -l <"$problems" | tr -d ' ') places." >&2
    exit 1
fi
echo "The documentation is true to the code: $(files '*.md' | wc -l | tr -d ' ') pages, $(wc -l <"$work/settings.code" | tr -d ' ') settings, $(wc -l <"$work/routes.code" | tr -d ' ') routes, $(wc -l <"$work/dependencies" | tr -d ' ') dependencies."
