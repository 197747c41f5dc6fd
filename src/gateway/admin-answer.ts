/** Answers of the server's own routes: JSON that nobody keeps. */
import type { HttpResponse } from "../kit/http.ts";

type Fields = readonly (readonly [string, string])[];

export function adminAnswer(status: number, value: unknown, more: Fields = []): HttpResponse {
  return {
    status,
    headers: [["Content-Type", "application/json"], ["Cache-Control", "no-store"], ...more],
    body: Buffer.from(JSON.stringify(value)),
  };
}

export function adminProblem(status: number, error: string, more: Fields = []): HttpResponse {
  return adminAnswer(status, { error }, more);
}
