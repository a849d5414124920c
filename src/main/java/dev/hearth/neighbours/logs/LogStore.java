package dev.hearth.neighbours.logs;

import dev.hearth.model.AccountId;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Keeps what functions print: events in streams (one for each sandbox) in groups (one for each function).
 *
 * <p>The terms, limits and order are those of the
 * <a href="https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/">CloudWatch Logs API</a>. A group and
 * a stream exist from the moment they are created, or something is written to them. A read sees every event appended
 * before it, unless the group's retention lets it go. What is kept is bounded: the oldest goes first.
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

    /** Makes a group; when this returns, it is on the disk. */
    void createGroup(AccountId account, String group, GroupSettings settings);

    /** Changes what a group is told to be. The change may refuse. It is on the disk when this returns. */
    void changeGroup(AccountId account, String group, UnaryOperator<GroupSettings> change);

    /** Removes a group with all that is in it, unless it is protected. */
    void deleteGroup(AccountId account, String group);

    /** Makes a stream without events. */
    void createStream(AccountId account, String group, String stream);

    /** Removes a stream with its events. */
    void deleteStream(AccountId account, String group, String stream);

    /**
     * Adds a batch of events to a stream that is there: {@code PutLogEvents}. They are written when this returns.
     *
     * @return which of them have a time that is not taken
     */
    Rejected put(AccountId account, String group, String stream, List<NewEvent> events);

    /** Frees the room of what groups' retention has let go, and says how many files; to be called now and then. */
    int sweep();

    /** Writes what is still to be written; what is appended afterwards is lost. */
    @Override
    void close();
}
