package dev.hearth.neighbours.logs;

import dev.hearth.model.AccountId;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Stores the logs of functions: events in streams (one for each sandbox) in groups (one for each function).
 *
 * <p>The terms, limits and order are those of the
 * <a href="https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/">CloudWatch Logs API</a>. A group and
 * a stream exist from the moment they are created, or something is written to them. A read returns every event that was
 * appended before it and has not expired. Space is limited: the oldest events are removed first.
 *
 * <p>A name that CloudWatch would not take, a limit out of range, a token that this store did not give or a pattern
 * that it does not know is a {@link dev.hearth.error.ServiceException} with
 * {@link dev.hearth.error.ErrorCode#INVALID_PARAMETER}; a group or stream that is not there is one with
 * {@link dev.hearth.error.ErrorCode#RESOURCE_NOT_FOUND}, one that is there already one with
 * {@link dev.hearth.error.ErrorCode#RESOURCE_ALREADY_EXISTS}, and a change that can't be kept, or not in time, one with
 * {@link dev.hearth.error.ErrorCode#SERVICE_UNAVAILABLE}.
 */
public interface LogStore extends LogSink, AutoCloseable {
    LogPage<LogGroup> groups(AccountId account, GroupQuery query);

    /** One group. */
    LogGroup group(AccountId account, String name);

    /** Streams of a group; at most 50 at once. */
    LogPage<LogStreamSummary> streams(AccountId account, String group, StreamQuery query);

    /** Events of one stream, in the order appended, forwards or backwards: {@code GetLogEvents}. */
    EventPage events(AccountId account, String group, String stream, EventQuery query);

    /** Events of a group that match, in the order of their time: {@code FilterLogEvents}. */
    LogPage<LogEvent> filter(AccountId account, String group, FilterQuery query);

    /** Creates a group. It is on the disk when this returns. */
    void createGroup(AccountId account, String group, GroupSettings settings);

    /** Changes the settings of a group. The change may throw. The result is on the disk when this returns. */
    void changeGroup(AccountId account, String group, UnaryOperator<GroupSettings> change);

    /** Deletes a group with all its streams, unless it is protected. */
    void deleteGroup(AccountId account, String group);

    /** Creates a stream without events. */
    void createStream(AccountId account, String group, String stream);

    /** Deletes a stream with its events. */
    void deleteStream(AccountId account, String group, String stream);

    /**
     * Adds a batch of events to an existing stream: {@code PutLogEvents}. They are written when this returns.
     *
     * @return which events were rejected because of their time
     */
    Rejected put(AccountId account, String group, String stream, List<NewEvent> events);

    /** Removes expired files. Returns how many were removed. To be called periodically. */
    int sweep();

    /** Writes the waiting events. Events that are appended later are lost. */
    @Override
    void close();
}
