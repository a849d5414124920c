package dev.hearth.cli;

import dev.hearth.cli.FunctionSettings.TokenService;
import dev.hearth.cli.Settings.Setting;
import dev.hearth.cli.Settings.Value;
import dev.hearth.neighbours.iam.UnknownRoles;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of {@code hearth up} for the environment of functions. */
final class FunctionOptions {
    @Option(
            names = "--function-endpoint",
            paramLabel = "URL",
            description = "AWS_ENDPOINT_URL of functions that set none (default: this server, as their sandboxes reach"
                    + " it); 'none': they get none.")
    @Nullable
    String endpoint;

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
                UpCommand.value(settings, Setting.UNKNOWN_ROLES, unknownRoles, FunctionOptions::unknownRoles)
                        .orElse(address.isLoopbackAddress() ? UnknownRoles.ACCOUNT : UnknownRoles.NOTHING),
                tokenService,
                sdks.value(settings));
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
