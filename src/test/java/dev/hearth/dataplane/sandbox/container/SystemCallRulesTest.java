package dev.hearth.dataplane.sandbox.container;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.base.json.Json;
import dev.hearth.base.json.JsonValue.JsonObject;
import dev.hearth.base.linux.SystemCallFilter.Verdict;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SystemCallRulesTest {
    /** Names that the list has for OCI runtimes of processors that Hearth doesn't run on. */
    private static final Set<String> OF_OTHERS = Set.of("umount");

    @Test
    void everyNameOfTheListIsKnown() throws IOException {
        Set<String> known = table();
        List<String> names = Json.parseObject(SystemCallRules.text()).array("syscalls").orElseThrow().objects().stream()
                .flatMap((JsonObject rule) -> rule.array("names").orElseThrow().strings().stream())
                .filter(name -> !OF_OTHERS.contains(name))
                .toList();
        assertThat(names).isNotEmpty().allMatch(known::contains);
    }

    @Test
    void severalRulesForACallAreAlternatives() {
        assertThat(SystemCallRules.verdicts().get("socket")).isInstanceOfSatisfying(Verdict.Tested.class, socket -> {
            assertThat(socket.alternatives()).hasSize(10);
            assertThat(socket.otherwise()).isEqualTo(38);
        });
        assertThat(SystemCallRules.verdicts())
                .containsEntry("read", new Verdict.Allowed())
                .containsEntry("mount", new Verdict.Refused(1));
    }

    private static Set<String> table() throws IOException {
        try (InputStream file = Objects.requireNonNull(
                SystemCallRulesTest.class.getResourceAsStream("/dev/hearth/base/linux/system-calls.txt"))) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> line.split(" ", 2)[0])
                    .collect(Collectors.toSet());
        }
    }
}
