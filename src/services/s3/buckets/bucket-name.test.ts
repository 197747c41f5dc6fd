import { describe, expect, test } from "vitest";
import { isBucketNameAllowed, isBucketNamePossible } from "./bucket-name.ts";

describe("a new bucket", () => {
  test.each(["abc", "my-bucket", "my.bucket.example", "0bucket9", "a".repeat(63), "1.2.3.4.5", "xn-a", "fine-an"])(
    "may be named %s",
    (name) => {
      expect(isBucketNameAllowed(name)).toBe(true);
    },
  );

  test.each([
    "ab",
    "a".repeat(64),
    "Bucket",
    "my_bucket",
    "-bucket",
    "bucket-",
    ".bucket",
    "bucket.",
    "a..b",
    "192.168.5.4",
    "xn--bucket",
    "sthree-bucket",
    "amzn-s3-demo-bucket",
    "bucket-s3alias",
    "bucket--ol-s3",
    "bucket.mrap",
    "bucket--x-s3",
    "bucket--table-s3",
    "bucket-111122223333-us-east-1-an",
    "bücket",
    "buc ket",
    "buc/ket",
  ])("may not be named %s", (name) => expect(isBucketNameAllowed(name)).toBe(false));
});

test("requests may ask for names of the years before DNS rules", () => {
  expect(isBucketNamePossible("My_Old.Bucket")).toBe(true);
  expect(isBucketNamePossible("a".repeat(255))).toBe(true);
  expect(isBucketNamePossible("ab")).toBe(false);
  expect(isBucketNamePossible("a b c")).toBe(false);
});
