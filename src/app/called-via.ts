/**
 * A port as another service uses it in its caller's name: every call says through whom it came (`aws:CalledVia`, `aws:ViaAWSService`,
 * `kms:ViaService`), so that policies can tell it from the caller's own request.
 */
import type { Caller } from "../auth/principal.ts";

type CallerMethod = (caller: Caller, ...rest: never[]) => unknown;

/** `service`: `athena.amazonaws.com`. Every method of the port takes the caller first. */
export function calledVia<Port extends { readonly [Name in keyof Port]: CallerMethod }>(
  port: Port,
  service: string,
): Port {
  const methods = Object.entries<CallerMethod>(port).map(([name, method]) => [
    name,
    (caller: Caller, ...rest: never[]): unknown => method.call(port, through(caller, service), ...rest),
  ]);
  return Object.fromEntries(methods) as Port;
}

function through({ principal, accountId, region, origin, calledVia: before = [] }: Caller, service: string): Caller {
  return { principal, accountId, region, origin, calledVia: [...before, service] };
}
