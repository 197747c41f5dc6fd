/** The STS service as its operations see it. GetCallerIdentity needs nothing but the request, so there is nothing here yet. */
export type Sts = Readonly<Record<never, never>>;

export function createSts(): Sts {
  return {};
}
