/**
 * The five aggregate functions. NULL and MISSING do not count; of nothing, COUNT is 0 and the others are NULL.
 *
 * AWS: s3-select-sql-reference-aggregate.html: numbers alone; AVG of integers is a decimal.
 */
import type { AggregateName } from "../sql/syntax.ts";
import { addDecimals, Decimal, divideDecimals } from "../values/decimal.ts";
import { compareValues, isUnknown, type Numeric, type Value } from "../values/value.ts";
import { calculate, exact, finite, numeric } from "./arithmetic.ts";

export interface Accumulator {
  add(value: Value): void;
  result(): Value;
}

export function createAccumulator(name: AggregateName): Accumulator {
  switch (name) {
    case "COUNT":
      return new Count();
    case "SUM":
      return new Sum();
    case "AVG":
      return new Average();
    case "MIN":
      return new Extreme(-1);
    case "MAX":
      return new Extreme(1);
  }
}

class Count implements Accumulator {
  #count = 0;
  add(value: Value): void {
    if (!isUnknown(value)) this.#count += 1;
  }
  result(): Value {
    return BigInt(this.#count);
  }
}

class Sum implements Accumulator {
  #sum: Value = null;
  add(value: Value): void {
    if (isUnknown(value)) return;
    this.#sum = this.#sum === null ? numeric(value) : calculate("+", this.#sum, value);
  }
  result(): Value {
    return this.#sum;
  }
}

class Average implements Accumulator {
  #count = 0;
  #exact = new Decimal(0n, 0);
  #float: number | undefined;
  add(value: Value): void {
    if (isUnknown(value)) return;
    const number = numeric(value);
    this.#count += 1;
    if (typeof number === "number") this.#float = (this.#float ?? 0) + number;
    else this.#exact = addDecimals(this.#exact, exact(number));
  }
  result(): Value {
    if (this.#count === 0) return null;
    if (this.#float !== undefined) return finite((this.#float + Number(this.#exact)) / this.#count);
    return divideDecimals(this.#exact, new Decimal(BigInt(this.#count), 0)) ?? null;
  }
}

class Extreme implements Accumulator {
  readonly #sign: 1 | -1;
  #found: Numeric | null = null;
  constructor(sign: 1 | -1) {
    this.#sign = sign;
  }
  add(value: Value): void {
    if (isUnknown(value)) return;
    const number = numeric(value);
    if (this.#found === null || compareValues(number, this.#found) === this.#sign) this.#found = number;
  }
  result(): Value {
    return this.#found;
  }
}
