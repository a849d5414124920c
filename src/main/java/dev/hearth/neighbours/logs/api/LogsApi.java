package dev.hearth.neighbours.logs.api;

import dev.hearth.base.auth.Caller;
import dev.hearth.base.json.JsonValue;
import dev.hearth.base.json.JsonValue.JsonArray;
import dev.hearth.base.json.JsonValue.JsonObject;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.model.AccountId;
import dev.hearth.neighbours.logs.LogStore;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The part of CloudWatch Logs' API with which tools make log groups around functions, and read and write logs.
 *
 * <p>Shapes, defaults and limits are those of the
 * <a href="https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/">API reference</a>. Members that only
 * matter to what Hearth does not have (linked accounts, masking) are ignored.
 */
public final class LogsApi {
    private final Map<String, Operation> operations;

    /**
     * @param region the region in ARNs
     */
    public LogsApi(LogStore logs, String region) {
        LogNames names = new LogNames(region);
        LogGroupsApi groups = new LogGroupsApi(logs, names);
        LogTagsApi tags = new LogTagsApi(logs, names);
        LogEventsApi events = new LogEventsApi(logs, names);
        operations = Map.ofEntries(
                Map.entry("AssociateKmsKey", groups::associateKey),
                Map.entry("CreateLogGroup", groups::create),
                Map.entry("CreateLogStream", events::createStream),
                Map.entry("DeleteLogGroup", groups::delete),
                Map.entry("DeleteLogStream", events::deleteStream),
                Map.entry("DeleteRetentionPolicy", groups::deleteRetention),
                Map.entry("DescribeLogGroups", groups::describe),
                Map.entry("DescribeLogStreams", events::describeStreams),
                Map.entry("DescribeSubscriptionFilters", groups::subscriptions),
                Map.entry("DisassociateKmsKey", groups::disassociateKey),
                Map.entry("FilterLogEvents", events::filter),
                Map.entry("GetLogEvents", events::events),
                Map.entry("ListTagsForResource", tags::list),
                Map.entry("ListTagsLogGroup", tags::listOfGroup),
                Map.entry("PutLogEvents", events::put),
                Map.entry("PutLogGroupDeletionProtection", groups::putProtection),
                Map.entry("PutRetentionPolicy", groups::putRetention),
                Map.entry("TagLogGroup", tags::tagGroup),
                Map.entry("TagResource", tags::tag),
                Map.entry("UntagLogGroup", tags::untagGroup),
                Map.entry("UntagResource", tags::untag));
    }

    /** The operations that list resources which Hearth lacks, with the name of the empty list. */
    private static final Map<String, String> UNSET = Map.ofEntries(
            Map.entry("DescribeAccountPolicies", "accountPolicies"),
            Map.entry("DescribeConfigurationTemplates", "configurationTemplates"),
            Map.entry("DescribeDeliveries", "deliveries"),
            Map.entry("DescribeDeliveryDestinations", "deliveryDestinations"),
            Map.entry("DescribeDeliverySources", "deliverySources"),
            Map.entry("DescribeDestinations", "destinations"),
            Map.entry("DescribeExportTasks", "exportTasks"),
            Map.entry("DescribeFieldIndexes", "fieldIndexes"),
            Map.entry("DescribeImportTasks", "imports"),
            Map.entry("DescribeIndexPolicies", "indexPolicies"),
            Map.entry("DescribeMetricFilters", "metricFilters"),
            Map.entry("DescribeQueries", "queries"),
            Map.entry("DescribeQueryDefinitions", "queryDefinitions"),
            Map.entry("DescribeResourcePolicies", "resourcePolicies"),
            Map.entry("ListAnomalies", "anomalies"),
            Map.entry("ListIntegrations", "integrationSummaries"),
            Map.entry("ListLogAnomalyDetectors", "anomalyDetectors"),
            Map.entry("ListScheduledQueries", "scheduledQueries"));

    /** The operations that read one resource of a kind which Hearth lacks, with what the error calls it. */
    private static final Map<String, String> MISSING = Map.of(
            "GetDelivery", "delivery",
            "GetDeliveryDestination", "delivery destination",
            "GetDeliveryDestinationPolicy", "delivery destination",
            "GetDeliverySource", "delivery source",
            "GetIntegration", "integration",
            "GetLogAnomalyDetector", "anomaly detector",
            "GetScheduledQuery", "scheduled query",
            "GetScheduledQueryHistory", "scheduled query");

    private interface Operation {
        JsonObject call(AccountId account, LogsInput input);
    }

    /**
     * Executes one operation.
     *
     * @param operation such as {@code GetLogEvents}
     * @throws ServiceException the error for the caller
     */
    public JsonObject call(Caller caller, String operation, JsonObject input) {
        if (UNSET.containsKey(operation)) {
            return JsonObject.builder()
                    .put(UNSET.get(operation), JsonArray.EMPTY)
                    .build();
        }
        if (MISSING.containsKey(operation)) {
            throw new ServiceException(
                    ErrorCode.RESOURCE_NOT_FOUND, "The specified " + MISSING.get(operation) + " does not exist.");
        }
        Operation found = operations.get(operation);
        if (found == null) {
            throw new ServiceException(
                    ErrorCode.UNKNOWN_OPERATION, "Hearth has no operation " + operation + " of CloudWatch Logs.");
        }
        return found.call(caller.account(), new LogsInput(input));
    }

    static <T> JsonArray array(List<T> items, Function<T, JsonObject> form) {
        return new JsonArray(items.stream().<JsonValue>map(form).toList());
    }
}
