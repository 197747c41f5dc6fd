/**
 * The status of an answer, for the few operations whose model names one success and whose service has several (RestoreObject: 200 and 202) or another
 * (PutBucketPolicy: 204).
 */
const STATUS = Symbol("status");

/** The same output, answered with this HTTP status. Invisible to everything else that reads the output. */
export function withStatus<Output extends object>(output: Output, status: number): Output {
  return { ...output, [STATUS]: status };
}

export function statusGiven(output: object): number | undefined {
  return (output as { [STATUS]?: number })[STATUS];
}
