/**
 * The seed file (`--seed`): the accounts and principals that a server has from its start. `docs/seed.md` describes it; what is checked here is its
 * shape, and IAM checks the rest by its own rules when the seed is applied.
 */
import { readFileSync } from "node:fs";
import { ConfigError } from "../../kit/errors.ts";
import type { S3Defaults } from "../../services/s3/buckets/defaults.ts";
import { complaint, JsonObject, readDocument, readText, readWholeNumber, textOf } from "./json-reader.ts";

export interface SeedKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Where it stands in the file, for complaints. */
  readonly at: string;
}

interface SeedEntity {
  readonly name: string;
  readonly path: string | undefined;
  /** Inline policies by name, JSON text. */
  readonly policies: readonly (readonly [string, string])[];
  /** ARNs of managed policies. */
  readonly managedPolicies: readonly string[];
  readonly at: string;
}

export type SeedGroup = SeedEntity;

interface SeedPrincipal extends SeedEntity {
  readonly tags: readonly (readonly [string, string])[];
  readonly permissionsBoundary: string | undefined;
}

export interface SeedUser extends SeedPrincipal {
  readonly keys: readonly SeedKey[];
  readonly groups: readonly string[];
}

export interface SeedRole extends SeedPrincipal {
  readonly trustPolicy: string;
  readonly description: string | undefined;
  readonly maxSessionSeconds: number | undefined;
}

export interface SeedPolicy {
  readonly name: string;
  readonly path: string | undefined;
  readonly description: string | undefined;
  readonly document: string;
  readonly at: string;
}

export interface SeedAccount {
  readonly id: string;
  readonly displayName: string | undefined;
  readonly email: string | undefined;
  /** 64 hex digits: S3's name of the account. */
  readonly canonicalId: string | undefined;
  /** What its S3 buckets are born with; undefined for what the server is told. */
  readonly s3Defaults: S3Defaults | undefined;
  readonly alias: string | undefined;
  readonly rootKeys: readonly SeedKey[];
  readonly policies: readonly SeedPolicy[];
  readonly groups: readonly SeedGroup[];
  readonly users: readonly SeedUser[];
  readonly roles: readonly SeedRole[];
  readonly at: string;
}

export interface SeedMember {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly at: string;
}

export interface SeedOrganization {
  readonly managementAccount: string;
  readonly members: readonly SeedMember[];
  readonly policyTypes: readonly string[];
  readonly at: string;
}

export interface Seed {
  readonly accounts: readonly SeedAccount[];
  readonly organizations: readonly SeedOrganization[];
}

/** @throws {ConfigError} when the file cannot be read or does not say what a seed says, with the place */
export function readSeedFile(path: string): Seed {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (cause) {
    throw new ConfigError(`cannot read the seed file ${path}: give the path of a JSON file (--seed, LAKEBED_SEED)`, {
      cause,
    });
  }
  return parseSeed(text);
}

/** @throws {ConfigError} */
export function parseSeed(text: string): Seed {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new ConfigError("the seed file is not JSON: docs/seed.md shows one", { cause });
  }
  const root = new JsonObject(json, "$");
  const accounts = root.list("accounts", readAccount);
  const organizations = root.list("organizations", readOrganization);
  root.end();
  refuseTwice(accounts.map(({ id, at }) => ({ key: id, at })));
  refuseTwice(accounts.flatMap(({ email, at }) => (email === undefined ? [] : [{ key: email.toLowerCase(), at }])));
  refuseTwice(
    accounts
      .flatMap(({ rootKeys, users }) => [...rootKeys, ...users.flatMap(({ keys }) => keys)])
      .map(({ accessKeyId, at }) => ({ key: accessKeyId, at })),
  );
  const inOrganizations = organizations.flatMap(({ managementAccount, members, at }) => [
    { key: managementAccount, at: `${at}.managementAccount` },
    ...members.map((member) => ({ key: member.id, at: `${member.at}.id` })),
  ]);
  refuseTwice(inOrganizations);
  return { accounts, organizations };
}

function refuseTwice(named: readonly { readonly key: string; readonly at: string }[]): void {
  const seen = new Map<string, string>();
  for (const { key, at } of named) {
    const earlier = seen.get(key);
    if (earlier !== undefined) throw complaint(at, `is ${JSON.stringify(key)}, as ${earlier} is`);
    seen.set(key, at);
  }
}

const readAccountId = textOf(/^\d{12}$/, "an account id: 12 digits");
const readCanonicalId = textOf(/^[0-9a-f]{64}$/, "a canonical user id: 64 hex digits in lower case");
const readS3Defaults = textOf(/^(?:2026|legacy)$/, "2026 or legacy") as (value: unknown, path: string) => S3Defaults;
const readKeyId = textOf(/^\w{3,128}$/, "an access key id: 3 to 128 letters, digits or underscores");
const readSecret = textOf(/^[\x21-\x7e]{8,128}$/, "a secret access key: 8 to 128 printable characters");
const readArn = textOf(/^arn:aws:iam::(?:aws|\d{12}):policy\/.+$/, "the ARN of a managed policy");

const readPolicyType = textOf(
  /^(?:SERVICE|RESOURCE)_CONTROL_POLICY$/,
  "SERVICE_CONTROL_POLICY or RESOURCE_CONTROL_POLICY",
);

function readOrganization(value: unknown, at: string): SeedOrganization {
  const object = new JsonObject(value, at);
  const organization: SeedOrganization = {
    at,
    managementAccount: object.required("managementAccount", readAccountId),
    members: object.list("members", readMember),
    policyTypes: object.list("policyTypes", readPolicyType),
  };
  object.end();
  return organization;
}

function readMember(value: unknown, at: string): SeedMember {
  const object = new JsonObject(value, at);
  const member: SeedMember = {
    at,
    id: object.required("id", readAccountId),
    name: object.required("name", readText),
    email: object.required("email", readText),
  };
  object.end();
  return member;
}

function readAccount(value: unknown, at: string): SeedAccount {
  const object = new JsonObject(value, at);
  const account: SeedAccount = {
    at: `${at}.id`,
    id: object.required("id", readAccountId),
    displayName: object.optional("displayName", readText),
    email: object.optional("email", readText),
    canonicalId: object.optional("canonicalId", readCanonicalId),
    s3Defaults: object.optional("s3Defaults", readS3Defaults),
    alias: object.optional("alias", readText),
    rootKeys: object.list("rootKeys", readKey),
    policies: object.list("policies", readPolicy),
    groups: object.list("groups", readGroup),
    users: object.list("users", readUser),
    roles: object.list("roles", readRole),
  };
  object.end();
  return account;
}

function readKey(value: unknown, at: string): SeedKey {
  const object = new JsonObject(value, at);
  const key: SeedKey = {
    at: `${at}.accessKeyId`,
    accessKeyId: object.required("accessKeyId", readKeyId),
    secretAccessKey: object.required("secretAccessKey", readSecret),
  };
  object.end();
  return key;
}

function readPolicy(value: unknown, at: string): SeedPolicy {
  const object = new JsonObject(value, at);
  const policy: SeedPolicy = {
    at,
    name: object.required("name", readText),
    path: object.optional("path", readText),
    description: object.optional("description", readText),
    document: object.required("document", readDocument),
  };
  object.end();
  return policy;
}

function entityOf(object: JsonObject): SeedEntity {
  return {
    at: object.path,
    name: object.required("name", readText),
    path: object.optional("path", readText),
    policies: object.entries("policies", readDocument),
    managedPolicies: object.list("managedPolicies", readArn),
  };
}

function principalOf(object: JsonObject): SeedPrincipal {
  return {
    ...entityOf(object),
    tags: object.entries("tags", (value, path) => {
      if (typeof value !== "string") throw complaint(path, "must be a text");
      return value;
    }),
    permissionsBoundary: object.optional("permissionsBoundary", readArn),
  };
}

function readGroup(value: unknown, at: string): SeedGroup {
  const object = new JsonObject(value, at);
  const group = entityOf(object);
  object.end();
  return group;
}

function readUser(value: unknown, at: string): SeedUser {
  const object = new JsonObject(value, at);
  const user: SeedUser = {
    ...principalOf(object),
    keys: object.list("keys", readKey),
    groups: object.list("groups", readText),
  };
  object.end();
  return user;
}

function readRole(value: unknown, at: string): SeedRole {
  const object = new JsonObject(value, at);
  const role: SeedRole = {
    ...principalOf(object),
    trustPolicy: object.required("trustPolicy", readDocument),
    description: object.optional("description", readText),
    maxSessionSeconds: object.optional("maxSessionSeconds", readWholeNumber),
  };
  object.end();
  return role;
}
