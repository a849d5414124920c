package dev.hearth.cli;

import dev.hearth.cli.FunctionSettings.TokenService;
import dev.hearth.cli.Settings.Setting;
import dev.hearth.cli.Settings.Value;
import dev.hearth.dataplane.runtimes.FunctionEnvironment;
import dev.hearth.neighbours.iam.UnknownRoles;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of {@code hearth up} for the environment of functions. */
final class FunctionOptions {
    private static final Pattern VARIABLE = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");

    /** As many as Lambda lets a function have of its own. */
    private static final int VARIABLES_CHARACTERS = 4096;

    @Option(
            names = "--function-endpoint",
            paramLabel = "URL",
            description = "AWS_ENDPOINT_URL of functions that set none (default: this server, as their sandboxes reach"
                    + " it); 'none': they get none.")
    @Nullable
    String endpoint;

    @Option(
            names = "--function-env",
            paramLabel = "NAME=VALUE",
            arity = "1..*",
            description = "Environment variables of all functions, as a proxy or a certificate bundle; a function's own"
                    + " variables take precedence.")
    @Nullable
    List<String> variables;

    @Option(
            names = "--unknown-roles",
            paramLabel = "account|nothing",
            description = "What functions may do whose role is none of IAM's: all that their account may, or nothing"
                    + " (default: 'account' while only this machine can connect, else 'nothing').")
    @Nullable
    String unknownRoles;

    @Mixin
    private final SdkOptions sdks = new SdkOptions();

    /** @param tokenService where functions' credentials come from, if not from Hearth: they are good elsewhere then */
    FunctionSettings value(Settings settings, InetAddress address, Optional<TokenService> tokenService) {
        return new FunctionSettings(
                UpCommand.value(settings, Setting.FUNCTION_ENDPOINT, endpoint, FunctionOptions::endpoint)
                        .orElse(tokenService.isPresent() ? new FunctionEndpoint.None() : new FunctionEndpoint.Own()),
                variables(settings),
                UpCommand.value(settings, Setting.UNKNOWN_ROLES, unknownRoles, FunctionOptions::unknownRoles)
                        .orElse(address.isLoopbackAddress() ? UnknownRoles.ACCOUNT : UnknownRoles.NOTHING),
                tokenService,
                sdks.value(settings));
    }

    private Map<String, String> variables(Settings settings) {
        List<Value> given = variables == null
                ? settings.value(Setting.FUNCTION_ENV).stream()
                        .flatMap(value -> Arrays.stream(value.text().split("\\s+", -1))
                                .map(text -> new Value(text, value.source())))
                        .toList()
                : variables.stream()
                        .map(text -> SharedOptions.given(Setting.FUNCTION_ENV, text))
                        .toList();
        Map<String, String> named = new HashMap<>();
        int size = 0;
        for (Value value : given) {
            int equals = value.text().indexOf('=');
            String name = value.text().substring(0, Math.max(0, equals));
            if (!VARIABLE.matcher(name).matches()) {
                throw UpCommand.wrong(value, "NAME=VALUE, as HTTPS_PROXY=http://10.1.2.3:3128");
            }
            if (FunctionEnvironment.RESERVED.contains(name)) {
                throw new UsageException(
                        value.source() + " can't set " + name + ", which every function gets from Hearth.");
            }
            named.put(name, value.text().substring(equals + 1));
            size += value.text().length();
        }
        if (size > VARIABLES_CHARACTERS) {
            throw new UsageException("The variables of --function-env have " + size + " characters together: more than "
                    + VARIABLES_CHARACTERS + ".");
        }
        return named;
    }

    private static FunctionEndpoint endpoint(Value value) {
        if (value.text().equalsIgnoreCase("none")) {
            return new FunctionEndpoint.None();
        }
        try {
            URI uri = new URI(value.text());
            if (("http".equals(uri.getScheme()) || "https".equals(uri.getScheme())) && uri.getHost() != null) {
                return new FunctionEndpoint.Other(uri);
            }
        } catch (URISyntaxException notAnAddress) {
            throw UpCommand.wrong(value, "a URL as http://10.1.2.3:4566, or 'none'");
        }
        throw UpCommand.wrong(value, "a URL as http://10.1.2.3:4566, or 'none'");
    }

    private static UnknownRoles unknownRoles(Value value) {
        return switch (value.text().toLowerCase(Locale.ROOT)) {
            case "account" -> UnknownRoles.ACCOUNT;
            case "nothing" -> UnknownRoles.NOTHING;
            default -> throw UpCommand.wrong(value, "'account' or 'nothing'");
        };
    }
}
