/** The ciphertext format: what it says of itself, and that nothing else opens it. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decryptBlob, encryptBlob, readCiphertextName } from "./ciphertext.ts";
import type { Material } from "./materials.ts";

const unused = (): never => expect.unreachable("a symmetric key has no key objects");
const materialOf = (secret: Uint8Array, version = 1): Material => ({
  version,
  materialId: "00".repeat(32),
  secret,
  publicKey: undefined,
  privateKeyObject: unused,
  publicKeyObject: unused,
});
const bytesOf = (length: number): fc.Arbitrary<Uint8Array> => fc.uint8Array({ minLength: length, maxLength: length });
const digits = fc.stringMatching(/^[0-9]{12}$/);
const keyIds = fc.oneof(fc.uuid(), fc.stringMatching(/^mrk-[0-9a-f]{32}$/));
const contexts = fc.dictionary(fc.string({ minLength: 1 }), fc.string());

describe("a blob", () => {
  test("names its key and version, and opens with them and its context", () => {
    fc.assert(
      fc.property(
        fc.record({
          accountId: digits,
          keyId: keyIds,
          version: fc.integer({ min: 1, max: 0xffffffff }),
          secret: bytesOf(32),
          nonce: bytesOf(16),
          context: contexts,
          plaintext: fc.uint8Array({ minLength: 1, maxLength: 4096 }),
        }),
        ({ accountId, keyId, version, secret, nonce, context, plaintext }) => {
          const material = materialOf(secret, version);
          const blob = encryptBlob({ accountId, keyId }, { material, context }, plaintext, nonce);
          expect(blob).toHaveLength(plaintext.length + 60);
          expect(readCiphertextName(blob)).toEqual({ accountId, keyId, version });
          const reversed = Object.fromEntries(Object.entries(context).toReversed());
          expect(decryptBlob(blob, { material, context: reversed })).toEqual(Buffer.from(plaintext));
          expect(decryptBlob(blob, { material, context: { ...context, "one more": "" } })).toBeUndefined();
        },
      ),
    );
  });

  test("opens with nothing of it changed and no other key", () => {
    const material = materialOf(new Uint8Array(32).fill(1));
    const owner = { accountId: "123456789012", keyId: "11111111-2222-3333-4444-555555555555" };
    const blob = encryptBlob(owner, { material, context: { a: "b" } }, Buffer.from("secret"), new Uint8Array(16));
    fc.assert(
      fc.property(fc.nat(blob.length * 8 - 1), (bit) => {
        const changed = Uint8Array.from(blob);
        changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expect(decryptBlob(changed, { material, context: { a: "b" } })).toBeUndefined();
      }),
    );
    const other = materialOf(new Uint8Array(32).fill(2));
    expect(decryptBlob(blob, { material: other, context: { a: "b" } })).toBeUndefined();
  });

  test("tells pairs apart however their texts are cut", () => {
    const material = materialOf(new Uint8Array(32).fill(1));
    const owner = { accountId: "123456789012", keyId: "11111111-2222-3333-4444-555555555555" };
    const blob = encryptBlob(owner, { material, context: { ab: "c" } }, Buffer.from("x"), new Uint8Array(16));
    for (const context of [{ a: "bc" }, { abc: "" }, { ab: "", c: "" }])
      expect(decryptBlob(blob, { material, context })).toBeUndefined();
  });
});

test("arbitrary bytes name a key or nothing, and never throw", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (noise) => {
      const name = readCiphertextName(noise);
      expect(name === undefined || name.accountId.length === 12).toBe(true);
    }),
  );
});
