/**
 * Reads a policy and refuses what AWS refuses, in AWS's order: text, elements and types; then version; then ids, actions and resources.
 */
import { checkPolicy } from "./check-policy.ts";
import type { PolicyDocument, PolicyKind, PolicyStatement, PolicyVersion } from "./policy-document.ts";
import { type PolicyJson, readPolicyJson } from "./policy-json.ts";
import { wordsFor } from "./policy-messages.ts";
import { inside, isObject, type Place, readStatement, refuse } from "./read-statement.ts";

const DOCUMENT_ELEMENTS: ReadonlySet<string> = new Set(["Version", "Id", "Statement"]);

/** @throws {PolicySyntaxError} when the text is not a policy of this kind; `element` says where, `message` is AWS's */
export function parsePolicy(text: string, kind: PolicyKind): PolicyDocument {
  const json = readPolicyJson(text, wordsFor({ kind, problem: "syntax" }));
  const document = readDocument(json, { kind, path: "" });
  if (kind !== "stored") checkPolicy(document, kind);
  return document;
}

/** Characters that count for the size limits of IAM. AWS: white space does not (IAM quotas, "character limits"). */
export function policySizeChars(text: string): number {
  return text.replaceAll(/\s/g, "").length;
}

function readDocument(json: PolicyJson, place: Place): PolicyDocument {
  if (!isObject(json)) return refuse(place, "syntax");
  for (const name of json.keys()) {
    if (!DOCUMENT_ELEMENTS.has(name)) refuse(inside(place, name), "unknown-element");
  }
  const id = json.get("Id");
  if (id !== undefined && typeof id !== "string") refuse(inside(place, "Id"), "syntax");
  const version = readVersion(json.get("Version"), inside(place, "Version"));
  const statements = readStatements(json.get("Statement"), inside(place, "Statement"));
  return { version, ...(id === undefined ? {} : { id }), statements };
}

function readVersion(json: PolicyJson | undefined, place: Place): PolicyVersion {
  if (json === undefined) return "2008-10-17";
  if (json === "2008-10-17" || json === "2012-10-17") return json;
  return refuse(place, place.kind === "resource" ? "version" : "syntax");
}

function readStatements(json: PolicyJson | undefined, place: Place): readonly PolicyStatement[] {
  if (json === undefined) return refuse(place, place.kind === "resource" ? "missing-element" : "syntax");
  if (isObject(json)) return [readStatement(json, place)];
  if (typeof json === "string" || json.length === 0) return refuse(place, "syntax");
  return json.map((item, index) => readStatement(item, { kind: place.kind, path: `${place.path}[${index}]` }));
}
