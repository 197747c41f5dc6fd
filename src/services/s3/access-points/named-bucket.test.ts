/** Which names are worth a look, and that all others cost nothing but that. */
import { expect, test } from "vitest";
import type { RecordStore } from "../../../storage/record-store.ts";
import { nameFault, newAlias, parseAccessPointArn, placeInHostLabel } from "./access-point-name.ts";
import { mayNameAccessPoint } from "./named-bucket.ts";
import { resolveNames } from "./through.ts";

const ACCOUNT = "111122223333";
const context = { region: "us-east-1", host: "127.0.0.1:4566" };
/** Fails when anything of it is used. */
const untouched = new Proxy(
  {},
  {
    get(_target, name) {
      throw new TypeError(`the store's ${String(name)} was used`);
    },
  },
) as RecordStore;

test.each(["bucket", "my.bucket", `data-${ACCOUNT}`, "s3alias", "bucket--use1-az4--x-s3"])(
  "%s is a bucket: nothing is read, and the input is the same",
  (Bucket) => {
    const input = { Bucket, Key: "arn:aws:s3:key", CopySource: "other/key" };
    expect(resolveNames(input, context, untouched)).toBe(input);
  },
);

test("a label with an account is looked up when it was sent as a host", () => {
  const label = `data-${ACCOUNT}`;
  expect(mayNameAccessPoint(label, { ...context, host: `${label}.localhost:4566` })).toBe(true);
  expect(mayNameAccessPoint("data", { ...context, host: "data.localhost:4566" })).toBe(false);
  expect(mayNameAccessPoint(label, { region: "us-east-1" })).toBe(false);
});

test("a label ends in its account, whatever is in the name", () => {
  const name = `a-${ACCOUNT}`;
  expect(placeInHostLabel(`${name}-999988887777`, "r")).toEqual({ accountId: "999988887777", region: "r", name });
  expect(placeInHostLabel(`-${ACCOUNT}`, "r")).toBeUndefined();
});

test.each([
  "arn:aws:s3:::bucket",
  `arn:aws:s3:us-east-1:${ACCOUNT}:accesspoint/`,
  `arn:aws:s3:us-east-1:${ACCOUNT}:accesspoint/name/object/key`,
  `arn:aws-cn:s3:us-east-1:${ACCOUNT}:accesspoint/name`,
  `arn:aws:s3-outposts:us-east-1:${ACCOUNT}:accesspoint/name`,
])("%s is no access point", (arn) => {
  expect(parseAccessPointArn(arn)).toBeUndefined();
});

test("an alias is a name that a bucket could have, and no access point", () => {
  const ids = { base32: (length: number) => "A".repeat(length) } as Parameters<typeof newAlias>[1];
  const alias = newAlias(`${"n".repeat(19)}-${"n".repeat(30)}`, ids);
  expect(alias).toBe(`${"n".repeat(19)}-${"a".repeat(34)}-s3alias`);
  expect(alias.length).toBeLessThanOrEqual(63);
  expect(nameFault("fine-name")).toBeUndefined();
  expect(nameFault("not-s3alias")).toBe("name");
});
