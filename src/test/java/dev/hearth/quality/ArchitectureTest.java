package dev.hearth.quality;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the structure that docs/architecture.md draws. */
class ArchitectureTest {
    /** From the ground up: a package uses those of the levels below, and never one above or beside it. */
    private static final List<Set<String>> LEVELS = List.of(
            Set.of("model", "error", "time"),
            Set.of("base.json", "base.xml", "base.http", "base.artifact", "base.linux", "base.metrics", "base.rpc"),
            Set.of("neighbours.iam.policy", "base.auth", "base.store", "base.image"),
            Set.of("documents"),
            Set.of(
                    "dataplane.sandbox",
                    "dataplane.sandbox.machine",
                    "dataplane.placement",
                    "dataplane.telemetry",
                    "dataplane.counter",
                    "neighbours.forward",
                    "neighbours.iam",
                    "neighbours.logs",
                    "neighbours.s3"),
            Set.of(
                    "dataplane.sandbox.container",
                    "dataplane.sandbox.process",
                    "dataplane.runtimes",
                    "dataplane.runtimeapi",
                    "neighbours.sqs",
                    "neighbours.sts"),
            Set.of("dataplane.worker"),
            Set.of("dataplane.workermanager"),
            Set.of("dataplane.frontend", "dataplane.wire", "controlplane"),
            Set.of("api", "dataplane.functionurl", "dataplane.async", "dataplane.pollers"),
            Set.of("dataplane.simulation"),
            Set.of("cli"),
            Set.of("app"));

    /** A library, and the one package that knows it. */
    private static final Map<String, String> LIBRARIES = Map.ofEntries(
            Map.entry("io.helidon..", "base.http"),
            Map.entry("io.grpc..", "base.rpc"),
            Map.entry("com.google.protobuf..", "dataplane.wire"),
            Map.entry("tools.jackson..", "base.json"),
            Map.entry("java.lang.foreign..", "base.linux"),
            Map.entry("java.sql..", "base.store"),
            Map.entry("org.postgresql..", "base.store"),
            Map.entry("com.zaxxer..", "base.store"),
            Map.entry("io.micrometer..", "base.metrics"),
            Map.entry("io.prometheus..", "base.metrics"),
            Map.entry("picocli..", "cli"),
            Map.entry("software.amazon.eventstream..", "api"),
            Map.entry("org.apache.commons.compress..", "base.artifact"),
            Map.entry("com.github.luben.zstd..", "base.image"));

    private static final String ROOT = "dev.hearth.";

    private static final String ROOMS = "dev.hearth.controlplane.";

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.hearth");

    @Test
    void dependenciesPointDownward() {
        LayeredArchitecture layers = layeredArchitecture().consideringOnlyDependenciesInAnyPackage("dev.hearth..");
        for (Set<String> level : LEVELS) {
            for (String name : level) {
                layers = layers.optionalLayer(name).definedBy(packages(name));
            }
        }
        List<String> below = new ArrayList<>();
        for (Set<String> level : LEVELS) {
            for (String name : level) {
                layers = level.equals(LEVELS.getFirst())
                        ? layers.whereLayer(name).mayOnlyAccessLayers(level.toArray(String[]::new))
                        : layers.whereLayer(name).mayOnlyAccessLayers(below.toArray(String[]::new));
            }
            below.addAll(level);
        }
        layers.check(CLASSES);
    }

    /** With those below it, unless one of these has a level of its own. */
    private static String packages(String name) {
        boolean hasLevelsBelow = names().stream().anyMatch(other -> other.startsWith(name + "."));
        return ROOT + name + (hasLevelsBelow ? "" : "..");
    }

    private static Set<String> names() {
        return LEVELS.stream().flatMap(Set::stream).collect(Collectors.toSet());
    }

    @Test
    void everyPackageHasItsLevel() {
        Set<String> homeless = new TreeSet<>();
        for (JavaClass type : CLASSES) {
            String found = type.getPackageName() + ".";
            if (names().stream().noneMatch(name -> found.startsWith(ROOT + name + "."))) {
                homeless.add(found);
            }
        }
        assertThat(homeless).isEmpty();
    }

    /** Of another room, one knows its interfaces; policies also know the layers whose they are. */
    @Test
    void roomsOfTheControlPlaneKnowWhatTheyShare() {
        Set<String> shared = Set.of("operation", "code");
        Set<String> known = new TreeSet<>();
        for (JavaClass type : CLASSES) {
            String room = room(type);
            for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                JavaClass target = dependency.getTargetClass();
                String other = room(target);
                if (!room.isEmpty()
                        && !other.isEmpty()
                        && !other.equals(room)
                        && !shared.contains(other)
                        && !target.isInterface()) {
                    known.add(room + " knows " + other);
                }
            }
        }
        assertThat(known).containsExactly("policies knows layers");
    }

    private static String room(JavaClass type) {
        String name = type.getPackageName();
        return name.startsWith(ROOMS) ? name.substring(ROOMS.length()) : "";
    }

    static List<Map.Entry<String, String>> libraries() {
        return List.copyOf(LIBRARIES.entrySet());
    }

    @ParameterizedTest
    @MethodSource("libraries")
    void eachLibraryHasOneRoom(Map.Entry<String, String> library) {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.hearth." + library.getValue() + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(library.getKey())
                .check(CLASSES);
    }

    @Test
    void theShapesOfTheApiStayAtTheEdge() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "dev.hearth.api..", "dev.hearth.controlplane..", "dev.hearth.neighbours.s3.client..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("software.amazon.awssdk..")
                .check(CLASSES);
    }

    @Test
    void clocksAndRandomnessComeIn() {
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.hearth.time..", "dev.hearth.app..", "dev.hearth.cli..")
                .should()
                .callMethod(java.time.Instant.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(java.util.UUID.class, "randomUUID")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.security.SecureRandom")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.util.concurrent.ThreadLocalRandom")
                .check(CLASSES);
    }

    @Test
    void nothingUsesSynchronized() {
        // a virtual thread that blocks holding a monitor was the classic stall; locks also say what they guard
        classes()
                .that()
                .resideInAPackage("dev.hearth..")
                .should(new NotSynchronized())
                .check(CLASSES);
    }

    /** One that needs more lacks an object that says what some of them have in common. Records are values: they may. */
    @Test
    void constructorsHaveAtMostSevenParameters() {
        List<String> tooLong = CLASSES.stream()
                .filter(type -> !type.isRecord() && !type.isEnum())
                .flatMap(type -> type.getConstructors().stream())
                .filter(constructor -> constructor.getRawParameterTypes().size() > 7)
                .map(constructor -> constructor.getOwner().getName())
                .toList();
        assertThat(tooLong).isEmpty();
    }
}
