import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeToken, encodeToken } from "./continuation-token.ts";

const INCORRECT = expect.objectContaining({
  code: "InvalidArgument",
  message: "The continuation token provided is incorrect",
  fields: { ArgumentName: "continuation-token" },
});

test("a token gives back its position, and needs no escaping in a URL", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (position) => {
      const token = encodeToken(position);
      expect(token).toMatch(/^[A-Za-z0-9_-]+$/);
      expect(decodeToken(token)).toBe(position);
    }),
  );
});

test("what is not a token is refused", () => {
  for (const text of ["", "key", "a/b", "Zm9vYmFy", `${encodeToken("key")}A`, encodeToken("key").slice(1)]) {
    expect(() => decodeToken(text), text).toThrow(INCORRECT);
  }
});
