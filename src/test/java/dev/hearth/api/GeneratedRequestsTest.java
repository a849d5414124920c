package dev.hearth.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.hearth.api.ModelConstraints.Member;
import dev.hearth.api.TestingExchange.Reply;
import dev.hearth.base.auth.Authenticator;
import dev.hearth.base.auth.Authenticator.Authenticated;
import dev.hearth.base.auth.BodyAdmission;
import dev.hearth.base.auth.Caller;
import dev.hearth.base.json.JsonValue;
import dev.hearth.base.json.JsonValue.JsonArray;
import dev.hearth.base.json.JsonValue.JsonNull;
import dev.hearth.base.json.JsonValue.JsonObject;
import dev.hearth.controlplane.TestingControlPlane;
import dev.hearth.controlplane.operation.Operation;
import dev.hearth.dataplane.frontend.TestingFrontend;
import dev.hearth.model.TestingModel;
import dev.hearth.neighbours.forward.ForwardTable;
import dev.hearth.neighbours.forward.Forwarder;
import dev.hearth.time.Ids;
import dev.hearth.time.Time;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Generated requests through the edge, over a store in memory: right ones, ones that break exactly one rule of the
 * API's model, and ones that break any. No answer is the platform's fault; what breaks a rule is refused with an error
 * that has a type.
 */
final class GeneratedRequestsTest {
    private static final int RANDOM_REQUESTS = 60;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @TestFactory
    Stream<DynamicTest> everyOperation() throws IOException {
        Map<String, List<Member>> model = ModelConstraints.read();
        List<String> names;
        try (World world = new World()) {
            names = world.control.operations().stream().map(Operation::name).toList();
        }
        return names.stream()
                .map(name -> dynamicTest(name, () -> {
                    List<Member> members = model.getOrDefault(name, List.of());
                    List<String> wrong = new ArrayList<>();
                    try (World world = new World()) {
                        Operation<?, ?> operation = world.operation(name);
                        justWrong(world, operation, members, wrong);
                        right(world, operation, members, wrong);
                    }
                    random(name, members, wrong);
                    assertThat(wrong).isEmpty();
                }));
    }

    private static void justWrong(World world, Operation<?, ?> operation, List<Member> members, List<String> wrong)
            throws IOException {
        for (Member member : members) {
            if (member.required()
                    && !member.where().equals("path")
                    && member.path().size() == 1) {
                world.mustRefuse(GeneratedRequest.plain(operation, members).remove(member), wrong);
            }
            for (JsonValue value : Values.wrong(member)) {
                world.mustRefuse(GeneratedRequest.plain(operation, members).set(member, value), wrong);
            }
        }
    }

    private static void right(World world, Operation<?, ?> operation, List<Member> members, List<String> wrong)
            throws IOException {
        world.mustAnswer(GeneratedRequest.plain(operation, members), wrong);
        for (Member member : members) {
            for (JsonValue value : Values.right(member)) {
                world.mustAnswer(GeneratedRequest.plain(operation, members).set(member, value), wrong);
            }
        }
    }

    private void random(String name, List<Member> members, List<String> wrong) throws IOException {
        long seed = name.hashCode();
        Random random = new Random(seed);
        try (World world = new World()) {
            Operation<?, ?> operation = world.operation(name);
            for (int i = 0; i < RANDOM_REQUESTS && !members.isEmpty(); i++) {
                GeneratedRequest request = GeneratedRequest.plain(operation, members);
                for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
                    Member member = members.get(random.nextInt(members.size()));
                    request.set(member, Values.any(random, member));
                }
                world.mustAnswer(request, wrong);
            }
        }
    }

    /** Values for members. */
    private static final class Values {
        private static final List<String> ODD = List.of(
                "",
                " ",
                "a b",
                "!",
                "ä",
                "\u0000",
                "\ud83d\ude00",
                "x/y?z#",
                "../..",
                "%00",
                "$LATEST",
                "a\r\nb",
                "{}",
                "0",
                "-1");

        private Values() {}

        static List<JsonValue> wrong(Member member) {
            List<JsonValue> values = new ArrayList<>();
            switch (member.type()) {
                case "string" -> wrongStrings(member).forEach(text -> values.add(one(member, JsonValue.of(text))));
                case "number" -> {
                    member.least().ifPresent(least -> values.add(JsonValue.of(least - 1)));
                    member.greatest().ifPresent(most -> values.add(JsonValue.of(most + 1)));
                    if (!member.where().equals("body")) {
                        values.add(JsonValue.of("one"));
                    }
                }
                default -> {}
            }
            member.most()
                    .filter(most -> most <= 1000)
                    .filter(most -> member.many())
                    .ifPresent(most -> values.add(
                            new JsonArray(Collections.nCopies(Math.toIntExact(most + 1), JsonValue.of("a")))));
            if (member.where().equals("body")) {
                values.add(wrongType(member));
            }
            return values;
        }

        private static JsonValue one(Member member, JsonValue value) {
            return member.many() ? new JsonArray(List.of(value)) : value;
        }

        private static List<String> wrongStrings(Member member) {
            List<String> texts = new ArrayList<>();
            member.greatest()
                    .filter(most -> most < 100_000)
                    .ifPresent(most -> texts.add("a".repeat(Math.toIntExact(most + 1))));
            boolean inPath = member.where().equals("path"); // there an empty one makes another path
            member.least().filter(least -> least > 0 && !inPath).ifPresent(least -> texts.add(""));
            if (!member.values().isEmpty()) {
                texts.add("NO_SUCH_VALUE");
            }
            member.pattern()
                    .ifPresent(pattern -> ODD.stream()
                            .filter(text ->
                                    !text.isEmpty() && !pattern.matcher(text).matches())
                            .limit(3)
                            .forEach(texts::add));
            return texts;
        }

        private static JsonValue wrongType(Member member) {
            if (member.many() || member.type().equals("list")) {
                return JsonObject.EMPTY;
            }
            return switch (member.type()) {
                case "string", "blob", "boolean" -> JsonValue.of(5);
                case "number", "timestamp" -> JsonValue.of("five");
                default -> JsonArray.EMPTY;
            };
        }

        static List<JsonValue> right(Member member) {
            List<JsonValue> values = new ArrayList<>(List.of(GeneratedRequest.valid(member)));
            if (member.type().equals("number")) {
                member.least().ifPresent(least -> values.add(JsonValue.of(least)));
                member.greatest().ifPresent(most -> values.add(JsonValue.of(most)));
            }
            if (member.type().equals("string")) {
                member.values().forEach(text -> values.add(one(member, JsonValue.of(text))));
                member.greatest()
                        .filter(most -> most > 0 && most < 10_000)
                        .ifPresent(most -> values.add(one(member, JsonValue.of("a".repeat(Math.toIntExact(most))))));
            }
            return values;
        }

        static JsonValue any(Random random, Member member) {
            return switch (random.nextInt(12)) {
                case 0 -> JsonNull.NULL;
                case 1 -> JsonValue.of(random.nextLong());
                case 2 -> new JsonValue.JsonNumber(new BigDecimal("1e" + random.nextInt(400)));
                case 3 -> JsonValue.of(random.nextDouble());
                case 4 -> JsonValue.of(random.nextBoolean());
                case 5 -> new JsonArray(List.of(JsonValue.of(text(random)), JsonNull.NULL));
                case 6 ->
                    JsonObject.builder()
                            .put(text(random), text(random))
                            .put("null", JsonNull.NULL)
                            .build();
                case 7 -> JsonValue.of("a".repeat(random.nextInt(3000)));
                case 8 -> GeneratedRequest.valid(member);
                default -> one(member, JsonValue.of(text(random)));
            };
        }

        private static String text(Random random) {
            return ODD.get(random.nextInt(ODD.size()));
        }
    }

    /** A control plane with something in it, behind the edge. */
    private final class World implements AutoCloseable {
        final TestingControlPlane control;
        private final ApiHandler handler;

        World() throws IOException {
            control = new TestingControlPlane(Files.createTempDirectory(folder, "world"));
            control.populate();
            Authenticator authenticator =
                    (head, body) -> new Authenticated(Caller.root(TestingModel.ACCOUNT, "AKIA"), "lambda");
            handler = new ApiHandler(
                    authenticator,
                    new BodyAdmission(authenticator, Runtime.getRuntime().maxMemory()),
                    new TestingFrontend(call -> {
                        throw new AssertionError("nothing is invoked");
                    }),
                    control.operations(),
                    new ApiHandler.Services(
                            () -> true,
                            (request, response) -> response.send(new byte[0]),
                            (request, response) -> response.send(new byte[0]),
                            (caller, operation, input) -> JsonObject.EMPTY,
                            Map.of(),
                            (request, response) -> response.send(new byte[0]),
                            new Forwarder(ForwardTable.NONE, Time.SYSTEM)),
                    Guards.open("us-east-1"),
                    Ids.secure());
        }

        Operation<?, ?> operation(String name) {
            return control.operations().stream()
                    .filter(operation -> operation.name().equals(name))
                    .findFirst()
                    .orElseThrow();
        }

        void mustRefuse(GeneratedRequest request, List<String> wrong) throws IOException {
            Reply reply = send(request, wrong);
            if (reply.status() < 400) {
                wrong.add("taken with " + reply.status() + ": " + shortened(request));
            }
        }

        void mustAnswer(GeneratedRequest request, List<String> wrong) throws IOException {
            send(request, wrong);
        }

        private Reply send(GeneratedRequest request, List<String> wrong) throws IOException {
            Reply reply = request.exchange().sendTo(handler);
            boolean typed = reply.headers().containsKey("x-amzn-errortype");
            // a package that is none is 502 on Lambda too
            boolean package502 =
                    "InvalidZipFileException".equals(reply.headers().get("x-amzn-errortype"));
            if ((reply.status() >= 500 && !package502) || (reply.status() >= 400 && !typed)) {
                wrong.add("answered with " + reply.status() + " " + reply.text() + ": " + shortened(request));
            }
            return reply;
        }

        private static String shortened(GeneratedRequest request) {
            String text = request.toString();
            return text.length() > 600 ? text.substring(0, 600) + "…" : text;
        }

        @Override
        public void close() {
            control.close();
        }
    }
}
