/**
 * Finds out whether a Lakebed answers at an endpoint, by its health route.
 */
export interface RunningInfo {
  readonly endpoint: string;
  /** The health document as the server gave it. */
  readonly health: Readonly<Record<string, unknown>>;
}

const PROBE_TIMEOUT_MS = 1_500;

/** Undefined when nothing answers, or something that is not Lakebed. */
export async function findRunning(endpoint: string): Promise<RunningInfo | undefined> {
  try {
    const answer = await fetch(`${endpoint}/_lakebed/health`, { signal: AbortSignal.timeout(PROBE_TIMEOUT_MS) });
    if (!answer.ok) return undefined;
    const health: unknown = await answer.json();
    return typeof health === "object" && health !== null ? { endpoint, health: { ...health } } : undefined;
  } catch {
    return undefined; // Refused, timed out or not JSON: nobody of ours is there.
  }
}
