import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Session, SignedPrincipal } from "./principal.ts";
import { createSealer } from "./sealer.ts";
import { assumedRole } from "./session-packing.ts";
import { openSessionToken, sealSessionToken, SESSION_TOKEN_BYTES_MAX } from "./session-token.ts";
import { systemRandom } from "../runtime/random.ts";

const random = systemRandom();
const rootKey = random.bytes(32);
const sealer = createSealer(rootKey, random);
const ISSUED_MS = Date.UTC(2026, 0, 1);
const KEY = "ASIAABCDEFGHIJKLMNOP";
const SECRET = Buffer.from(random.bytes(30)).toString("base64");

const plain: Session = {
  issuedMs: ISSUED_MS,
  expiresMs: ISSUED_MS + 3_600_000,
  tags: {},
  transitiveTagKeys: [],
  policies: [],
  policyArns: [],
};
const user = {
  type: "user",
  accountId: "123456789012",
  accessKeyId: KEY,
  arn: "arn:aws:iam::123456789012:user/team/alice",
  userId: "AIDAEXAMPLE",
  userName: "alice",
} as const;

function roleSession(session: Session): SignedPrincipal {
  return assumedRole({
    roleArn: "arn:aws:iam::123456789012:role/path/reader",
    roleName: "reader",
    roleId: "AROAEXAMPLE",
    sessionName: "test",
    accessKeyId: KEY,
    session,
  });
}

function seal(principal: SignedPrincipal, minimumBytes?: number): string {
  return sealSessionToken(sealer, { accessKeyId: KEY, secretAccessKey: SECRET, principal }, minimumBytes);
}

describe("a token opens to what was sealed", () => {
  const text = fc.string({ unit: "binary", maxLength: 40 });
  const session = fc
    .record({
      mfaMs: fc.option(fc.nat(), { nil: undefined }),
      sourceIdentity: fc.option(text, { nil: undefined }),
      tags: fc.dictionary(text, text, { maxKeys: 5 }),
      transitiveTagKeys: fc.array(text, { maxLength: 3 }),
      policies: fc.array(fc.string({ maxLength: 900 }), { maxLength: 1 }),
      policyArns: fc.array(text, { maxLength: 3 }),
      federatedProvider: fc.option(text, { nil: undefined }),
      claims: fc.option(fc.dictionary(text, fc.oneof(text, fc.array(text, { maxLength: 2 })), { maxKeys: 3 }), {
        nil: undefined,
      }),
    })
    .map((parts): Session => ({ ...plain, ...parts }));
  const principal = session.chain((made) =>
    fc.constantFrom<SignedPrincipal>(
      roleSession(made),
      { ...user, session: made },
      {
        type: "root",
        accountId: "123456789012",
        accessKeyId: KEY,
        arn: "arn:aws:iam::123456789012:root",
        userId: "123456789012",
        session: made,
      },
      {
        type: "federated-user",
        accountId: "123456789012",
        accessKeyId: KEY,
        arn: "arn:aws:sts::123456789012:federated-user/bob",
        userId: "123456789012:bob",
        creator: { ...user, accessKeyId: "AKIAEXAMPLE" },
        session: made,
      },
    ),
  );

  test("whatever the principal and its session hold", () => {
    fc.assert(
      fc.property(principal, (sealed) => {
        const token = seal(sealed);
        fc.pre(token.length <= SESSION_TOKEN_BYTES_MAX);
        const opened = openSessionToken(sealer, token, KEY, ISSUED_MS);
        expect(opened).toEqual({
          kind: "valid",
          accessKey: { accessKeyId: KEY, secretAccessKey: SECRET, sessionToken: token, principal: sealed },
        });
      }),
    );
  });

  test("after a restart with the same root key, and never under another", () => {
    const token = seal(roleSession(plain));
    expect(openSessionToken(createSealer(rootKey, random), token, KEY, ISSUED_MS).kind).toBe("valid");
    expect(openSessionToken(createSealer(random.bytes(32), random), token, KEY, ISSUED_MS).kind).toBe("invalid");
  });

  test("with as many characters as were asked for at least", () => {
    for (const least of [0, 1, 399, 1000, 2047, 4095, SESSION_TOKEN_BYTES_MAX]) {
      const token = seal(roleSession(plain), least);
      expect(token.length).toBeGreaterThanOrEqual(least);
      expect(token.length).toBeLessThanOrEqual(Math.max(least + 1, 400));
      expect(openSessionToken(sealer, token, KEY, ISSUED_MS).kind).toBe("valid");
    }
  });
});

describe("a token is refused", () => {
  test("from the millisecond at which it expires", () => {
    const token = seal(roleSession(plain));
    expect(openSessionToken(sealer, token, KEY, plain.expiresMs - 1).kind).toBe("valid");
    expect(openSessionToken(sealer, token, KEY, plain.expiresMs)).toEqual({ kind: "expired" });
  });

  test("with another access key", () => {
    expect(openSessionToken(sealer, seal(roleSession(plain)), "ASIAOTHEROTHEROTHERO", ISSUED_MS).kind).toBe("invalid");
  });

  test("when any character of it was changed, and when it is no token at all", () => {
    const token = seal(roleSession(plain));
    fc.assert(
      fc.property(
        fc.nat(token.length - 2),
        fc.constantFrom("A", "z", "-", "_", "0", "+", " ", "é"),
        (at, character) => {
          fc.pre(token[at] !== character);
          const changed = token.slice(0, at) + character + token.slice(at + 1);
          expect(openSessionToken(sealer, changed, KEY, ISSUED_MS).kind).toBe("invalid");
        },
      ),
    );
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 6000 }), (anything) => {
        expect(openSessionToken(sealer, anything, KEY, ISSUED_MS).kind).toBe("invalid");
      }),
    );
  });
});
