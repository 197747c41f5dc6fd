import { expect, test } from "vitest";
import { parseUserMetadata, showUserMetadata } from "./user-metadata.ts";

test("ASCII values are kept and shown as they are, names in lower case", () => {
  expect(parseUserMetadata({ Owner: "ML team" })).toEqual({ owner: "ML team" });
  expect(showUserMetadata({ owner: "ML team" })).toEqual({ owner: "ML team" });
});

// AWS: userguide UsingMetadata shows this header, sent as UTF-8 bytes, and what comes back.
test("a value beyond ASCII is shown as an RFC 2047 word", () => {
  const asNodeReadsIt = Buffer.from("ÄMÄZÕÑ S3").toString("latin1");
  expect(showUserMetadata(parseUserMetadata({ nonascii: asNodeReadsIt }))).toEqual({
    nonascii: "=?UTF-8?B?w4PChE3Dg8KEWsODwpXDg8KRIFMz?=",
  });
});

test("an RFC 2047 word is decoded before it is stored and encoded again when it is shown", () => {
  const stored = parseUserMetadata({ a: "=?UTF-8?B?w4RNw4Ra?=", b: "=?utf-8?Q?=C3=84_b?=" });
  expect(stored).toEqual({ a: "ÄMÄZ", b: "Ä b" });
  expect(showUserMetadata(stored)).toEqual({
    a: "=?UTF-8?B?w4RNw4Ra?=",
    b: `=?UTF-8?B?${Buffer.from("Ä b").toString("base64")}?=`,
  });
});

test("no metadata is stored as nothing", () => {
  expect(parseUserMetadata(undefined)).toBeUndefined();
  expect(parseUserMetadata({})).toBeUndefined();
  expect(showUserMetadata(undefined)).toBeUndefined();
});

test("names and values together may have 2 KB, counted in UTF-8", () => {
  expect(parseUserMetadata({ name: "x".repeat(2044) })).toBeDefined();
  expect(() => parseUserMetadata({ name: "x".repeat(2045) })).toThrow(
    expect.objectContaining({ code: "MetadataTooLarge", status: 400, fields: { Size: 2049, MaxSizeAllowed: 2048 } }),
  );
  expect(() => parseUserMetadata({ name: "ä".repeat(1023) })).toThrow(
    expect.objectContaining({ code: "MetadataTooLarge" }),
  );
});
