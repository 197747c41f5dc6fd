/** Whatever is offered as a policy is either read or refused as one; nothing crashes and nothing takes long. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compilePolicy } from "../../../src/auth/policy/compile-policy.ts";
import { evaluate } from "../../../src/auth/policy/evaluate.ts";
import { parsePolicy } from "../../../src/auth/policy/parse-policy.ts";
import type { PolicyKind } from "../../../src/auth/policy/policy-document.ts";
import { readPolicyJson } from "../../../src/auth/policy/policy-json.ts";
import { PolicySyntaxError } from "../../../src/auth/policy/policy-syntax-error.ts";
import { type DocumentCase, policyCases } from "./cases.ts";
import { questionOf } from "./engine.ts";

const KINDS: readonly PolicyKind[] = [
  "identity",
  "boundary",
  "session",
  "scp",
  "rcp",
  "resource",
  "trust",
  "kms-key",
  "vpc-endpoint",
  "stored",
];

/** The text is read, or refused with a message; anything else fails the test. */
function offer(text: string): void {
  for (const kind of KINDS) {
    try {
      parsePolicy(text, kind);
    } catch (error) {
      expect(error).toBeInstanceOf(PolicySyntaxError);
      expect((error as PolicySyntaxError).message).not.toBe("");
      continue;
    }
    const policy = compilePolicy({ layer: "resource-policy", id: "x" }, text);
    const principal = { type: "user" as const, accountId: "1", arn: "arn" };
    const request = {
      action: "s3:GetObject",
      resource: "*",
      principal,
      resourceAccountId: "1",
      context: { get: () => "x" },
    };
    evaluate(request, { identity: [policy], resourceRule: "grants" });
  }
}

describe("the parser", () => {
  test("reads or refuses any text", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ maxLength: 200 }), fc.string({ unit: "binary", maxLength: 200 })), offer),
      { numRuns: 200, seed: 21 },
    );
  });

  test("reads or refuses any JSON", () => {
    fc.assert(fc.property(fc.json(), offer), { numRuns: 200, seed: 22 });
  });

  test("reads or refuses policies with damaged elements", () => {
    const names = fc.constantFrom(
      "Version",
      "Id",
      "Statement",
      "Sid",
      "Effect",
      "Principal",
      "NotPrincipal",
      "Action",
      "NotAction",
      "Resource",
      "NotResource",
      "Condition",
      "Extra",
    );
    const values = fc.oneof(
      fc.constantFrom(
        "*",
        "s3:GetObject",
        "Allow",
        "2012-10-17",
        "arn:aws:s3:::b",
        "",
        "123456789012",
        "${aws:username}",
        "${",
      ),
      fc.jsonValue({ maxDepth: 3 }),
      fc.record({ AWS: fc.anything() }),
      fc.record({ StringLike: fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 1 })) }),
    );
    const statement = fc.dictionary(names, values, { maxKeys: 6 });
    const damaged = fc.record({ base: policyCases, name: names, value: values, statement, place: fc.nat({ max: 3 }) });
    fc.assert(
      fc.property(damaged, ({ base, name, value, statement: other, place }) => {
        const document = (base.resourcePolicy ?? base.identity[0] ?? { Statement: [] }) as DocumentCase;
        const statements = document.Statement.map((one) => ({ ...one, [name]: value }));
        offer(JSON.stringify({ ...document, [name]: value }) ?? "");
        offer(JSON.stringify({ ...document, Statement: statements }) ?? "");
        offer(JSON.stringify({ ...document, Statement: [...document.Statement.slice(0, place), other] }) ?? "");
      }),
      { numRuns: 250, seed: 23 },
    );
  });

  test("reads or refuses policies cut or changed at any character", () => {
    fc.assert(
      fc.property(
        policyCases,
        fc.nat(),
        fc.constantFrom("", "{", "}", "[", "]", '"', ",", ":", "\\", "\u0000", "é", "*"),
        (one, at, letter) => {
          const text = JSON.stringify(one.resourcePolicy ?? one.boundary ?? { Version: "2012-10-17", Statement: [] });
          const place = at % text.length;
          offer(text.slice(0, place));
          offer(text.slice(0, place) + letter + text.slice(place + 1));
        },
      ),
      { numRuns: 250, seed: 24 },
    );
  });

  test("reads JSON as JSON.parse does, apart from equal keys, null and depth", () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 5 }), (text) => {
        const expected = plain(JSON.parse(text));
        fc.pre(expected !== undefined);
        expect(readPolicyJson(text, "no")).toEqual(expected);
      }),
      { numRuns: 1000, seed: 25 },
    );
  });
});

/** Scalars as their text; undefined when there is a null, or a number that JSON writes otherwise than it was written. */
function plain(value: unknown): unknown {
  if (value === null) return undefined;
  if (typeof value === "boolean" || typeof value === "number")
    return String(value) === JSON.stringify(value) ? String(value) : undefined;
  if (typeof value === "string") return value;
  if (Array.isArray(value)) {
    const items = value.map(plain);
    return items.includes(undefined) ? undefined : items;
  }
  const members = Object.entries(value as object).map(([key, member]) => [key, plain(member)] as const);
  return members.some(([, member]) => member === undefined) ? undefined : new Map(members);
}

describe("the matcher", () => {
  test("answers long patterns and texts at once", () => {
    const stars = `arn:aws:s3:::${"a*".repeat(1000)}b`;
    const policy = compilePolicy(
      { layer: "identity-policy", id: "x" },
      JSON.stringify({
        Version: "2012-10-17",
        Statement: { Effect: "Allow", Action: `s3:${"*a?".repeat(500)}`, Resource: stars },
      }),
    );
    const { request } = questionOf({
      ...base,
      resource: `arn:aws:s3:::${"a".repeat(5000)}`,
      action: `s3:${"a".repeat(5000)}`,
    });
    const decision = evaluate(request, { identity: [policy], resourceRule: "grants" });
    expect(decision.outcome).toBe("implicit-deny");
  });
});

const base = {
  principal: { type: "user", accountId: "111111111111", name: "ada" },
  resourceAccountId: "111111111111",
  context: {},
  identity: [],
  boundary: undefined,
  session: undefined,
  resourcePolicy: undefined,
  isPolicyOfHolder: false,
  isKept: false,
  vpcEndpoint: undefined,
  scps: undefined,
  rcps: undefined,
} as const;
