/**
 * The operations that are missing, one group for each reason. `service.ts` spreads them into the table, where a name that is neither
 * here nor working does not compile.
 */
import { type NotImplemented, notImplemented } from "../../kit/operation.ts";

function missing<const Name extends string>(reason: string, names: readonly Name[]): Record<Name, NotImplemented> {
  const row = notImplemented(reason);
  return Object.fromEntries(names.map((name) => [name, row])) as Record<Name, NotImplemented>;
}

const jobs = missing("jobs, sessions and scripts need a Spark or Python runner", [
  "BatchGetDevEndpoints", "BatchGetJobs", "BatchStopJobRun", "CancelStatement", "CreateDevEndpoint", "CreateJob", "CreateScript", "CreateSession",
  "CreateUsageProfile", "DeleteDevEndpoint", "DeleteJob", "DeleteSession", "DeleteUsageProfile", "GetDashboardUrl", "GetDataflowGraph",
  "GetDevEndpoint", "GetDevEndpoints", "GetJob", "GetJobBookmark", "GetJobRun", "GetJobRuns", "GetJobUpgradeAnalysis", "GetJobs", "GetMapping",
  "GetPlan", "GetSession", "GetSessionEndpoint", "GetStatement", "GetSystemLogsForJobRun", "GetSystemLogsForSession", "GetUsageProfile",
  "ListDevEndpoints", "ListJobs", "ListSessions", "ListStatements", "ListUsageProfiles", "ResetJobBookmark", "RunStatement", "StartJobRun",
  "StartJobUpgradeAnalysis", "StopJobUpgradeAnalysis", "StopSession", "UpdateDevEndpoint", "UpdateJob", "UpdateJobFromSourceControl",
  "UpdateSourceControlFromJob", "UpdateUsageProfile",
]);

const workflows = missing("triggers, workflows and blueprints start jobs, and there are no jobs yet", [
  "BatchGetBlueprints", "BatchGetTriggers", "BatchGetWorkflows", "CreateBlueprint", "CreateTrigger", "CreateWorkflow", "DeleteBlueprint",
  "DeleteTrigger", "DeleteWorkflow", "GetBlueprint", "GetBlueprintRun", "GetBlueprintRuns", "GetTrigger", "GetTriggers", "GetWorkflow",
  "GetWorkflowRun", "GetWorkflowRunProperties", "GetWorkflowRuns", "ListBlueprints", "ListTriggers", "ListWorkflows", "PutWorkflowRunProperties",
  "ResumeWorkflowRun", "StartBlueprintRun", "StartTrigger", "StartWorkflowRun", "StopTrigger", "StopWorkflowRun", "UpdateBlueprint", "UpdateTrigger",
  "UpdateWorkflow",
]);

const machineLearning = missing("ML transforms train models on Spark", [
  "CancelMLTaskRun", "CreateMLTransform", "DeleteMLTransform", "GetMLTaskRun", "GetMLTaskRuns", "GetMLTransform", "GetMLTransforms",
  "ListMLTransforms", "StartExportLabelsTaskRun", "StartImportLabelsTaskRun", "StartMLEvaluationTaskRun", "StartMLLabelingSetGenerationTaskRun",
  "UpdateMLTransform",
]);

const dataQuality = missing("the data quality language (DQDL) has no evaluator yet", [
  "BatchGetDataQualityResult", "BatchGetDataQualityResultV2", "BatchGetDataQualityRulesetEvaluationRun", "BatchPutDataQualityStatisticAnnotation",
  "CancelDataQualityRuleRecommendationRun", "CancelDataQualityRulesetEvaluationRun", "CreateDataQualityEvaluationConfig", "CreateDataQualityRuleset",
  "DeleteDataQualityEvaluationConfig", "DeleteDataQualityRuleset", "GetDataQualityEvaluationConfig", "GetDataQualityModel",
  "GetDataQualityModelResult", "GetDataQualityResult", "GetDataQualityResultV2", "GetDataQualityRuleRecommendationRun", "GetDataQualityRuleset",
  "GetDataQualityRulesetEvaluationRun", "ListDataQualityEvaluationConfigs", "ListDataQualityResults", "ListDataQualityResultsV2",
  "ListDataQualityRuleRecommendationRuns", "ListDataQualityRulesetEvaluationRuns", "ListDataQualityRulesets", "ListDataQualityStatisticAnnotations",
  "ListDataQualityStatistics", "PublishDataQualityResultV2", "PutDataQualityProfileAnnotation", "StartDataQualityRuleRecommendationRun",
  "StartDataQualityRulesetEvaluationRun", "UpdateDataQualityEvaluationConfig", "UpdateDataQualityRuleset",
]);

const statistics = missing("column statistics are not computed yet", [
  "CreateColumnStatisticsTaskSettings", "DeleteColumnStatisticsForPartition", "DeleteColumnStatisticsForTable", "DeleteColumnStatisticsTaskSettings",
  "GetColumnStatisticsForPartition", "GetColumnStatisticsForTable", "GetColumnStatisticsTaskRun", "GetColumnStatisticsTaskRuns",
  "GetColumnStatisticsTaskSettings", "ListColumnStatisticsTaskRuns", "StartColumnStatisticsTaskRun", "StartColumnStatisticsTaskRunSchedule",
  "StopColumnStatisticsTaskRun", "StopColumnStatisticsTaskRunSchedule", "UpdateColumnStatisticsForPartition", "UpdateColumnStatisticsForTable",
  "UpdateColumnStatisticsTaskSettings",
]);

const schemaRegistry = missing("the schema registry has no compatibility checker yet", [
  "CheckSchemaVersionValidity", "CreateRegistry", "CreateSchema", "DeleteRegistry", "DeleteSchema", "DeleteSchemaVersions", "GetRegistry",
  "GetSchema", "GetSchemaByDefinition", "GetSchemaVersion", "GetSchemaVersionsDiff", "ListRegistries", "ListSchemaVersions", "ListSchemas",
  "PutSchemaVersionMetadata", "QuerySchemaVersionMetadata", "RegisterSchemaVersion", "RemoveSchemaVersionMetadata", "UpdateRegistry", "UpdateSchema",
]);

const connections = missing("connections reach databases that are not there yet", [
  "BatchDeleteConnection", "CreateConnection", "DeleteConnection", "DeleteConnectionType", "DescribeConnectionType", "DescribeEntity",
  "GetConnection", "GetConnections", "GetEntityRecords", "ListConnectionTypes", "ListEntities", "RegisterConnectionType", "TestConnection",
  "UpdateConnection",
]);

const integrations = missing("zero-ETL integrations copy from services that are not there yet", [
  "CreateIntegration", "CreateIntegrationResourceProperty", "CreateIntegrationTableProperties", "DeleteIntegration",
  "DeleteIntegrationResourceProperty", "DeleteIntegrationTableProperties", "DescribeInboundIntegrations", "DescribeIntegrations",
  "GetIntegrationResourceProperty", "GetIntegrationTableProperties", "ListIntegrationResourceProperties", "ListIntegrationTableProperties",
  "ModifyIntegration", "UpdateIntegrationResourceProperty", "UpdateIntegrationTableProperties",
]);

const catalogs = missing("one catalog for each account and Region; nested and federated catalogs are missing", [
  "CreateCatalog", "DeleteCatalog", "GetCatalog", "GetCatalogImportStatus", "GetCatalogs", "GetDataCatalogExportConfiguration",
  "ImportCatalogToGlue", "PutDataCatalogExportConfiguration", "UpdateCatalog",
]);

const governance = missing("business metadata (assets, glossaries, forms) is missing", [
  "AssociateGlossaryTerms", "BatchGetIterableForms", "CreateGlossary", "CreateGlossaryTerm", "DeleteAsset", "DeleteAssetType", "DeleteAttachment",
  "DeleteFormType", "DeleteGlossary", "DeleteGlossaryTerm", "DisassociateGlossaryTerms", "GetAsset", "GetAssetType", "GetFormType", "GetGlossary",
  "GetGlossaryTerm", "ListAssetTypes", "ListFormTypes", "ListGlossaries", "ListGlossaryTerms", "ListIterableForms", "PutAsset", "PutAssetType",
  "PutAttachment", "PutFormType", "SearchAssets", "UpdateAsset", "UpdateGlossary", "UpdateGlossaryTerm",
]);

const security = missing("resource policies, encryption settings and identity centre wait for the policy engine", [
  "CreateGlueIdentityCenterConfiguration", "CreateSecurityConfiguration", "DeleteGlueIdentityCenterConfiguration", "DeleteResourcePolicy",
  "DeleteSecurityConfiguration", "GetDataCatalogEncryptionSettings", "GetGlueIdentityCenterConfiguration", "GetResourcePolicies",
  "GetResourcePolicy", "GetSecurityConfiguration", "GetSecurityConfigurations", "PutDataCatalogEncryptionSettings", "PutResourcePolicy",
  "UpdateGlueIdentityCenterConfiguration",
]);

const classifiers = missing("crawlers use the built-in classifiers only", [
  "BatchGetCustomEntityTypes", "CreateClassifier", "CreateCustomEntityType", "DeleteClassifier", "DeleteCustomEntityType", "GetClassifier",
  "GetClassifiers", "GetCustomEntityType", "ListCustomEntityTypes", "UpdateClassifier",
]);

const schedules = missing("crawlers are started by hand; there is no scheduler yet", [
  "StartCrawlerSchedule", "StopCrawlerSchedule", "UpdateCrawlerSchedule",
]);

const optimizers = missing("there are no Iceberg tables to optimize yet", [
  "BatchGetTableOptimizer", "CreateTableOptimizer", "DeleteTableOptimizer", "GetMaterializedViewRefreshTaskRun", "GetTableOptimizer",
  "ListMaterializedViewRefreshTaskRuns", "ListTableOptimizerRuns", "StartMaterializedViewRefreshTaskRun", "StopMaterializedViewRefreshTaskRun",
  "UpdateTableOptimizer",
]);

const lakeFormation = missing("unfiltered metadata is for engines that enforce Lake Formation permissions themselves", [
  "GetUnfilteredPartitionMetadata", "GetUnfilteredPartitionsMetadata", "GetUnfilteredTableMetadata",
]);

const indexes = missing("partitions are always indexed by their keys in order; other indexes are missing", [
  "CreatePartitionIndex", "DeletePartitionIndex", "GetPartitionIndexes",
]);

const functions = missing("user-defined functions are Java classes that nothing here can run", [
  "CreateUserDefinedFunction", "DeleteUserDefinedFunction", "GetUserDefinedFunction", "GetUserDefinedFunctions", "UpdateUserDefinedFunction",
]);

const search = missing("there is no full-text index of the catalog yet", [
  "SearchTables",
]);

export const missingOperations = {
  ...jobs,
  ...workflows,
  ...machineLearning,
  ...dataQuality,
  ...statistics,
  ...schemaRegistry,
  ...connections,
  ...integrations,
  ...catalogs,
  ...governance,
  ...security,
  ...classifiers,
  ...schedules,
  ...optimizers,
  ...lakeFormation,
  ...indexes,
  ...functions,
  ...search,
};
