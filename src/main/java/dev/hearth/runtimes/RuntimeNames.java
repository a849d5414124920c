package dev.hearth.runtimes;

import dev.hearth.model.RuntimeIdentifier;
import java.util.List;
import java.util.stream.Stream;

/**
 * The runtime identifiers that the API accepts, as the AWS SDK lists them; whether this machine can run one is another
 * matter ({@link RuntimeCatalog}).
 */
public final class RuntimeNames {
    /** Those with support today or to come. */
    private static final List<String> CURRENT = List.of(
            "nodejs18.x",
            "nodejs20.x",
            "nodejs22.x",
            "nodejs24.x",
            "nodejs26.x",
            "java8.al2",
            "java8.al2023",
            "java11",
            "java11.al2023",
            "java17",
            "java17.al2023",
            "java21",
            "java25",
            "python3.8",
            "python3.9",
            "python3.10",
            "python3.11",
            "python3.12",
            "python3.13",
            "python3.14",
            "python3.15",
            "dotnet8",
            "dotnet10",
            "ruby3.2",
            "ruby3.3",
            "ruby3.4",
            "ruby4.0",
            "provided",
            "provided.al2",
            "provided.al2023");

    /** Those that Lambda no longer creates functions with. */
    private static final List<String> ENDED = List.of(
            "nodejs",
            "nodejs4.3",
            "nodejs4.3-edge",
            "nodejs6.10",
            "nodejs8.10",
            "nodejs10.x",
            "nodejs12.x",
            "nodejs14.x",
            "nodejs16.x",
            "java8",
            "python2.7",
            "python3.6",
            "python3.7",
            "dotnetcore1.0",
            "dotnetcore2.0",
            "dotnetcore2.1",
            "dotnetcore3.1",
            "dotnet6",
            "go1.x",
            "ruby2.5",
            "ruby2.7");

    private RuntimeNames() {}

    /** Names of runtimes that functions can be created with. */
    public static List<String> current() {
        return CURRENT;
    }

    /** All names that the API knows, ended ones too. */
    public static List<String> all() {
        return Stream.concat(CURRENT.stream(), ENDED.stream()).toList();
    }

    public static boolean isKnown(RuntimeIdentifier identifier) {
        return CURRENT.contains(identifier.value()) || ENDED.contains(identifier.value());
    }

    public static boolean isEnded(RuntimeIdentifier identifier) {
        return ENDED.contains(identifier.value());
    }
}
