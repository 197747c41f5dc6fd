/** Exact decimals as DuckDB text: DuckDB divides decimals as doubles, so quotients are made of whole numbers. */

/** The whole number that `sql`, a decimal of `scale`, is in units of its last digit. */
export function unscaled(sql: string, scale: number): string {
  return scale === 0
    ? `CAST(${sql} AS HUGEINT)`
    : `CAST(CAST(${sql} AS DECIMAL(38,${scale})) * ${10n ** BigInt(scale)} AS HUGEINT)`;
}

/** The decimal of `scale` whose last digit's units are the whole number `sql`. */
export function decimalOfUnscaled(sql: string, scale: number): string {
  if (scale === 0) return `CAST(${sql} AS DECIMAL(38,0))`;
  return `(CAST(${sql} AS DECIMAL(38,0)) * CAST('0.${"0".repeat(scale - 1)}1' AS DECIMAL(${scale},${scale})))`;
}
