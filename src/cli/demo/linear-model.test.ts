import { expect, test } from "vitest";
import { NormalEquations, predict } from "./linear-model.ts";

test("the fitted model recovers the weights of a noiseless linear function", () => {
  const equations = new NormalEquations(3);
  for (let i = 0; i < 200; i += 1) {
    const row = Float64Array.of(1, i % 17, (i * 7) % 13);
    equations.add(row, 4 + 2.5 * (row[1] ?? 0) - 1.5 * (row[2] ?? 0));
  }
  const model = equations.solve(1e-9);
  expect([...model.weights].map((weight) => Math.round(weight * 1e4) / 1e4)).toEqual([4, 2.5, -1.5]);
  expect(predict(model, Float64Array.of(1, 2, 3))).toBeCloseTo(4.5, 4);
});
