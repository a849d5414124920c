package dev.hearth.dataplane.frontend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.hearth.base.store.Scope;
import dev.hearth.dataplane.counter.AccountCounter;
import dev.hearth.dataplane.counter.Capacity;
import dev.hearth.dataplane.counter.Claimant;
import dev.hearth.dataplane.counter.InvocationKind;
import dev.hearth.dataplane.counter.Permit;
import dev.hearth.dataplane.counter.TestingCounter;
import dev.hearth.dataplane.frontend.Frontend.Answer;
import dev.hearth.dataplane.frontend.Frontend.Call;
import dev.hearth.dataplane.frontend.Frontend.InvocationType;
import dev.hearth.dataplane.workermanager.GrantOutcome;
import dev.hearth.documents.Kinds;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.model.AccountId;
import dev.hearth.model.Function;
import dev.hearth.model.FunctionArn;
import dev.hearth.model.FunctionNames;
import dev.hearth.model.FunctionState;
import dev.hearth.model.Invocation;
import dev.hearth.model.RecursiveLoop;
import dev.hearth.model.ReservedConcurrency;
import dev.hearth.model.TestingModel;
import dev.hearth.time.Eventually;
import dev.hearth.time.Ids;
import dev.hearth.time.Time;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class LocalFrontendTest {
    private static final AccountId ACCOUNT = new AccountId("000000000000");

    private final WatchedStore store = new WatchedStore();
    private final FakeManager manager = new FakeManager();
    private final List<Invocation> accepted = new ArrayList<>();
    private AccountCounter counter = TestingCounter.limited(1);
    private final TimedCalls timed = new TimedCalls(Time.SYSTEM, call -> {});
    private Frontend frontend = frontend();

    private Frontend frontend() {
        return new LocalFrontend(
                new FunctionNames("us-east-1"),
                store,
                new CallRunner(counter, manager, manager.workers()),
                (event, function) -> accepted.add(event),
                Time.SYSTEM,
                Ids.secure(),
                timed);
    }

    @Test
    void runsWhatTheFunctionServes() {
        store.put(function("r1", FunctionState.ACTIVE));

        Answer answer = frontend.invoke(call("f", "{\"a\":1}"));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.executedVersion()).isEqualTo("$LATEST");
        assertThat(answer.result().orElseThrow().payload())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("r1");
        Invocation invocation = manager.invocations.getFirst();
        assertThat(invocation.invokedArn()).hasToString("arn:aws:lambda:us-east-1:000000000000:function:f");
        assertThat(invocation.payload()).asString(StandardCharsets.UTF_8).isEqualTo("{\"a\":1}");
        assertThat(invocation.traceHeader())
                .matches("Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0;Lineage=[0-9a-f]{8}:0")
                .isEqualTo(answer.traceHeader());
        assertThat(manager.granted).hasValue(0);
        assertThat(counter.running(TestingModel.arn("f").account())).isZero();
    }

    @Test
    void givesAnEmptyObjectForNoPayload() {
        store.put(function("r1", FunctionState.ACTIVE));

        frontend.invoke(call("f", ""));

        assertThat(manager.invocations.getFirst().payload())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("{}");
    }

    @Test
    void refusesWhatIsNotThereOrNotReady() {
        store.put(function("r1", FunctionState.PENDING));

        assertThat(refusal(call("none", "{}")))
                .returns(ErrorCode.RESOURCE_NOT_FOUND, ServiceException::code)
                .hasMessage("Function not found: arn:aws:lambda:us-east-1:000000000000:function:none:$LATEST");
        assertThat(refusal(qualified("f", "7")))
                .returns(ErrorCode.RESOURCE_NOT_FOUND, ServiceException::code)
                .hasMessage("Function not found: arn:aws:lambda:us-east-1:000000000000:function:f:7");
        assertThat(refusal(call("f", "{}")))
                .returns(ErrorCode.RESOURCE_CONFLICT, ServiceException::code)
                .hasMessage("The operation cannot be performed at this time. "
                        + "The function is currently in the following state: Pending");
    }

    @Test
    void whatIsCutOffAsTheServerStopsIsRefusedForNow() {
        store.put(function("r1", FunctionState.ACTIVE));
        manager.invokeFailure = new ServiceException(ErrorCode.SERVICE, "interrupted", new InterruptedException());

        assertThat(refusal(call("f", "{}")))
                .returns(ErrorCode.SERVICE_UNAVAILABLE, ServiceException::code)
                .returns(false, ServiceException::isFault)
                .hasMessage("Hearth stopped before the function had answered.");
        assertThat(manager.granted).hasValue(0);
        assertThat(counter.running(TestingModel.arn("f").account())).isZero();

        manager.invokeFailure = new ServiceException(ErrorCode.SERVICE, "a fault");
        assertThat(refusal(call("f", "{}")))
                .returns(ErrorCode.SERVICE, ServiceException::code)
                .returns(true, ServiceException::isFault);
    }

    @Test
    void namesTheQualifierInTheInvokedArn() {
        store.put(function("r1", FunctionState.ACTIVE));

        frontend.invoke(qualified("f", "$LATEST"));

        assertThat(manager.invocations.getFirst().invokedArn())
                .hasToString("arn:aws:lambda:us-east-1:000000000000:function:f:$LATEST");
    }

    @Test
    void refusesRequestsThatAreWrong() {
        store.put(function("r1", FunctionState.ACTIVE));

        assertThat(refusal(call("f", "{nope")))
                .returns(ErrorCode.INVALID_REQUEST_CONTENT, ServiceException::code)
                .hasMessageStartingWith("Could not parse request body into json: Could not parse payload into json: ");
        String large = "x".repeat(1024 * 1024 + 1);
        assertThat(refusal(call("f", Optional.empty(), InvocationType.EVENT, large, Optional.empty())))
                .returns(ErrorCode.REQUEST_ENTITY_TOO_LARGE, ServiceException::code)
                .hasMessage("1048577 byte payload is too large for the Event invocation type (limit 1048576 bytes)");
        for (String context : List.of("%%%", base64("nope"), base64("[1]"))) {
            assertThat(refusal(withContext(context)))
                    .returns(ErrorCode.INVALID_REQUEST_CONTENT, ServiceException::code)
                    .hasMessage("Client context must be a valid Base64-encoded JSON object.");
        }
        assertThat(refusal(withContext("A".repeat(3_584))).code()).isEqualTo(ErrorCode.INVALID_REQUEST_CONTENT);
        assertThat(refusal(call("f", Optional.empty(), InvocationType.EVENT, "{nope", Optional.empty())))
                .returns(ErrorCode.INVALID_REQUEST_CONTENT, ServiceException::code);
        assertThat(accepted).isEmpty();
        assertThat(manager.invocations).isEmpty();
        assertThat(counter.running(TestingModel.arn("f").account())).isZero();
    }

    @Test
    void decodesTheClientContext() {
        store.put(function("r1", FunctionState.ACTIVE));

        frontend.invoke(withContext(base64("{\"custom\":{\"a\":\"b\"}}")));

        assertThat(manager.invocations.getFirst().clientContext()).contains("{\"custom\":{\"a\":\"b\"}}");
    }

    @Test
    void passesACallersTraceOn() {
        store.put(function("r1", FunctionState.ACTIVE));
        String root = "Root=1-5759e988-bd862e3fe1be46a994272793";

        String lineage = ";Lineage=" + Lineage.id(TestingModel.arn("f")) + ":0";
        assertThat(trace(root + ";Parent=53995c3f42cd8ad8;Sampled=1"))
                .isEqualTo(root + ";Parent=53995c3f42cd8ad8;Sampled=1" + lineage);
        assertThat(trace(root)).matches(root + ";Parent=[0-9a-f]{16};Sampled=0" + lineage);
        assertThat(trace("Root=1-x\r\nEvil: yes")).startsWith("Root=1-").doesNotContain("Evil");
        assertThat(trace("Root=1-5759e988-bd862e3fe1be46a994272793;Self=" + "x".repeat(600)))
                .doesNotContain("Self");
    }

    /** Sixteen calls in one chain run, as many on Lambda; whoever wants more says so. */
    @Test
    void endsALoop() {
        store.put(function("r1", FunctionState.ACTIVE));
        String trace = "Root=1-5759e988-bd862e3fe1be46a994272793";
        for (int turn = 0; turn < 16; turn++) {
            trace = trace(trace);
        }
        String seventeenth = trace;
        assertThat(catchThrowableOfType(ServiceException.class, () -> trace(seventeenth)))
                .returns(ErrorCode.RECURSIVE_INVOCATION, ServiceException::code);
        Invocation event = manager.invocations.getFirst().withTraceHeader(seventeenth);
        assertThat(catchThrowableOfType(ServiceException.class, () -> frontend.run(event, "id of f")))
                .returns(ErrorCode.RECURSIVE_INVOCATION, ServiceException::code);
        assertThat(manager.invocations).hasSize(16);

        allowLoops();
        assertThat(trace(seventeenth)).endsWith(":16");
        frontend.run(event, "id of f");
    }

    private void allowLoops() {
        store.write(transaction -> {
            transaction.put(Kinds.RECURSION, Scope.function(TestingModel.arn("f")), Kinds.ONLY, RecursiveLoop.ALLOW);
            return transaction;
        });
    }

    /** The event was for a function that is deleted; another one has its name. */
    @Test
    void anEventIsNotRunByAnotherFunctionOfItsName() {
        store.put(function("r1", FunctionState.ACTIVE));
        frontend.invoke(typed(InvocationType.EVENT));
        assertThat(catchThrowableOfType(
                        ServiceException.class, () -> frontend.run(accepted.getFirst(), "an earlier one's id")))
                .returns(ErrorCode.RESOURCE_NOT_FOUND, ServiceException::code);
        assertThat(manager.invocations).isEmpty();
    }

    @Test
    void runsNothingInADryRun() {
        store.put(function("r1", FunctionState.ACTIVE));

        Answer answer = frontend.invoke(typed(InvocationType.DRY_RUN));

        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.result()).isEmpty();
        assertThat(manager.invocations).isEmpty();
    }

    @Test
    void acceptsAnEventAndRunsItLater() {
        store.put(function("r1", FunctionState.ACTIVE));

        Answer answer = frontend.invoke(typed(InvocationType.EVENT));

        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.result()).isEmpty();
        assertThat(manager.invocations).isEmpty();
        Answer later = frontend.run(accepted.getFirst(), "id of f");
        assertThat(later.result().orElseThrow().payload())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("r1");
        assertThat(manager.invocations.getFirst().requestId()).isEqualTo("id");
    }

    @Test
    void givesPermitAndLeaseBackWhateverFails() {
        store.put(function("r1", FunctionState.ACTIVE));
        manager.invokeFailure = new IllegalStateException("a bug");
        assertThat(catchThrowableOfType(IllegalStateException.class, () -> frontend.invoke(call("f", "{}"))))
                .hasMessage("a bug");
        manager.grantFailure = new ServiceException(ErrorCode.SERVICE_UNAVAILABLE, "full");
        assertThat(refusal(call("f", "{}")).code()).isEqualTo(ErrorCode.SERVICE_UNAVAILABLE);

        assertThat(manager.granted).hasValue(0);
        assertThat(counter.running(TestingModel.arn("f").account())).isZero();
        counter.acquire(
                new Claimant(TestingModel.arn("f").account(), "f", "$LATEST"),
                Capacity.UNRESERVED,
                InvocationKind.SYNCHRONOUS,
                Duration.ofSeconds(3));
        assertThat(refusal(call("f", "{}")).code()).isEqualTo(ErrorCode.TOO_MANY_REQUESTS);
    }

    @Test
    void aReservationCountsAsSoonAsItIsMade() {
        store.put(function("r1", FunctionState.ACTIVE));
        frontend.invoke(call("f", "{}"));
        reserve("f", 0);
        assertThat(refusal(call("f", "{}")).reason()).contains("ReservedFunctionConcurrentInvocationLimitExceeded");
        reserve("f", 1);
        frontend.invoke(call("f", "{}"));
        int reads = store.reads.get();
        frontend.invoke(call("f", "{}"));
        assertThat(store.reads).hasValue(reads);
    }

    @Test
    void aFunctionThatIsMadeAnewHasItsReservationForItself() {
        counter = TestingCounter.limited(2);
        frontend = frontend();
        FunctionArn arn = TestingModel.arn("f");
        store.put(function("r1", FunctionState.ACTIVE));
        reserve("f", 1);
        Claimant deleted = new Claimant(arn.account(), "id of f", FunctionArn.LATEST);
        Capacity own = new Capacity(0, Optional.of(new Capacity.Reservation(1, 0)), 0);
        Permit running = counter.acquire(deleted, own, InvocationKind.SYNCHRONOUS, Duration.ofSeconds(3));
        assertThat(refusal(call("f", "{}")).reason()).contains("ReservedFunctionConcurrentInvocationLimitExceeded");

        store.put(TestingModel.function(arn, "another", "r2", TestingModel.configuration("f"), FunctionState.ACTIVE));
        frontend.invoke(call("f", "{}"));

        assertThat(counter.running(arn.account())).as("the old one still runs").isEqualTo(1);
        counter.end(running);
        assertThat(counter.running(arn.account())).isZero();
    }

    @Test
    void whatOthersHaveReservedIsNotForAll() {
        store.put(function("r1", FunctionState.ACTIVE));
        frontend.invoke(call("f", "{}"));
        reserve("other", 1);
        assertThat(refusal(call("f", "{}")).reason()).contains("ConcurrentInvocationLimitExceeded");
    }

    private void reserve(String name, int executions) {
        FunctionArn arn = new FunctionArn("us-east-1", ACCOUNT, name, Optional.empty());
        store.write(transaction -> {
            transaction.put(
                    Kinds.RESERVED_CONCURRENCY,
                    Scope.function(arn),
                    Kinds.ONLY,
                    new ReservedConcurrency(arn, executions));
            return arn;
        });
    }

    @Test
    void takesAnotherSandboxIfOneIsGone() {
        store.put(function("r1", FunctionState.ACTIVE));
        manager.gone.set(2);
        assertThat(frontend.invoke(call("f", "{}")).status()).isEqualTo(200);
        assertThat(manager.endings).containsExactly(GrantOutcome.GONE, GrantOutcome.GONE, GrantOutcome.REUSABLE);

        manager.gone.set(3);
        assertThat(refusal(call("f", "{}")).code()).isEqualTo(ErrorCode.SERVICE);
        assertThat(manager.granted).hasValue(0);
        assertThat(counter.running(TestingModel.arn("f").account())).isZero();
    }

    @Test
    void givesBackWhatWasTakenEvenIfMemoryIsFull() {
        store.put(function("r1", FunctionState.ACTIVE));
        manager.invokeFailure = new OutOfMemoryError("on purpose");

        assertThat(catchThrowableOfType(OutOfMemoryError.class, () -> frontend.invoke(call("f", "{}"))))
                .hasMessage("on purpose");

        assertThat(manager.endings).containsExactly(GrantOutcome.SPENT);
        assertThat(counter.running(TestingModel.arn("f").account())).isZero();
    }

    @Test
    void streamsWhatTheFunctionServes() throws InterruptedException {
        store.put(function("r1", FunctionState.ACTIVE));
        CountDownLatch may = new CountDownLatch(1);
        manager.streaming = sink -> {
            sink.end(Optional.empty());
            try {
                may.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        };
        List<String> told = new ArrayList<>();

        frontend.stream(call("f", "{\"a\":1}"), new StreamedAnswer() {
            @Override
            public void begin(Head head) {
                told.add("begin " + head.executedVersion());
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {}

            @Override
            public void end(End end) {
                told.add("end");
            }
        });

        assertThat(told).containsExactly("begin $LATEST", "end");
        assertThat(manager.invocations.getFirst().payload())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("{\"a\":1}");
        assertThat(counter.running(TestingModel.arn("f").account()))
                .as("it still runs")
                .isEqualTo(1);
        may.countDown();
        Eventually.holds(() -> counter.running(TestingModel.arn("f").account()) == 0);
        assertThat(manager.granted).hasValue(0);
    }

    @Test
    void readsTheStoreOnceUntilAFunctionChanges() {
        store.put(function("r1", FunctionState.ACTIVE));
        frontend.invoke(call("f", "{}"));
        frontend.invoke(call("f", "{}"));
        assertThat(store.reads).hasValue(2);

        store.put(function("r2", FunctionState.ACTIVE));
        assertThat(revision()).isEqualTo("r2");

        store.delete(TestingModel.arn("f"));
        assertThat(refusal(call("f", "{}")).code()).isEqualTo(ErrorCode.RESOURCE_NOT_FOUND);
    }

    @Test
    void neverKeepsWhatChangedWhileItWasRead() {
        store.put(function("r1", FunctionState.ACTIVE));
        store.onceWhileReading(() -> store.put(function("r2", FunctionState.ACTIVE)));

        assertThat(revision()).as("it began before the change").isEqualTo("r1");
        assertThat(revision()).as("it began after").isEqualTo("r2");
    }

    private String revision() {
        byte[] payload = frontend.invoke(call("f", "{}")).result().orElseThrow().payload();
        return new String(payload, StandardCharsets.UTF_8);
    }

    private String trace(String header) {
        Call call = call("f", "{}");
        return frontend.invoke(new Call(
                        ACCOUNT,
                        call.function(),
                        call.qualifier(),
                        call.type(),
                        call.payload(),
                        "id",
                        Optional.of(header),
                        Optional.empty(),
                        Optional.empty(),
                        frontend.begin("id")))
                .traceHeader();
    }

    private ServiceException refusal(Call call) {
        return catchThrowableOfType(ServiceException.class, () -> frontend.invoke(call));
    }

    private static Call call(String name, String payload) {
        return call(name, Optional.empty(), InvocationType.REQUEST_RESPONSE, payload, Optional.empty());
    }

    private static Call qualified(String name, String qualifier) {
        return call(name, Optional.of(qualifier), InvocationType.REQUEST_RESPONSE, "{}", Optional.empty());
    }

    private static Call typed(InvocationType type) {
        return call("f", Optional.empty(), type, "{}", Optional.empty());
    }

    private static Call withContext(String context) {
        return call("f", Optional.empty(), InvocationType.REQUEST_RESPONSE, "{}", Optional.of(context));
    }

    private static Call call(
            String name,
            Optional<String> qualifier,
            InvocationType type,
            String payload,
            Optional<String> clientContext) {
        return new Call(
                ACCOUNT,
                name,
                qualifier,
                type,
                payload.getBytes(StandardCharsets.UTF_8),
                "id",
                Optional.empty(),
                clientContext,
                Optional.empty(),
                TestingFrontend.times("id"));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Function function(String revision, FunctionState state) {
        return TestingModel.function(TestingModel.arn("f"), revision, TestingModel.configuration("f"), state);
    }
}
