/** Moves the state time of a server forward, as `lakebed clock advance` does: everything that becomes due is done before it returns. */
import { expect } from "vitest";
import { sendSigned } from "./raw-http.ts";
import type { TestServer } from "./server.ts";

export async function advanceClock(server: TestServer, spanMs: number): Promise<void> {
  const request = { method: "POST", path: "/_lakebed/clock/advance", query: { ms: String(spanMs) } };
  const { status, body } = await sendSigned(server, request, { service: "lakebed", credentials: server.credentials });
  expect(status, String(body)).toBe(200);
}
