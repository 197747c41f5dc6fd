/**
 * Decimals as S3 Select has them: up to 38 digits and an exponent, computed with half-even rounding to 38 digits. Written as Java writes a BigDecimal, which is what S3 is
 * made with: `1.50` stays `1.50`.
 *
 * AWS: s3-select-sql-reference-data-types.html ("decimal, numeric").
 */
import { DECIMAL_DIGITS_MAX } from "../select-limits.ts";

/** Bounds of the exponent. AWS: 31 bits; beyond this it is out of anybody's use and would make sums expensive. */
const EXPONENT_MAX = 10_000;
/** Exponents that are still written without `E`. */
const PLAIN_ZEROS_MAX = 6;

/** `coefficient * 10 ** exponent`. */
export class Decimal {
  readonly coefficient: bigint;
  readonly exponent: number;
  constructor(coefficient: bigint, exponent: number) {
    this.coefficient = coefficient;
    this.exponent = exponent;
  }

  toString(): string {
    const digits = magnitude(this.coefficient).toString();
    const sign = this.coefficient < 0n ? "-" : "";
    const adjusted = this.exponent + digits.length - 1;
    if (this.exponent > 0 || adjusted < -PLAIN_ZEROS_MAX) {
      const fraction = digits.length > 1 ? `.${digits.slice(1)}` : "";
      return `${sign}${digits.charAt(0)}${fraction}E${adjusted < 0 ? "" : "+"}${adjusted}`;
    }
    if (this.exponent === 0) return sign + digits;
    const padded = digits.padStart(1 - this.exponent, "0");
    return `${sign}${padded.slice(0, this.exponent)}.${padded.slice(this.exponent)}`;
  }
}

const NUMBER = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,6}))?$/;

/** Undefined for what is no number, has more than 38 digits or an exponent beyond all use. */
export function parseDecimal(text: string): Decimal | undefined {
  const match = NUMBER.exec(text);
  if (match === null) return undefined;
  const [, sign = "", whole = "", fraction = "", exponent = "0"] = match;
  if (whole === "" && fraction === "") return undefined;
  const digits = (whole + fraction).replace(/^0+(?=\d)/, "");
  if (digits.length > DECIMAL_DIGITS_MAX) return undefined;
  const scale = Number(exponent) - fraction.length;
  if (Math.abs(scale) > EXPONENT_MAX) return undefined;
  return new Decimal(BigInt(sign === "-" ? `-${digits}` : digits), scale);
}

export function decimalOf(value: bigint): Decimal {
  return new Decimal(value, 0);
}

/** Exactly the number that the float is. Undefined for what is none. */
export function decimalOfFloat(value: number): Decimal | undefined {
  if (!Number.isFinite(value)) return undefined;
  if (Number.isInteger(value)) return new Decimal(BigInt(value), 0);
  // A binary fraction: value = n / 2**k = n * 5**k / 10**k.
  let scaled = value;
  let k = 0;
  while (!Number.isInteger(scaled)) {
    scaled *= 2;
    k += 1;
  }
  return new Decimal(BigInt(scaled) * 5n ** BigInt(k), -k);
}

export function compareDecimals(a: Decimal, b: Decimal): number {
  if (isNear(a, b)) {
    const [near, other] = aligned(a, b);
    return near < other ? -1 : near > other ? 1 : 0;
  }
  const signA = signOf(a.coefficient);
  const signB = signOf(b.coefficient);
  if (signA !== signB) return signA < signB ? -1 : 1;
  // The magnitude decides without aligning exponents that are far apart.
  const places = adjusted(a) - adjusted(b);
  if (places !== 0 && signA !== 0) return places > 0 ? signA : -signA;
  const [left, right] = aligned(a, b);
  return left < right ? -1 : left > right ? 1 : 0;
}

export function addDecimals(a: Decimal, b: Decimal): Decimal {
  if (isNear(a, b)) {
    const [near, other] = aligned(a, b);
    return rounded(near + other, Math.min(a.exponent, b.exponent));
  }
  if (a.coefficient === 0n && b.coefficient === 0n) return new Decimal(0n, Math.min(a.exponent, b.exponent));
  const far = DECIMAL_DIGITS_MAX * 2 + 4;
  // A summand that is smaller than every digit that is kept rounds away.
  if (a.coefficient !== 0n && b.coefficient !== 0n) {
    if (adjusted(a) - adjusted(b) > far) return rounded(a.coefficient, a.exponent);
    if (adjusted(b) - adjusted(a) > far) return rounded(b.coefficient, b.exponent);
  } else if (Math.abs(a.exponent - b.exponent) > far) return a.coefficient === 0n ? b : a;
  const [left, right] = aligned(a, b);
  return rounded(left + right, Math.min(a.exponent, b.exponent));
}

export function negateDecimal(a: Decimal): Decimal {
  return new Decimal(-a.coefficient, a.exponent);
}

export function multiplyDecimals(a: Decimal, b: Decimal): Decimal {
  return rounded(a.coefficient * b.coefficient, a.exponent + b.exponent);
}

/** As BigDecimal.divide: 38 digits, or fewer where the quotient is exact. Undefined by zero. */
export function divideDecimals(a: Decimal, b: Decimal): Decimal | undefined {
  if (b.coefficient === 0n) return undefined;
  const preferred = a.exponent - b.exponent;
  if (a.coefficient === 0n) return new Decimal(0n, preferred);
  const shift = DECIMAL_DIGITS_MAX + 2 + digitsOf(b.coefficient) - digitsOf(a.coefficient);
  const places = Math.max(0, shift);
  const numerator = a.coefficient * 10n ** BigInt(places);
  const quotient = numerator / b.coefficient;
  // A remainder that is left makes the last kept digit sticky, so that half is told from more than half.
  const isExact = numerator % b.coefficient === 0n;
  const sticky = isExact ? quotient * 10n : quotient * 10n + (numerator < 0n === b.coefficient < 0n ? 1n : -1n);
  const result = rounded(sticky, preferred - places - 1);
  return isExact ? stripped(result, preferred) : result;
}

/** With the sign of the dividend. Undefined by zero, and where the quotient would have too many digits. */
export function remainderOfDecimals(a: Decimal, b: Decimal): Decimal | undefined {
  if (b.coefficient === 0n || Math.abs(a.exponent - b.exponent) > 100) return undefined;
  const [left, right] = aligned(a, b);
  return rounded(left % right, Math.min(a.exponent, b.exponent));
}

/** Toward zero. */
export function truncated(a: Decimal): bigint {
  if (a.exponent >= 0) return a.coefficient * 10n ** BigInt(a.exponent);
  return -a.exponent > 400 ? 0n : a.coefficient / 10n ** BigInt(-a.exponent);
}

/** Exponents that are brought together without a second thought. */
function isNear(a: Decimal, b: Decimal): boolean {
  return Math.abs(a.exponent - b.exponent) <= DECIMAL_DIGITS_MAX;
}

function signOf(value: bigint): number {
  return value < 0n ? -1 : value > 0n ? 1 : 0;
}

function magnitude(value: bigint): bigint {
  return value < 0n ? -value : value;
}

function digitsOf(value: bigint): number {
  return magnitude(value).toString().length;
}

function adjusted(a: Decimal): number {
  return a.exponent + digitsOf(a.coefficient) - 1;
}

function aligned(a: Decimal, b: Decimal): readonly [bigint, bigint] {
  const exponent = Math.min(a.exponent, b.exponent);
  return [
    a.exponent === exponent ? a.coefficient : a.coefficient * 10n ** BigInt(a.exponent - exponent),
    b.exponent === exponent ? b.coefficient : b.coefficient * 10n ** BigInt(b.exponent - exponent),
  ];
}

/** What surely has no more than 38 digits. */
const SHORT = 10n ** BigInt(DECIMAL_DIGITS_MAX);

/** To 38 digits, half to even. */
function rounded(coefficient: bigint, exponent: number): Decimal {
  if (coefficient < SHORT && coefficient > -SHORT) return new Decimal(coefficient, exponent);
  const excess = digitsOf(coefficient) - DECIMAL_DIGITS_MAX;
  if (excess <= 0) return new Decimal(coefficient, exponent);
  const unit = 10n ** BigInt(excess);
  const rest = magnitude(coefficient % unit) * 2n;
  let quotient = magnitude(coefficient / unit);
  if (rest > unit || (rest === unit && quotient % 2n === 1n)) quotient += 1n;
  const signed = coefficient < 0n ? -quotient : quotient;
  // 99...9 may have become 100...0, one digit more.
  return digitsOf(signed) > DECIMAL_DIGITS_MAX
    ? new Decimal(signed / 10n, exponent + excess + 1)
    : new Decimal(signed, exponent + excess);
}

function stripped(a: Decimal, preferred: number): Decimal {
  let { coefficient, exponent } = a;
  while (exponent < preferred && coefficient % 10n === 0n) {
    coefficient /= 10n;
    exponent += 1;
  }
  return new Decimal(coefficient, exponent);
}
