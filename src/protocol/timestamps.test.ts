import fc from "fast-check";
import { expect, test } from "vitest";
import { MalformedInput } from "./malformed-input.ts";
import { dateOfEpochSeconds, readTimestamp, writeTimestamp } from "./timestamps.ts";

const years = { min: new Date("0000-01-01T00:00:00Z"), max: new Date("9999-12-31T23:59:59.999Z"), noInvalidDate: true };

test("A date-time reads back as it was written, to the millisecond", () => {
  fc.assert(
    fc.property(fc.date(years), (date) => {
      expect(readTimestamp(writeTimestamp(date, "date-time"), "date-time")).toEqual(date);
    }),
  );
});

test("Epoch seconds read back as they were written, to the millisecond", () => {
  fc.assert(
    fc.property(fc.date(years), (date) => {
      expect(readTimestamp(writeTimestamp(date, "epoch-seconds"), "epoch-seconds")).toEqual(date);
    }),
  );
});

test("An HTTP date reads back as it was written, to the second", () => {
  fc.assert(
    fc.property(fc.date(years), (date) => {
      const seconds = new Date(Math.floor(date.getTime() / 1000) * 1000);
      expect(readTimestamp(writeTimestamp(date, "http-date"), "http-date")).toEqual(seconds);
    }),
  );
});

test("An HTTP date is the one JavaScript writes", () => {
  fc.assert(
    fc.property(fc.date({ ...years, min: new Date("1000-01-01T00:00:00Z") }), (date) => {
      expect(writeTimestamp(date, "http-date")).toBe(date.toUTCString());
    }),
  );
});

test.each([
  ["2024-02-29T12:00:00Z", "2024-02-29T12:00:00.000Z"],
  ["2024-02-29t12:00:00.123456789z", "2024-02-29T12:00:00.123Z"],
  ["2024-02-29T12:00:00+02:30", "2024-02-29T09:30:00.000Z"],
  ["2024-02-29T12:00:00-0100", "2024-02-29T13:00:00.000Z"],
  ["2016-12-31T23:59:60Z", "2017-01-01T00:00:00.000Z"],
])("%s is %s", (text, expected) => {
  expect(readTimestamp(text, "date-time").toISOString()).toBe(expected);
});

test.each([
  ["2023-02-29T00:00:00Z"],
  ["2024-13-01T00:00:00Z"],
  ["2024-01-01T24:00:00Z"],
  ["2024-01-01"],
  ["1700000000"],
  [""],
  ["Thu, 01 Jan 1970 00:00:00 GMT"],
])("%j is no date-time", (text) => {
  expect(() => readTimestamp(text, "date-time")).toThrow(MalformedInput);
});

test.each([
  ["Thu, 01 Foo 1970 00:00:00 GMT"],
  ["Thu, 32 Jan 1970 00:00:00 GMT"],
  ["Thu, 01 Jan 1970 00:00:00 PST"],
  ["1970-01-01T00:00:00Z"],
])("%j is no HTTP date", (text) => {
  expect(() => readTimestamp(text, "http-date")).toThrow(MalformedInput);
});

test.each([["1e309"], ["ten"], [""], ["8.7e15"]])("%j is no number of seconds that a date can hold", (text) => {
  expect(() => readTimestamp(text, "epoch-seconds")).toThrow(MalformedInput);
  expect(() => dateOfEpochSeconds(Number.NaN)).toThrow(MalformedInput);
});
