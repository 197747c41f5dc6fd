/** Whether transfer acceleration was asked for; it has no effect on one machine, where the accelerated endpoint is the ordinary one. */
import { bucketConfiguration, type BucketConfiguration } from "../store/configurations.ts";

export interface Acceleration {
  readonly status: "Enabled" | "Suspended";
}

export const acceleration: BucketConfiguration<Acceleration> = bucketConfiguration("acceleration");
