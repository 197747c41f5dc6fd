/**
 * Where lifecycle may move an object: down only, and which of several moves of one day it makes.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html (read 2026-11-29: supported transitions)
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-conflicts.html (read 2026-11-29)
 */
export const WARMEST_FIRST: readonly string[] = [
  "STANDARD_IA",
  "INTELLIGENT_TIERING",
  "ONEZONE_IA",
  "GLACIER_IR",
  "GLACIER",
  "DEEP_ARCHIVE",
];

const ANY: ReadonlySet<string> = new Set(WARMEST_FIRST);
const REACHED: Readonly<Record<string, ReadonlySet<string>>> = {
  STANDARD: ANY,
  REDUCED_REDUNDANCY: ANY,
  STANDARD_IA: new Set(["INTELLIGENT_TIERING", "ONEZONE_IA", "GLACIER_IR", "GLACIER", "DEEP_ARCHIVE"]),
  INTELLIGENT_TIERING: new Set(["ONEZONE_IA", "GLACIER_IR", "GLACIER", "DEEP_ARCHIVE"]),
  ONEZONE_IA: new Set(["GLACIER", "DEEP_ARCHIVE"]),
  GLACIER_IR: new Set(["GLACIER", "DEEP_ARCHIVE"]),
  GLACIER: new Set(["DEEP_ARCHIVE"]),
};

/** AWS: the cheapest wins, but for Intelligent-Tiering, which comes before everything that is no archive. */
const FAVOURED_LAST: readonly string[] = [
  "STANDARD",
  "REDUCED_REDUNDANCY",
  "STANDARD_IA",
  "ONEZONE_IA",
  "GLACIER_IR",
  "INTELLIGENT_TIERING",
  "GLACIER",
  "DEEP_ARCHIVE",
];

export function isTransitionClass(storageClass: string): boolean {
  return ANY.has(storageClass);
}

export function canMove(from: string, to: string): boolean {
  return REACHED[from]?.has(to) === true;
}

/** Positive when the second is favoured over the first. */
export function favour(one: string, other: string): number {
  return FAVOURED_LAST.indexOf(other) - FAVOURED_LAST.indexOf(one);
}
