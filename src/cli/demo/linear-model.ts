/**
 * Least squares by its normal equations, fed in batches: memory is the square of the number of features, whatever the number of
 * rows. Small on purpose: the demo shows where training data comes from, not a learning library.
 */
export interface LinearModel {
  readonly weights: Float64Array;
}

/** A row of which only some columns are not zero: `values[n]` stands in column `columns[n]`, columns ascending. */
export interface SparseRow {
  readonly columns: Uint8Array;
  readonly values: Float64Array;
}

export class NormalEquations {
  readonly #width: number;
  readonly #gram: Float64Array;
  readonly #moments: Float64Array;
  #targetSum = 0;
  #count = 0;

  constructor(width: number) {
    this.#width = width;
    this.#gram = new Float64Array(width * width);
    this.#moments = new Float64Array(width);
  }

  add({ columns, values }: SparseRow, target: number): void {
    for (let i = 0; i < columns.length; i += 1) {
      const value = values[i] ?? 0;
      const column = columns[i] ?? 0;
      const start = column * this.#width;
      for (let j = i; j < columns.length; j += 1)
        addTo(this.#gram, start + (columns[j] ?? 0), value * (values[j] ?? 0));
      addTo(this.#moments, column, value * target);
    }
    this.#targetSum += target;
    this.#count += 1;
  }

  get count(): number {
    return this.#count;
  }

  get meanTarget(): number {
    return this.#targetSum / Math.max(1, this.#count);
  }

  /** Solves (X'X + ridge I) w = X'y. The small ridge keeps collinear features solvable. */
  solve(ridge = 1e-3): LinearModel {
    const width = this.#width;
    const matrix = Array.from({ length: width }, (_, i) =>
      Float64Array.from({ length: width + 1 }, (__, j) => {
        if (j === width) return this.#moments[i] ?? 0;
        return (this.#gram[Math.min(i, j) * width + Math.max(i, j)] ?? 0) + (i === j ? ridge : 0);
      }),
    );
    return { weights: eliminate(matrix) };
  }
}

/** Gauss-Jordan elimination with partial pivoting on an augmented matrix. */
function eliminate(matrix: Float64Array[]): Float64Array {
  const width = matrix.length;
  for (let column = 0; column < width; column += 1) {
    let pivot = column;
    for (let row = column + 1; row < width; row += 1) {
      if (Math.abs(matrix[row]?.[column] ?? 0) > Math.abs(matrix[pivot]?.[column] ?? 0)) pivot = row;
    }
    const pivotRow = matrix[pivot] ?? new Float64Array(width + 1);
    matrix[pivot] = matrix[column] ?? pivotRow;
    matrix[column] = pivotRow;
    const scale = pivotRow[column] ?? 1;
    for (let j = column; j <= width; j += 1) pivotRow[j] = (pivotRow[j] ?? 0) / scale;
    for (const row of matrix) {
      const factor = row === pivotRow ? 0 : (row[column] ?? 0);
      if (factor !== 0) for (let j = column; j <= width; j += 1) row[j] = (row[j] ?? 0) - factor * (pivotRow[j] ?? 0);
    }
  }
  return Float64Array.from(matrix, (row) => row[width] ?? 0);
}

export function predict({ weights }: LinearModel, { columns, values }: SparseRow): number {
  let sum = 0;
  for (let i = 0; i < columns.length; i += 1) sum += (weights[columns[i] ?? 0] ?? 0) * (values[i] ?? 0);
  return sum;
}

function addTo(array: Float64Array, index: number, value: number): void {
  array[index] = (array[index] ?? 0) + value;
}
