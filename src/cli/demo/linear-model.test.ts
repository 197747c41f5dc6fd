import { expect, test } from "vitest";
import { NormalEquations, predict } from "./linear-model.ts";

test("the fitted model recovers the weights of a noiseless linear function", () => {
  const columns = Uint8Array.of(0, 1, 2);
  const equations = new NormalEquations(3);
  for (let i = 0; i < 200; i += 1) {
    const values = Float64Array.of(1, i % 17, (i * 7) % 13);
    equations.add({ columns, values }, 4 + 2.5 * (values[1] ?? 0) - 1.5 * (values[2] ?? 0));
  }
  const model = equations.solve(1e-9);
  expect([...model.weights].map((weight) => Math.round(weight * 1e4) / 1e4)).toEqual([4, 2.5, -1.5]);
  expect(predict(model, { columns, values: Float64Array.of(1, 2, 3) })).toBeCloseTo(4.5, 4);
});
