package dev.hearth.dataplane.runtimes;

import dev.hearth.dataplane.sandbox.Layout;
import dev.hearth.model.FunctionVersion;
import dev.hearth.model.InitializationType;
import dev.hearth.model.Logging;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The environment variables of a function: Lambda's defaults, which the function's configuration can replace, and
 * reserved variables, which it can't.
 *
 * <p>From "Working with Lambda environment variables" in the AWS Lambda Developer Guide.
 */
public final class FunctionEnvironment {
    /** Names that a function's configuration can't use. */
    public static final Set<String> RESERVED = Set.of(
            "_HANDLER",
            "_X_AMZN_TRACE_ID",
            "AWS_ACCESS_KEY",
            "AWS_ACCESS_KEY_ID",
            "AWS_DEFAULT_REGION",
            "AWS_EXECUTION_ENV",
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
            "AWS_LAMBDA_FUNCTION_NAME",
            "AWS_LAMBDA_FUNCTION_VERSION",
            "AWS_LAMBDA_INITIALIZATION_TYPE",
            "AWS_LAMBDA_LOG_GROUP_NAME",
            "AWS_LAMBDA_LOG_STREAM_NAME",
            "AWS_LAMBDA_MAX_CONCURRENCY",
            "AWS_LAMBDA_METADATA_API",
            "AWS_LAMBDA_METADATA_TOKEN",
            "AWS_LAMBDA_RUNTIME_API",
            "AWS_REGION",
            "AWS_SECRET_ACCESS_KEY",
            "AWS_SESSION_TOKEN",
            "LAMBDA_RUNTIME_DIR",
            "LAMBDA_TASK_ROOT");

    /** The runtimes that have the access key by its earlier names too, for the first SDK for Java. As recorded. */
    private static final Set<String> OLD_KEY_NAMES = Set.of("java8.al2", "java11");

    /** The address to which AWS's X-Ray libraries send datagrams on Lambda. Nothing listens there here. */
    private static final String XRAY_DAEMON_ADDRESS = "169.254.100.1";

    private static final String XRAY_DAEMON_PORT = "2000";

    /** The variables of X-Ray libraries, as on Lambda. Each language's library reads another one. */
    private static final Map<String, String> XRAY = Map.of(
            "AWS_XRAY_CONTEXT_MISSING",
            "LOG_ERROR",
            "AWS_XRAY_DAEMON_ADDRESS",
            XRAY_DAEMON_ADDRESS + ":" + XRAY_DAEMON_PORT,
            "_AWS_XRAY_DAEMON_ADDRESS",
            XRAY_DAEMON_ADDRESS,
            "_AWS_XRAY_DAEMON_PORT",
            XRAY_DAEMON_PORT);

    /** The variable with the endpoint of AWS's SDKs. */
    private static final String ENDPOINT = "AWS_ENDPOINT_URL";

    /**
     * The variable with the descriptor to which runtime clients write log calls, each in a frame. Most clients remove
     * it from the function's environment.
     */
    private static final String LOG_DESCRIPTOR = "_LAMBDA_TELEMETRY_LOG_FD";

    /** The variable that tells a bootstrap to wait for its function. */
    private static final String WAITS = "_HEARTH_STEM";

    /** The {@code PATH} of an image without one: Docker's. */
    private static final String IMAGE_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private FunctionEnvironment() {}

    /**
     * The temporary access key of a function.
     *
     * @param ends when it expires
     */
    public record Credentials(String accessKeyId, String secretAccessKey, String sessionToken, Instant ends) {
        @Override
        public String toString() {
            return "Credentials[" + accessKeyId + "]";
        }
    }

    /**
     * The values that only the worker knows.
     *
     * @param runtimeApi address and port of the Runtime API
     * @param logStream the name of the sandbox's log stream
     * @param type why the sandbox was started
     * @param endpoint the endpoint of AWS's services, unless the function's configuration has another
     * @param logDescriptor the descriptor to which runtime clients write the frames of log calls
     */
    public record Platform(
            String runtimeApi,
            String logStream,
            InitializationType type,
            Credentials credentials,
            Optional<String> endpoint,
            int logDescriptor) {}

    /** All variables of a sandbox that runs a function. Pure. */
    public static Map<String, String> of(
            FunctionVersion function, RuntimeInstallation runtime, Layout layout, Platform platform) {
        Map<String, String> environment = new HashMap<>(defaults(runtime, layout));
        platform.endpoint().ifPresent(endpoint -> environment.put(ENDPOINT, endpoint));
        environment.putAll(runtime.launch(layout, function).environment());
        environment.putAll(function.environment());
        environment.keySet().removeAll(RESERVED);
        environment.putAll(reserved(function, runtime, layout, platform));
        return Map.copyOf(environment);
    }

    /** The variables of a stem cell: those that all functions of a runtime share. Pure. */
    static Map<String, String> early(RuntimeInstallation runtime, Layout layout, int logDescriptor) {
        Map<String, String> environment = new HashMap<>(defaults(runtime, layout));
        environment.putAll(runtime.environment(layout));
        environment.putAll(ofRuntime(runtime, layout));
        environment.put(LOG_DESCRIPTOR, Integer.toString(logDescriptor));
        environment.put(WAITS, "1");
        return Map.copyOf(environment);
    }

    /**
     * All variables of a sandbox that runs a container image: the image's, replaced by the function's, and the reserved
     * ones. Pure. Two recordings of Lambda show the differences from runtimes: time zone, locale and library path are
     * not set; the handler is set even if it is empty; the log format is set also if it is text.
     *
     * @param command the arguments after the entry point; the first is the handler in images with Lambda's runtime
     *     clients
     */
    static Map<String, String> ofImage(
            FunctionVersion function, Map<String, String> image, List<String> command, Platform platform) {
        Map<String, String> environment = new HashMap<>(XRAY);
        environment.put("PATH", IMAGE_PATH);
        platform.endpoint().ifPresent(endpoint -> environment.put(ENDPOINT, endpoint));
        environment.putAll(image);
        environment.putAll(function.environment());
        environment.keySet().removeAll(RESERVED);
        environment.putAll(reserved(function, platform));
        environment.put(LOG_DESCRIPTOR, Integer.toString(platform.logDescriptor()));
        environment.put("LAMBDA_TASK_ROOT", "/var/task");
        environment.put("LAMBDA_RUNTIME_DIR", "/var/runtime");
        environment.put("AWS_EXECUTION_ENV", "AWS_Lambda_Image");
        environment.put("AWS_LAMBDA_LOG_FORMAT", function.logging().format().wire());
        environment.put("_HANDLER", command.isEmpty() ? "" : command.getFirst());
        return Map.copyOf(environment);
    }

    private static Map<String, String> defaults(RuntimeInstallation runtime, Layout layout) {
        String own = layout.interpreter().isPresent() ? layout.interpreter().get() + "/" : "/var/lang/";
        if (runtime.interpreterImage().isEmpty()) {
            own = "/var/lang/";
        }
        Map<String, String> defaults = new HashMap<>(XRAY);
        defaults.putAll(Map.of(
                "LANG",
                "en_US.UTF-8",
                "TZ",
                ":UTC",
                "PATH",
                own + "bin:/usr/local/bin:/usr/bin/:/bin:" + layout.layers().resolve("bin"),
                "LD_LIBRARY_PATH",
                own + "lib:/lib64:/usr/lib64:" + layout.runtime() + ":"
                        + layout.runtime().resolve("lib") + ":" + layout.task() + ":"
                        + layout.task().resolve("lib") + ":" + layout.layers().resolve("lib")));
        switch (runtime.language()) { // the languages whose bootstrap is a shell script on Lambda
            case PYTHON, NODEJS, RUBY, DOTNET ->
                defaults.putAll(Map.of("PWD", layout.task().toString(), "SHLVL", "0"));
            case JAVA, PROVIDED, GO -> {}
        }
        return defaults;
    }

    private static Map<String, String> reserved(
            FunctionVersion function, RuntimeInstallation runtime, Layout layout, Platform platform) {
        Map<String, String> reserved = new HashMap<>(reserved(function, platform));
        reserved.put("_HANDLER", function.packaged().handler());
        reserved.putAll(ofRuntime(runtime, layout));
        if (OLD_KEY_NAMES.contains(runtime.identifier().value())) {
            reserved.put("AWS_ACCESS_KEY", platform.credentials().accessKeyId());
            reserved.put("AWS_SECRET_KEY", platform.credentials().secretAccessKey());
        }
        if (runtime.language() != Language.PROVIDED) {
            reserved.put(LOG_DESCRIPTOR, Integer.toString(platform.logDescriptor()));
        }
        return reserved;
    }

    /** The variables that all functions of a runtime have. */
    private static Map<String, String> ofRuntime(RuntimeInstallation runtime, Layout layout) {
        Map<String, String> variables = new HashMap<>();
        variables.put("LAMBDA_TASK_ROOT", layout.task().toString());
        variables.put("LAMBDA_RUNTIME_DIR", layout.runtime().toString());
        if (runtime.language() != Language.PROVIDED) {
            variables.put("AWS_EXECUTION_ENV", "AWS_Lambda_" + runtime.identifier());
        }
        return variables;
    }

    /** The variables that all functions have. */
    private static Map<String, String> reserved(FunctionVersion function, Platform platform) {
        Map<String, String> reserved = new HashMap<>();
        reserved.put("AWS_REGION", function.arn().region());
        reserved.put("AWS_DEFAULT_REGION", function.arn().region());
        reserved.put("AWS_LAMBDA_FUNCTION_NAME", function.arn().name());
        reserved.put("AWS_LAMBDA_FUNCTION_VERSION", function.version());
        reserved.put(
                "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
                Long.toString(function.memory().toMebibytes()));
        reserved.put("AWS_LAMBDA_INITIALIZATION_TYPE", platform.type().wire());
        if (function.logging().format() == Logging.Format.JSON) {
            reserved.put("AWS_LAMBDA_LOG_FORMAT", Logging.Format.JSON.wire());
        }
        function.logging().applicationLevel().ifPresent(level -> reserved.put("AWS_LAMBDA_LOG_LEVEL", level));
        reserved.put("AWS_LAMBDA_LOG_GROUP_NAME", function.logGroup());
        reserved.put("AWS_LAMBDA_LOG_STREAM_NAME", platform.logStream());
        reserved.put("AWS_LAMBDA_RUNTIME_API", platform.runtimeApi());
        reserved.put("AWS_ACCESS_KEY_ID", platform.credentials().accessKeyId());
        reserved.put("AWS_SECRET_ACCESS_KEY", platform.credentials().secretAccessKey());
        reserved.put("AWS_SESSION_TOKEN", platform.credentials().sessionToken());
        return reserved;
    }
}
