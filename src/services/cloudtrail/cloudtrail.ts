/** CloudTrail as its operations see it, and the timer that delivers the log files of its trails. */
import type * as Sdk from "@aws-sdk/client-cloudtrail";
import type { Operation, OperationName } from "../../kit/operation.ts";
import type { CloudTrailDependencies } from "./dependencies.ts";
import { DELIVERY_INTERVAL_MS } from "./limits.ts";
import { deliverAll } from "./trails/delivery.ts";

export interface CloudTrail extends CloudTrailDependencies {
  close(): Promise<void>;
}

export type CloudTrailOperation<Name extends OperationName<typeof Sdk> & string> = Operation<
  typeof Sdk,
  Name,
  CloudTrail
>;

/** The instance for all accounts and Regions. Delivers at once what a stop left, and from then on every minute. */
export function createCloudTrail(dependencies: CloudTrailDependencies): CloudTrail {
  const { timers, log } = dependencies.runtime;
  const closing = new AbortController();
  const round = (): Promise<void> =>
    deliverAll(dependencies, closing.signal).catch((error: unknown) =>
      log.error("cannot deliver log files of trails; trying again", { cause: String(error) }),
    );
  let delivery = round();
  const stop = timers.every(DELIVERY_INTERVAL_MS, () => (delivery = delivery.then(round)));
  return {
    ...dependencies,
    async close() {
      stop();
      closing.abort();
      await delivery;
    },
  };
}
