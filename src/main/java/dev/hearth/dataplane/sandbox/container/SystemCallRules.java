package dev.hearth.dataplane.sandbox.container;

import dev.hearth.base.json.Json;
import dev.hearth.base.json.JsonValue.JsonObject;
import dev.hearth.base.linux.SystemCallFilter;
import dev.hearth.base.linux.SystemCallFilter.Test;
import dev.hearth.base.linux.SystemCallFilter.Verdict;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The list of system calls that functions may make: {@code seccomp.json}, in the form of the Open Container Initiative,
 * which OCI runtimes use directly.
 */
final class SystemCallRules {
    private static final String FILE = "seccomp.json";

    private SystemCallRules() {}

    /** The list as text. */
    static String text() {
        try (InputStream file = SystemCallRules.class.getResourceAsStream(FILE)) {
            if (file == null) {
                throw new IllegalStateException(FILE + " is missing in the program");
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The list as a filter for the kernel, for this machine's processor. */
    static byte[] filter() {
        JsonObject list = Json.parseObject(text());
        requireAction(list, "defaultAction", "SCMP_ACT_ERRNO");
        return SystemCallFilter.compile(verdicts(list), number(list, "defaultErrnoRet"));
    }

    /** The verdicts by the names of system calls. */
    static Map<String, Verdict> verdicts() {
        return verdicts(Json.parseObject(text()));
    }

    private static Map<String, Verdict> verdicts(JsonObject list) {
        int otherwise = number(list, "defaultErrnoRet");
        Map<String, Verdict> verdicts = new HashMap<>();
        for (JsonObject rule : list.array("syscalls").orElseThrow().objects()) {
            for (String name : rule.array("names").orElseThrow().strings()) {
                Verdict verdict = verdict(rule, otherwise);
                verdicts.merge(name, verdict, SystemCallRules::either);
            }
        }
        return verdicts;
    }

    private static Verdict verdict(JsonObject rule, int otherwise) {
        if (rule.string("action").orElse("").equals("SCMP_ACT_ERRNO")) {
            return new Verdict.Refused(number(rule, "errnoRet"));
        }
        requireAction(rule, "action", "SCMP_ACT_ALLOW");
        if (rule.array("args").isEmpty()) {
            return new Verdict.Allowed();
        }
        List<Test> tests = rule.array("args").orElseThrow().objects().stream()
                .map(SystemCallRules::test)
                .toList();
        return new Verdict.Tested(List.of(tests), otherwise);
    }

    private static Test test(JsonObject argument) {
        long value = argument.integer("value").orElseThrow();
        int index = number(argument, "index");
        return switch (argument.string("op").orElse("")) {
            case "SCMP_CMP_EQ" -> new Test(index, -1, value);
            case "SCMP_CMP_MASKED_EQ" ->
                new Test(index, value, argument.integer("valueTwo").orElseThrow());
            default -> throw new IllegalStateException(FILE + " has an unknown comparison: " + argument);
        };
    }

    /** The verdict of two rules for one call: it is allowed if one of them allows it. */
    private static Verdict either(Verdict first, Verdict second) {
        if (first instanceof Verdict.Tested(var some, int otherwise)
                && second instanceof Verdict.Tested(var others, int _)) {
            List<List<Test>> all = new ArrayList<>(some);
            all.addAll(others);
            return new Verdict.Tested(all, otherwise);
        }
        throw new IllegalStateException(FILE + " has two rules for one call: " + first + ", " + second);
    }

    private static void requireAction(JsonObject object, String name, String action) {
        if (!object.string(name).orElse("").equals(action)) {
            throw new IllegalStateException(FILE + " has an unknown action: " + object.string(name));
        }
    }

    private static int number(JsonObject object, String name) {
        return Math.toIntExact(object.integer(name).orElseThrow());
    }
}
