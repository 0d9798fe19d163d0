#!/bin/sh
# Holds each dashboard to Grafana's own published types: the JSON becomes a TypeScript value of type Dashboard, and the options of each
# panel one of the type that its kind of panel declares. Needs npm and its registry; FOLDER keeps what was installed. Usage: check-types.sh [FOLDER]
set -eu
here=$(cd "$(dirname "$0")" && pwd)
folder=${1:-$(mktemp -d)}
mkdir -p "$folder"
cd "$folder"
[ -d node_modules/@grafana/schema ] || npm install --no-audit --no-fund --silent --ignore-scripts @grafana/schema@13.2.3 typescript@5.9.3 >&2

rm -f ./*.ts
node - "$here/dashboards" <<'JS'
const fs = require('fs');
const folder = process.argv[2];
const kinds = {
  timeseries: 'timeseries/panelcfg/x/TimeSeriesPanelCfg',
  stat: 'stat/panelcfg/x/StatPanelCfg',
  table: 'table/panelcfg/x/TablePanelCfg',
};
// An enumeration's value is text in JSON, and TypeScript takes text for one only when told: so its type is widened to that text.
const head = `import type { Dashboard, GraphFieldConfig, Panel, RowPanel } from '@grafana/schema';
type Plain<T> = T extends string ? \`\${T}\` : T extends number | boolean | null | undefined ? T
  : T extends Array<infer E> ? Array<Plain<E>> : T extends object ? { [K in keyof T]: Plain<T[K]> } : T;
`;
for (const file of fs.readdirSync(folder).filter((name) => name.endsWith('.json'))) {
  const dashboard = JSON.parse(fs.readFileSync(`${folder}/${file}`, 'utf8'));
  const imports = Object.entries(kinds).map(([kind, path]) =>
    `import type { Options as ${kind}Options } from '@grafana/schema/dist/esm/raw/composable/${path}_types.gen';\n`).join('');
  const { panels, ...rest } = dashboard;
  const checks = panels.map((panel) => {
    if (panel.type === 'row') return `const panel${panel.id}: Plain<RowPanel> = ${JSON.stringify(panel)};\n`;
    if (!kinds[panel.type]) throw new Error(`${file}: panel ${panel.id} is a ${panel.type}, which check-types.sh does not know`);
    const { custom = {} } = panel.fieldConfig.defaults;
    return `const panel${panel.id}: Plain<Panel> = ${JSON.stringify(panel)};\n` +
      `const options${panel.id}: Partial<Plain<${panel.type}Options>> = ${JSON.stringify(panel.options)};\n` +
      (panel.type === 'timeseries' ? `const custom${panel.id}: Plain<GraphFieldConfig> = ${JSON.stringify(custom)};\n` : '');
  }).join('');
  fs.writeFileSync(file.replace('.json', '.ts'), `${head}${imports}const dashboard: Plain<Dashboard> = ${JSON.stringify(rest)};\n${checks}export {};\n`);
}
JS
node_modules/.bin/tsc --noEmit --strict --skipLibCheck --module nodenext --moduleResolution nodenext --target es2022 ./*.ts
echo "dashboards have Grafana's types: $(ls "$here/dashboards" | tr '\n' ' ')"
