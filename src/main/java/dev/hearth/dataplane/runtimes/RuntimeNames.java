package dev.hearth.dataplane.runtimes;

import dev.hearth.model.RuntimeIdentifier;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The runtime identifiers that the API accepts, as the AWS SDK lists them, with the dates at which they end. {@link
 * RuntimeCatalog} has those that this machine can run.
 */
public final class RuntimeNames {
    /**
     * All identifiers, with the dates "Block function create" and "Block function update" of "Lambda runtimes" in AWS's
     * documentation, as of August 2026.
     */
    private static final List<Lifecycle> ALL = List.of(
            of("nodejs", "2016-10-31", "2016-10-31"),
            of("nodejs4.3", "2020-02-03", "2020-03-05"),
            of("nodejs4.3-edge", "2019-04-30", "2020-04-30"),
            of("nodejs6.10", "2019-07-12", "2019-08-12"),
            of("nodejs8.10", "2020-02-04", "2020-03-06"),
            of("nodejs10.x", "2021-07-30", "2022-02-14"),
            of("nodejs12.x", "2023-03-31", "2023-04-30"),
            of("nodejs14.x", "2024-01-09", "2027-03-03"),
            of("nodejs16.x", "2027-02-01", "2027-03-03"),
            of("nodejs18.x", "2027-02-01", "2027-03-03"),
            of("nodejs20.x", "2027-02-01", "2027-03-03"),
            of("nodejs22.x", "2027-06-01", "2027-07-01"),
            of("nodejs24.x", "2028-06-01", "2028-07-01"),
            of("nodejs26.x"),
            of("java8", "2024-02-08", "2027-03-03"),
            of("java8.al2", "2027-07-31", "2027-08-31"),
            of("java8.al2023", "2029-07-31", "2029-08-31"),
            of("java11", "2027-07-31", "2027-08-31"),
            of("java11.al2023", "2029-07-31", "2029-08-31"),
            of("java17", "2027-07-31", "2027-08-31"),
            of("java17.al2023", "2029-07-31", "2029-08-31"),
            of("java21", "2029-07-31", "2029-08-31"),
            of("java25", "2029-07-31", "2029-08-31"),
            of("python2.7", "2021-07-15", "2022-05-30"),
            of("python3.6", "2022-07-18", "2022-08-29"),
            of("python3.7", "2024-01-09", "2027-03-03"),
            of("python3.8", "2027-02-01", "2027-03-03"),
            of("python3.9", "2027-02-01", "2027-03-03"),
            of("python3.10", "2027-02-01", "2027-03-03"),
            of("python3.11", "2027-07-31", "2027-08-31"),
            of("python3.12", "2028-11-30", "2029-01-10"),
            of("python3.13", "2029-07-31", "2029-08-31"),
            of("python3.14", "2029-07-31", "2029-08-31"),
            of("python3.15"),
            of("dotnetcore1.0", "2019-06-30", "2019-07-30"),
            of("dotnetcore2.0", "2019-04-30", "2019-05-30"),
            of("dotnetcore2.1", "2022-01-05", "2022-04-13"),
            of("dotnetcore3.1", "2023-04-03", "2023-05-03"),
            of("dotnet6", "2027-02-01", "2027-03-03"),
            of("dotnet8", "2027-02-01", "2027-03-03"),
            of("dotnet10", "2028-12-14", "2029-01-15"),
            of("go1.x", "2024-02-08", "2027-03-03"),
            of("ruby2.5", "2021-07-30", "2022-03-31"),
            of("ruby2.7", "2024-01-09", "2027-03-03"),
            of("ruby3.2", "2027-02-01", "2027-03-03"),
            of("ruby3.3", "2027-04-30", "2027-05-31"),
            of("ruby3.4", "2028-04-30", "2028-05-31"),
            of("ruby4.0", "2029-04-30", "2029-05-31"),
            of("provided", "2024-02-08", "2027-03-03"),
            of("provided.al2", "2027-02-01", "2027-03-03"),
            of("provided.al2023", "2029-07-31", "2029-08-31"));

    private static final List<String> TOLD = List.of(
            "nodejs20.x",
            "python3.14",
            "provided.al2023",
            "python3.12",
            "python3.13",
            "nodejs24.x",
            "nodejs22.x",
            "java25",
            "python3.10",
            "python3.11",
            "java21",
            "ruby3.3",
            "ruby3.4",
            "ruby3.2",
            "python3.8",
            "python3.9",
            "java17",
            "nodejs16.x",
            "dotnet10",
            "dotnet8",
            "java11",
            "dotnet6",
            "nodejs18.x",
            "provided.al2",
            "java8.al2");

    private static final Map<String, Lifecycle> BY_NAME =
            ALL.stream().collect(Collectors.toMap(Lifecycle::name, Function.identity()));

    /**
     * A runtime's name and its end.
     *
     * @param noCreation the day from which no function can be created with it
     * @param noUpdate the day from which no function that uses it can be updated
     */
    private record Lifecycle(String name, LocalDate noCreation, LocalDate noUpdate) {}

    private RuntimeNames() {}

    private static Lifecycle of(String name, String noCreation, String noUpdate) {
        return new Lifecycle(name, LocalDate.parse(noCreation), LocalDate.parse(noUpdate));
    }

    /** A runtime without an announced end. */
    private static Lifecycle of(String name) {
        return new Lifecycle(name, LocalDate.MAX, LocalDate.MAX);
    }

    /** The names with which functions can be created on a day. */
    public static List<String> current(LocalDate day) {
        return ALL.stream()
                .filter(runtime -> day.isBefore(runtime.noCreation()))
                .map(Lifecycle::name)
                .toList();
    }

    /** The names that the service lists when it refuses another one, in its order, as recorded. */
    public static List<String> told(LocalDate day) {
        return TOLD.stream()
                .filter(name ->
                        day.isBefore(Objects.requireNonNull(BY_NAME.get(name)).noCreation()))
                .toList();
    }

    /** All names of the API, ended runtimes included. */
    public static List<String> all() {
        return ALL.stream().map(Lifecycle::name).toList();
    }

    public static boolean isKnown(RuntimeIdentifier identifier) {
        return BY_NAME.containsKey(identifier.value());
    }

    /** Whether functions can't be created with a runtime any more. */
    public static boolean isCreationOver(RuntimeIdentifier identifier, LocalDate day) {
        Lifecycle runtime = BY_NAME.get(identifier.value());
        return runtime != null && !day.isBefore(runtime.noCreation());
    }

    /** Whether functions that use a runtime can't be updated any more. */
    public static boolean isUpdateOver(RuntimeIdentifier identifier, LocalDate day) {
        Lifecycle runtime = BY_NAME.get(identifier.value());
        return runtime != null && !day.isBefore(runtime.noUpdate());
    }
}
