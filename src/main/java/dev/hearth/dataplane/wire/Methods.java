package dev.hearth.dataplane.wire;

import com.google.protobuf.MessageLite;
import dev.hearth.base.rpc.Method;
import dev.hearth.dataplane.wire.messages.Account;
import dev.hearth.dataplane.wire.messages.Arn;
import dev.hearth.dataplane.wire.messages.Chunk;
import dev.hearth.dataplane.wire.messages.Count;
import dev.hearth.dataplane.wire.messages.Digest;
import dev.hearth.dataplane.wire.messages.Epoch;
import dev.hearth.dataplane.wire.messages.GrantEnd;
import dev.hearth.dataplane.wire.messages.GrantMessage;
import dev.hearth.dataplane.wire.messages.GrantQuestion;
import dev.hearth.dataplane.wire.messages.InvokeAnswer;
import dev.hearth.dataplane.wire.messages.InvokeQuestion;
import dev.hearth.dataplane.wire.messages.Key;
import dev.hearth.dataplane.wire.messages.Limit;
import dev.hearth.dataplane.wire.messages.LogBatch;
import dev.hearth.dataplane.wire.messages.Member;
import dev.hearth.dataplane.wire.messages.Nothing;
import dev.hearth.dataplane.wire.messages.Order;
import dev.hearth.dataplane.wire.messages.PermitMessage;
import dev.hearth.dataplane.wire.messages.PermitQuestion;
import dev.hearth.dataplane.wire.messages.Provision;
import dev.hearth.dataplane.wire.messages.Provisioned;
import dev.hearth.dataplane.wire.messages.ReportPart;
import dev.hearth.dataplane.wire.messages.Sandbox;
import dev.hearth.dataplane.wire.messages.SessionCredentials;
import dev.hearth.dataplane.wire.messages.Version;
import dev.hearth.dataplane.wire.messages.Welcome;
import dev.hearth.dataplane.wire.messages.WorkerPart;
import java.util.Set;

/** What the services of the data plane can be asked over the wire, and by which roles. */
final class Methods {
    private static final Set<String> FRONTENDS = Set.of(Roles.FRONTEND);
    private static final Set<String> MANAGERS = Set.of(Roles.MANAGER);
    private static final Set<String> CONTROL = Set.of(Roles.CONTROL);
    private static final Set<String> WORKERS = Set.of(Roles.WORKER);

    // Worker

    static final Method<InvokeQuestion, InvokeAnswer> INVOKE =
            method("Worker/Invoke", InvokeQuestion.getDefaultInstance(), InvokeAnswer.getDefaultInstance(), FRONTENDS);
    static final Method<Version, Nothing> PREPARE =
            method("Worker/Prepare", Version.getDefaultInstance(), Nothing.getDefaultInstance(), CONTROL);
    static final Method<Order, Nothing> START =
            method("Worker/Start", Order.getDefaultInstance(), Nothing.getDefaultInstance(), MANAGERS);
    static final Method<Sandbox, Nothing> STOP =
            method("Worker/Stop", Sandbox.getDefaultInstance(), Nothing.getDefaultInstance(), MANAGERS);
    static final Method<Epoch, ReportPart> REPORT =
            method("Worker/Report", Epoch.getDefaultInstance(), ReportPart.getDefaultInstance(), MANAGERS);
    static final Method<Nothing, WorkerPart> VIEW =
            method("Worker/View", Nothing.getDefaultInstance(), WorkerPart.getDefaultInstance(), MANAGERS);
    static final Method<Nothing, Sandbox> GONE =
            method("Worker/Gone", Nothing.getDefaultInstance(), Sandbox.getDefaultInstance(), MANAGERS);

    // Worker Manager

    static final Method<GrantQuestion, GrantMessage> GRANT = method(
            "WorkerManager/Grant", GrantQuestion.getDefaultInstance(), GrantMessage.getDefaultInstance(), FRONTENDS);
    static final Method<GrantEnd, Nothing> END_GRANT =
            method("WorkerManager/End", GrantEnd.getDefaultInstance(), Nothing.getDefaultInstance(), FRONTENDS);
    static final Method<Arn, Key> KEYS =
            method("WorkerManager/Keys", Arn.getDefaultInstance(), Key.getDefaultInstance(), CONTROL);
    static final Method<Key, Nothing> RETIRE =
            method("WorkerManager/Retire", Key.getDefaultInstance(), Nothing.getDefaultInstance(), CONTROL);
    static final Method<Provision, Nothing> PROVISION =
            method("WorkerManager/Provision", Provision.getDefaultInstance(), Nothing.getDefaultInstance(), CONTROL);
    static final Method<Key, Provisioned> PROVISIONED =
            method("WorkerManager/Provisioned", Key.getDefaultInstance(), Provisioned.getDefaultInstance(), CONTROL);
    static final Method<Nothing, Count> SIZE =
            method("WorkerManager/Size", Nothing.getDefaultInstance(), Count.getDefaultInstance(), CONTROL);
    static final Method<Limit, Nothing> DRAIN =
            method("WorkerManager/Drain", Limit.getDefaultInstance(), Nothing.getDefaultInstance(), CONTROL);

    // Counter

    static final Method<PermitQuestion, PermitMessage> ACQUIRE = method(
            "Counter/Acquire", PermitQuestion.getDefaultInstance(), PermitMessage.getDefaultInstance(), FRONTENDS);
    static final Method<PermitMessage, Nothing> END_PERMIT =
            method("Counter/End", PermitMessage.getDefaultInstance(), Nothing.getDefaultInstance(), FRONTENDS);
    static final Method<Account, Count> RUNNING = method(
            "Counter/Running",
            Account.getDefaultInstance(),
            Count.getDefaultInstance(),
            Set.of(Roles.FRONTEND, Roles.CONTROL));

    // what Workers need of others

    static final Method<Member, Welcome> JOIN =
            method("Fleet/Join", Member.getDefaultInstance(), Welcome.getDefaultInstance(), WORKERS);
    static final Method<Digest, Chunk> PACKAGE =
            method("Supplies/Package", Digest.getDefaultInstance(), Chunk.getDefaultInstance(), WORKERS);
    static final Method<Version, SessionCredentials> CREDENTIALS = method(
            "Supplies/Credentials", Version.getDefaultInstance(), SessionCredentials.getDefaultInstance(), WORKERS);
    static final Method<LogBatch, Nothing> LOG =
            method("Supplies/Log", LogBatch.getDefaultInstance(), Nothing.getDefaultInstance(), WORKERS);

    private Methods() {}

    static <Q extends MessageLite, A extends MessageLite> Method<Q, A> method(
            String name, Q question, A answer, Set<String> callers) {
        return new Method<>("hearth.dataplane." + name, codec(question), codec(answer), callers);
    }

    @SuppressWarnings("unchecked") // a message's parser reads messages of its type
    private static <T extends MessageLite> MessageCodec<T> codec(T message) {
        return new MessageCodec<>((com.google.protobuf.Parser<T>) message.getParserForType());
    }
}
