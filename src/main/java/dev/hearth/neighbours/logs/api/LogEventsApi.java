package dev.hearth.neighbours.logs.api;

import dev.hearth.base.json.JsonValue;
import dev.hearth.base.json.JsonValue.JsonArray;
import dev.hearth.base.json.JsonValue.JsonObject;
import dev.hearth.error.Constraints;
import dev.hearth.error.ErrorCode;
import dev.hearth.model.AccountId;
import dev.hearth.neighbours.logs.EventPage;
import dev.hearth.neighbours.logs.EventQuery;
import dev.hearth.neighbours.logs.FilterQuery;
import dev.hearth.neighbours.logs.LogEvent;
import dev.hearth.neighbours.logs.LogPage;
import dev.hearth.neighbours.logs.LogStore;
import dev.hearth.neighbours.logs.LogStreamSummary;
import dev.hearth.neighbours.logs.NewEvent;
import dev.hearth.neighbours.logs.Rejected;
import dev.hearth.neighbours.logs.StreamQuery;
import dev.hearth.neighbours.logs.TimeRange;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The operations on log streams and their events. */
record LogEventsApi(LogStore logs, LogNames names) {
    private static final int DEFAULT_ITEMS = 50;
    private static final int DEFAULT_EVENTS = 10_000;
    private static final int STREAM_NAMES = 100;

    JsonObject createStream(AccountId account, LogsInput input) {
        logs.createStream(account, input.required("logGroupName"), input.required("logStreamName"));
        return JsonObject.EMPTY;
    }

    JsonObject deleteStream(AccountId account, LogsInput input) {
        logs.deleteStream(account, input.required("logGroupName"), input.required("logStreamName"));
        return JsonObject.EMPTY;
    }

    /** PutLogEvents. Sequence tokens and entities are ignored, and no token is returned. */
    JsonObject put(AccountId account, LogsInput input) {
        String group = input.required("logGroupName");
        String stream = input.required("logStreamName");
        List<NewEvent> events = input.objects("logEvents").orElseThrow(() -> LogsInput.missing("logEvents")).stream()
                .map(event -> new NewEvent(
                        event.time("timestamp").orElseThrow(() -> LogsInput.missing("logEvents.member.timestamp")),
                        event.required("message")))
                .toList();
        Rejected rejected = logs.put(account, group, stream, events);
        if (rejected.isNone()) {
            return JsonObject.EMPTY;
        }
        JsonValue.ObjectBuilder indices = JsonObject.builder();
        rejected.tooNewStart().ifPresent(index -> indices.put("tooNewLogEventStartIndex", index));
        rejected.tooOldEnd().ifPresent(index -> indices.put("tooOldLogEventEndIndex", index));
        rejected.expiredEnd().ifPresent(index -> indices.put("expiredLogEventEndIndex", index));
        return JsonObject.builder()
                .put("rejectedLogEventsInfo", indices.build())
                .build();
    }

    JsonObject describeStreams(AccountId account, LogsInput input) {
        String group = names.group(account, input);
        StreamQuery.Order order = switch (input.text("orderBy").orElse("LogStreamName")) {
            case "LogStreamName" -> StreamQuery.Order.NAME;
            case "LastEventTime" -> StreamQuery.Order.LAST_EVENT;
            default -> throw LogsInput.invalid("orderBy must be LogStreamName or LastEventTime.");
        };
        StreamQuery query = new StreamQuery(
                input.text("logStreamNamePrefix"),
                order,
                input.flag("descending"),
                input.number("limit", DEFAULT_ITEMS),
                input.text("nextToken"));
        LogPage<LogStreamSummary> page = logs.streams(account, group, query);
        return JsonObject.builder()
                .put("logStreams", LogsApi.array(page.items(), stream -> stream(account, group, stream)))
                .put("nextToken", page.next())
                .build();
    }

    private JsonObject stream(AccountId account, String group, LogStreamSummary stream) {
        JsonValue.ObjectBuilder form = JsonObject.builder()
                .put("logStreamName", stream.name())
                .put("creationTime", stream.created().toEpochMilli());
        stream.events()
                .ifPresent(
                        events -> form.put("firstEventTimestamp", events.first().toEpochMilli())
                                .put("lastEventTimestamp", events.last().toEpochMilli())
                                .put("lastIngestionTime", events.lastIngestion().toEpochMilli()));
        return form.put("arn", names.arn(account, group, stream.name()))
                .put("storedBytes", stream.stored().bytes())
                .build();
    }

    JsonObject events(AccountId account, LogsInput input) {
        EventQuery query = new EventQuery(
                new TimeRange(input.time("startTime"), input.time("endTime")),
                input.flag("startFromHead"),
                input.number("limit", DEFAULT_EVENTS),
                input.text("nextToken"));
        EventPage page = logs.events(account, names.group(account, input), input.required("logStreamName"), query);
        return JsonObject.builder()
                .put(
                        "events",
                        LogsApi.array(
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

    JsonObject filter(AccountId account, LogsInput input) {
        // the end time is inclusive here, unlike in GetLogEvents
        Optional<Instant> until = input.time("endTime").map(end -> end.plusMillis(1));
        List<String> streamNames = input.texts("logStreamNames").orElse(List.of());
        new Constraints().count("logStreamNames", streamNames, 0, STREAM_NAMES).check(ErrorCode.INVALID_PARAMETER);
        FilterQuery query = new FilterQuery(
                Set.copyOf(streamNames),
                input.text("logStreamNamePrefix"),
                new TimeRange(input.time("startTime"), until),
                input.text("filterPattern").orElse(""),
                input.number("limit", DEFAULT_EVENTS),
                input.text("nextToken"));
        LogPage<LogEvent> page = logs.filter(account, names.group(account, input), query);
        return JsonObject.builder()
                .put(
                        "events",
                        LogsApi.array(
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
}
