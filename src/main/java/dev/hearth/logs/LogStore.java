package dev.hearth.logs;

import dev.hearth.model.AccountId;
import java.util.Optional;

/**
 * Keeps what functions print: events in streams (one for each sandbox) in groups (one for each function).
 *
 * <p>The terms, limits and order are those of the
 * <a href="https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/">CloudWatch Logs API</a>. A group and
 * a stream exist from the moment something is written to them. A read sees every event appended before it. What is kept
 * is bounded: the oldest goes first.
 *
 * <p>A name that CloudWatch would not take, a limit out of range, a token that this store did not give or a pattern
 * that it does not know is a {@link dev.hearth.error.ServiceException} with
 * {@link dev.hearth.error.ErrorCode#INVALID_PARAMETER}; a group or stream that is not there is one with
 * {@link dev.hearth.error.ErrorCode#RESOURCE_NOT_FOUND}.
 */
public interface LogStore extends AutoCloseable {
    /** The stream to append to, made when its first event comes. Opening it needs no closing, and costs nothing. */
    LogStream open(AccountId account, String group, String stream);

    /** Groups in the order of their names; at most 50 at once. */
    LogPage<LogGroup> groups(AccountId account, Optional<String> prefix, int limit, Optional<String> token);

    /** Streams of a group; at most 50 at once. */
    LogPage<LogStreamSummary> streams(AccountId account, String group, StreamQuery query);

    /** Events of one stream, in the order appended, forwards or backwards: {@code GetLogEvents}. */
    EventPage events(AccountId account, String group, String stream, EventQuery query);

    /** Events of a group that match, in the order of their time: {@code FilterLogEvents}. */
    LogPage<LogEvent> filter(AccountId account, String group, FilterQuery query);

    /** Removes a group with all that is in it. */
    void delete(AccountId account, String group);

    /** Writes what is still to be written; what is appended afterwards is lost. */
    @Override
    void close();
}
