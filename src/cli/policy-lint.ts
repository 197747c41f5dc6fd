/** `lakebed policy lint`: what is wrong with a policy, before AWS or Lakebed is asked: its grammar, and names that mean nothing. */
import { readFileSync } from "node:fs";
import { lintPolicy } from "../auth/policy/lint/lint-policy.ts";
import { loadKnownNames } from "../auth/policy/lint/load-known-names.ts";
import { parsePolicy } from "../auth/policy/parse-policy.ts";
import type { PolicyDocument, PolicyKind } from "../auth/policy/policy-document.ts";
import { PolicySyntaxError } from "../auth/policy/policy-syntax-error.ts";
import { type Terminal, UsageError } from "./terminal.ts";

const KINDS: readonly PolicyKind[] = [
  "identity",
  "resource",
  "trust",
  "kms-key",
  "glue-catalog",
  "scp",
  "rcp",
  "session",
  "vpc-endpoint",
];

/** Exit code 0 when nothing was found. */
export async function lintPolicyFile(
  path: string,
  kind: string | undefined,
  terminal: Pick<Terminal, "out" | "err">,
): Promise<number> {
  const known = KINDS.find((one) => one === (kind ?? "identity"));
  if (known === undefined) throw new UsageError(`--kind is one of ${KINDS.join(", ")}`);
  const found = await problemsOf(readText(path), known);
  for (const problem of found) terminal.err(`${path}: ${problem}\n`);
  if (found.length === 0) terminal.out(`${path}: nothing found\n`);
  return found.length === 0 ? 0 : 1;
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new UsageError(`cannot read ${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function problemsOf(text: string, kind: PolicyKind): Promise<readonly string[]> {
  let document: PolicyDocument;
  try {
    document = parsePolicy(text, kind);
  } catch (error) {
    if (!(error instanceof PolicySyntaxError)) throw error;
    const place = error.element === "" ? "" : `${error.element}: `;
    return [`${place}${error.message} (as a policy of kind ${kind}; --kind says which)`];
  }
  const findings = lintPolicy(document, await loadKnownNames());
  return findings.map(({ element, message }) => `${element}: ${message}`);
}
