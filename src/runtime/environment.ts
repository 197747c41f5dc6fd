/** Environment variables of the process. Nothing else in `src/` reads them. */
export type Environment = Readonly<Record<string, string | undefined>>;

export function processEnvironment(): Environment {
  return process.env;
}
