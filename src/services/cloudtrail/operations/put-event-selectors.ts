import { NotImplementedError } from "../../../kit/errors.ts";
import type { CloudTrailOperation } from "../cloudtrail.ts";
import { readSelectors } from "../trails/event-selectors.ts";
import { findTrailAtHome, trailAccess } from "../trails/find-trail.ts";
import { trailArn, writeTrail } from "../trails/trail-record.ts";

/**
 * Says which events a trail takes, in place of what was said before.
 *
 * @throws {TrailNotFoundException} @throws {InvalidHomeRegionException} @throws {InvalidEventSelectorsException} 400
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_PutEventSelectors.html (read 2026-11-23)
 */
export const putEventSelectors: CloudTrailOperation<"PutEventSelectors"> = {
  access: (input, context) => trailAccess("PutEventSelectors", input.TrailName, context),
  async handle(input, context, { records, history }) {
    const name = input.TrailName ?? "";
    await records.read((reader) => findTrailAtHome(reader, name, context));
    if (input.AdvancedEventSelectors !== undefined && input.AdvancedEventSelectors.length > 0)
      throw new NotImplementedError("cloudtrail", "advanced event selectors", "basic event selectors are there");
    const selectors = readSelectors(input.EventSelectors, history.recordsData);
    return records.transact((transaction) => {
      const trail = findTrailAtHome(transaction, name, context);
      writeTrail(transaction, { ...trail, selectors });
      return { TrailARN: trailArn(trail), EventSelectors: [...selectors] };
    });
  },
};
