package dev.hearth.api;

import dev.hearth.auth.Caller;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.json.JsonValue;
import dev.hearth.json.JsonValue.JsonArray;
import dev.hearth.json.JsonValue.JsonBoolean;
import dev.hearth.json.JsonValue.JsonNumber;
import dev.hearth.json.JsonValue.JsonObject;
import dev.hearth.json.JsonValue.JsonString;
import dev.hearth.logs.EventPage;
import dev.hearth.logs.EventQuery;
import dev.hearth.logs.FilterQuery;
import dev.hearth.logs.LogEvent;
import dev.hearth.logs.LogGroup;
import dev.hearth.logs.LogPage;
import dev.hearth.logs.LogStore;
import dev.hearth.logs.LogStreamSummary;
import dev.hearth.logs.StreamQuery;
import dev.hearth.logs.TimeRange;
import dev.hearth.model.AccountId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The part of CloudWatch Logs' API with which tools read a function's logs, and remove them.
 *
 * <p>Shapes, defaults and limits are those of the
 * <a href="https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/">API reference</a>. Members that only
 * matter to what Hearth does not have (linked accounts, log classes, masking) are ignored.
 */
public final class LogsApi implements JsonService {
    private static final int DEFAULT_ITEMS = 50;
    private static final int DEFAULT_EVENTS = 10_000;

    private static final Pattern GROUP_ARN =
            Pattern.compile("arn:aws[a-zA-Z-]*:logs:([a-z0-9-]+):([0-9]{12}):log-group:([^:*]+)(?::\\*)?");

    private final LogStore logs;
    private final String region;

    /** @param region what ARNs name */
    public LogsApi(LogStore logs, String region) {
        this.logs = logs;
        this.region = region;
    }

    @Override
    public JsonObject call(Caller caller, String operation, JsonObject input) {
        AccountId account = caller.account();
        return switch (operation) {
            case "DescribeLogGroups" -> describeGroups(account, input);
            case "DescribeLogStreams" -> describeStreams(account, input);
            case "GetLogEvents" -> events(account, input);
            case "FilterLogEvents" -> filter(account, input);
            case "DeleteLogGroup" -> {
                logs.delete(account, required(input, "logGroupName"));
                yield JsonObject.EMPTY;
            }
            default ->
                throw new ServiceException(
                        ErrorCode.UNKNOWN_OPERATION, "Hearth has no operation " + operation + " of CloudWatch Logs.");
        };
    }

    private JsonObject describeGroups(AccountId account, JsonObject input) {
        if (input.find("logGroupNamePattern").isPresent()) {
            throw invalid("Hearth knows logGroupNamePrefix only, not logGroupNamePattern.");
        }
        LogPage<LogGroup> page = logs.groups(
                account,
                text(input, "logGroupNamePrefix"),
                number(input, "limit", DEFAULT_ITEMS),
                text(input, "nextToken"));
        return JsonObject.builder()
                .put("logGroups", array(page.items(), group -> group(account, group)))
                .put("nextToken", page.next())
                .build();
    }

    private JsonObject group(AccountId account, LogGroup group) {
        String arn = arn(account, group.name());
        return JsonObject.builder()
                .put("logGroupName", group.name())
                .put("creationTime", group.created().toEpochMilli())
                .put("metricFilterCount", 0)
                .put("arn", arn + ":*")
                .put("storedBytes", group.stored().bytes())
                .put("logGroupClass", "STANDARD")
                .put("logGroupArn", arn)
                .build();
    }

    private JsonObject describeStreams(AccountId account, JsonObject input) {
        String group = groupName(input, region, account);
        StreamQuery.Order order = switch (text(input, "orderBy").orElse("LogStreamName")) {
            case "LogStreamName" -> StreamQuery.Order.NAME;
            case "LastEventTime" -> StreamQuery.Order.LAST_EVENT;
            default -> throw invalid("orderBy must be LogStreamName or LastEventTime.");
        };
        StreamQuery query = new StreamQuery(
                text(input, "logStreamNamePrefix"),
                order,
                flag(input, "descending"),
                number(input, "limit", DEFAULT_ITEMS),
                text(input, "nextToken"));
        LogPage<LogStreamSummary> page = logs.streams(account, group, query);
        return JsonObject.builder()
                .put("logStreams", array(page.items(), stream -> stream(account, group, stream)))
                .put("nextToken", page.next())
                .build();
    }

    private JsonObject stream(AccountId account, String group, LogStreamSummary stream) {
        return JsonObject.builder()
                .put("logStreamName", stream.name())
                .put("creationTime", stream.created().toEpochMilli())
                .put("firstEventTimestamp", stream.firstEvent().toEpochMilli())
                .put("lastEventTimestamp", stream.lastEvent().toEpochMilli())
                .put("lastIngestionTime", stream.lastIngestion().toEpochMilli())
                .put("arn", arn(account, group) + ":log-stream:" + stream.name())
                .put("storedBytes", stream.stored().bytes())
                .build();
    }

    private JsonObject events(AccountId account, JsonObject input) {
        EventQuery query = new EventQuery(
                new TimeRange(time(input, "startTime"), time(input, "endTime")),
                flag(input, "startFromHead"),
                number(input, "limit", DEFAULT_EVENTS),
                text(input, "nextToken"));
        EventPage page =
                logs.events(account, groupName(input, region, account), required(input, "logStreamName"), query);
        return JsonObject.builder()
                .put(
                        "events",
                        array(
                                page.events(),
                                event -> JsonObject.builder()
                                        .put("timestamp", event.timestamp().toEpochMilli())
                                        .put("message", event.message())
                                        .put("ingestionTime", event.ingested().toEpochMilli())
                                        .build()))
                .put("nextForwardToken", page.forward())
                .put("nextBackwardToken", page.backward())
                .build();
    }

    private JsonObject filter(AccountId account, JsonObject input) {
        // the end belongs to the stretch here, unlike in GetLogEvents
        Optional<Instant> until = time(input, "endTime").map(end -> end.plusMillis(1));
        FilterQuery query = new FilterQuery(
                streamNames(input),
                text(input, "logStreamNamePrefix"),
                new TimeRange(time(input, "startTime"), until),
                text(input, "filterPattern").orElse(""),
                number(input, "limit", DEFAULT_EVENTS),
                text(input, "nextToken"));
        LogPage<LogEvent> page = logs.filter(account, groupName(input, region, account), query);
        return JsonObject.builder()
                .put(
                        "events",
                        array(
                                page.items(),
                                event -> JsonObject.builder()
                                        .put("logStreamName", event.stream())
                                        .put("timestamp", event.timestamp().toEpochMilli())
                                        .put("message", event.message())
                                        .put("ingestionTime", event.ingested().toEpochMilli())
                                        .put("eventId", event.id())
                                        .build()))
                .put("searchedLogStreams", JsonArray.EMPTY)
                .put("nextToken", page.next())
                .build();
    }

    private String arn(AccountId account, String group) {
        return "arn:aws:logs:" + region + ":" + account + ":log-group:" + group;
    }

    /** The group's name, which may also come as an ARN. */
    static String groupName(JsonObject input, String region, AccountId account) {
        Optional<String> name = text(input, "logGroupName");
        Optional<String> identifier = text(input, "logGroupIdentifier");
        if (name.isPresent() == identifier.isPresent()) {
            throw invalid("Exactly one of logGroupName and logGroupIdentifier is needed.");
        }
        if (name.isPresent()) {
            return name.get();
        }
        String given = identifier.get();
        if (given.indexOf(':') < 0) {
            return given;
        }
        Matcher arn = GROUP_ARN.matcher(given);
        if (!arn.matches() || !arn.group(1).equals(region) || !arn.group(2).equals(account.value())) {
            throw invalid("The log group is not one of this account and region: " + given);
        }
        return arn.group(3);
    }

    private static Set<String> streamNames(JsonObject input) {
        Optional<JsonValue> value = input.find("logStreamNames");
        if (value.isEmpty()) {
            return Set.of();
        }
        if (!(value.get() instanceof JsonArray names)) {
            throw wrongType("logStreamNames");
        }
        return Set.copyOf(names.strings());
    }

    private static <T> JsonArray array(List<T> items, Function<T, JsonObject> form) {
        return new JsonArray(items.stream().<JsonValue>map(form).toList());
    }

    private static Optional<String> text(JsonObject input, String name) {
        return input.find(name).map(value -> {
            if (value instanceof JsonString(String text)) {
                return text;
            }
            throw wrongType(name);
        });
    }

    private static String required(JsonObject input, String name) {
        return text(input, name)
                .orElseThrow(() -> invalid("1 validation error detected: Value null at '" + name
                        + "' failed to satisfy constraint: Member must not be null"));
    }

    private static boolean flag(JsonObject input, String name) {
        return input.find(name)
                .map(value -> {
                    if (value instanceof JsonBoolean(boolean flag)) {
                        return flag;
                    }
                    throw wrongType(name);
                })
                .orElse(false);
    }

    private static Optional<Long> number(JsonObject input, String name) {
        return input.find(name).map(value -> {
            if (value instanceof JsonNumber number) {
                return number.toLong().orElseThrow(() -> wrongType(name));
            }
            throw wrongType(name);
        });
    }

    private static int number(JsonObject input, String name, int otherwise) {
        long number = number(input, name).orElse((long) otherwise);
        return Math.clamp(number, Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    private static Optional<Instant> time(JsonObject input, String name) {
        return number(input, name).map(millis -> {
            if (millis < 0) {
                throw invalid(name + " must not be negative.");
            }
            return Instant.ofEpochMilli(millis);
        });
    }

    private static ServiceException invalid(String message) {
        return new ServiceException(ErrorCode.INVALID_PARAMETER, message);
    }

    private static ServiceException wrongType(String name) {
        return new ServiceException(ErrorCode.SERIALIZATION, "The value of " + name + " has another type.");
    }
}
