/**
 * The operations that are missing, one group for each reason. `service.ts` spreads them into the table, where a name that is neither
 * here nor working does not compile.
 */
import { type NotImplemented, notImplemented } from "../../kit/operation.ts";

function missing<const Name extends string>(reason: string, names: readonly Name[]): Record<Name, NotImplemented> {
  const row = notImplemented(reason);
  return Object.fromEntries(names.map((name) => [name, row])) as Record<Name, NotImplemented>;
}

export const missingOperations = {
  ...missing("log files are not signed with digests, because there are no digest files yet", ["ListPublicKeys"]),
  ...missing("there is no CloudTrail Lake: event data stores, their queries, dashboards, imports and channels", [
    "CancelQuery",
    "CreateChannel",
    "CreateDashboard",
    "CreateEventDataStore",
    "DeleteChannel",
    "DeleteDashboard",
    "DeleteEventDataStore",
    "DescribeQuery",
    "DisableFederation",
    "EnableFederation",
    "GenerateQuery",
    "GetChannel",
    "GetDashboard",
    "GetEventDataStore",
    "GetImport",
    "GetQueryResults",
    "ListChannels",
    "ListDashboards",
    "ListEventDataStores",
    "ListImportFailures",
    "ListImports",
    "ListQueries",
    "RestoreEventDataStore",
    "SearchSampleQueries",
    "StartDashboardRefresh",
    "StartEventDataStoreIngestion",
    "StartImport",
    "StartQuery",
    "StopEventDataStoreIngestion",
    "StopImport",
    "UpdateChannel",
    "UpdateDashboard",
    "UpdateEventDataStore",
  ]),
  ...missing("CloudTrail's own resources carry no policies, because none of those that may have one exist", [
    "DeleteResourcePolicy",
    "GetResourcePolicy",
    "PutResourcePolicy",
  ]),
  ...missing("there is no CloudTrail Insights: nothing looks for unusual rates of calls", [
    "GetInsightSelectors",
    "ListInsightsData",
    "ListInsightsMetricData",
    "PutInsightSelectors",
  ]),
  ...missing("events are not enriched with tags or condition keys, so there is nothing to configure", [
    "GetEventConfiguration",
    "PutEventConfiguration",
  ]),
  ...missing("there are no organization trails, so nobody administers them", [
    "DeregisterOrganizationDelegatedAdmin",
    "RegisterOrganizationDelegatedAdmin",
  ]),
};
