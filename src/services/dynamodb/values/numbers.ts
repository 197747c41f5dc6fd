/**
 * Numbers as DynamoDB has them: decimals of up to 38 significant digits between 1E-130 and 9.99...E+125, exact, and never a float. A number is kept as its
 * canonical text in plain notation, which is what AWS answers with; `Decimal` is for comparing, adding and ordering.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html#HowItWorks.DataTypes.Number (read 2026-11-29)
 */

/** `0.DIGITS * 10^exponent`, negated or not. Digits neither begin nor end with a zero; zero has none. */
export interface Decimal {
  readonly isNegative: boolean;
  readonly digits: string;
  readonly exponent: number;
}

const DIGITS_MAX = 38;
/** Of `0.DIGITS * 10^exponent`: 1E-130 is 0.1E-129, 9.9E+125 is 0.99E+126. */
const EXPONENT_MIN = -129;
const EXPONENT_MAX = 126;
/** More than any exponent that could still be in range: what is longer is out of range whatever it says. */
const EXPONENT_DIGITS_MAX = 6;

const NUMBER = /^\s*([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?)(\d+))?\s*$/;
/** Whole numbers that are canonical already; most of them are. */
const PLAIN_INTEGER = /^(?:0|-?[1-9]\d{0,37})$/;

export type NumberProblem = "syntax" | "overflow" | "underflow" | "precision";

/** The canonical text, or what is wrong. */
export function canonicalNumber(text: string): { readonly text: string } | { readonly problem: NumberProblem } {
  if (PLAIN_INTEGER.test(text)) return { text };
  const parsed = parseNumber(text);
  return typeof parsed === "string" ? { problem: parsed } : { text: formatDecimal(parsed) };
}

/** A number that is known to be one. */
export function decimalOf(canonical: string): Decimal {
  const parsed = parseNumber(canonical);
  return typeof parsed === "string" ? ZERO : parsed;
}

const ZERO: Decimal = { isNegative: false, digits: "", exponent: 0 };

function parseNumber(text: string): Decimal | NumberProblem {
  const match = NUMBER.exec(text);
  if (match === null) return "syntax";
  const [, sign = "", whole = "", fraction = "", exponentSign = "", exponentText = ""] = match;
  if (whole === "" && fraction === "") return "syntax";
  const significant = exponentText.replace(/^0+/, "");
  const power = significant.length > EXPONENT_DIGITS_MAX ? 10 ** EXPONENT_DIGITS_MAX : Number(significant);
  const all = whole + fraction;
  const lead = leadingZeros(all);
  const digits = all.slice(lead, all.length - trailingZeros(all, lead));
  const exponent = whole.length - lead + (exponentSign === "-" ? -power : power);
  return limited({ isNegative: sign === "-", digits, exponent });
}

function limited(decimal: Decimal): Decimal | NumberProblem {
  const { digits, exponent } = decimal;
  if (digits === "") return ZERO;
  if (exponent > EXPONENT_MAX) return "overflow";
  if (exponent < EXPONENT_MIN) return "underflow";
  return digits.length > DIGITS_MAX ? "precision" : decimal;
}

function leadingZeros(text: string): number {
  let count = 0;
  while (text.charCodeAt(count) === 48) count += 1;
  return count;
}

function trailingZeros(text: string, notBefore: number): number {
  let end = text.length;
  while (end > notBefore && text.charCodeAt(end - 1) === 48) end -= 1;
  return text.length - end;
}

// AWS: numbers come back in plain notation, however they were written (1E125 as a one with 125 zeros).
export function formatDecimal({ isNegative, digits, exponent }: Decimal): string {
  if (digits === "") return "0";
  const sign = isNegative ? "-" : "";
  if (exponent <= 0) return `${sign}0.${"0".repeat(-exponent)}${digits}`;
  if (exponent >= digits.length) return sign + digits + "0".repeat(exponent - digits.length);
  return `${sign}${digits.slice(0, exponent)}.${digits.slice(exponent)}`;
}

/** Negative, zero or positive, as `left` is to `right`. */
export function compareNumbers(left: string, right: string): number {
  if (left === right) return 0;
  if (isSmallInteger(left) && isSmallInteger(right)) return Number(left) - Number(right);
  const leftKey = orderedText(left);
  const rightKey = orderedText(right);
  return leftKey < rightKey ? -1 : leftKey > rightKey ? 1 : 0;
}

/** Whole numbers that a double holds exactly. */
function isSmallInteger(canonical: string): boolean {
  return canonical.length <= SMALL_DIGITS && PLAIN_INTEGER.test(canonical);
}

const SMALL_DIGITS = 15;

/**
 * ASCII text that sorts as the number does: a sign, the exponent, the digits. Of negative numbers exponent and digits are turned over, and the end sorts after
 * every digit, so that of two numbers the one with more digits comes first.
 */
export function orderedText(canonical: string): string {
  const { isNegative, digits, exponent } = decimalOf(canonical);
  if (digits === "") return "o";
  const biased = exponent - EXPONENT_MIN;
  if (!isNegative) return `p${hexByte(biased)}${digits}`;
  let turned = "";
  for (let at = 0; at < digits.length; at += 1) turned += String.fromCharCode(105 - digits.charCodeAt(at));
  return `n${hexByte(255 - biased)}${turned}~`;
}

function hexByte(value: number): string {
  return value < 16 ? `0${value.toString(16)}` : value.toString(16);
}

/** The sum or difference, or undefined when it needs more digits or a larger exponent than there are. */
export function addNumbers(left: string, right: string, operator: "+" | "-"): string | undefined {
  const one = decimalOf(left);
  const other = decimalOf(right);
  const scale = Math.min(one.exponent - one.digits.length, other.exponent - other.digits.length);
  const sum = scaled(one, scale) + (operator === "+" ? scaled(other, scale) : -scaled(other, scale));
  const text = sum.toString();
  const isNegative = text.startsWith("-");
  const all = isNegative ? text.slice(1) : text;
  const digits = sum === 0n ? "" : all.slice(0, all.length - trailingZeros(all, 0));
  const result = limited({ isNegative, digits, exponent: all.length + scale });
  return typeof result === "string" ? undefined : formatDecimal(result);
}

/** The number as a whole multiple of `10^scale`. */
function scaled({ isNegative, digits, exponent }: Decimal, scale: number): bigint {
  if (digits === "") return 0n;
  const value = BigInt(digits) * 10n ** BigInt(exponent - digits.length - scale);
  return isNegative ? -value : value;
}

/**
 * Bytes of a number in an item: one, and one for every two digits before the point and for every two behind it, without the zeros at both ends, and one for
 * a minus.
 *
 * AWS: measured at the limit of item sizes (paritysuite/dynamodb-conformance, tests/tier3/limits/numberByteSize.test.ts, captured 2026-08-18); the developer guide's rule is
 * off by one where digits stand on both sides of the point.
 */
export function numberBytes(canonical: string): number {
  const { isNegative, digits, exponent } = decimalOf(canonical);
  const before = Math.min(Math.max(exponent, 0), digits.length);
  return 1 + Math.ceil(before / 2) + Math.ceil((digits.length - before) / 2) + (isNegative ? 1 : 0);
}
