package dev.hearth.app;

import dev.hearth.base.store.Store;
import dev.hearth.cli.Configuration;
import dev.hearth.cli.FunctionEndpoint;
import dev.hearth.cli.FunctionSettings;
import dev.hearth.dataplane.sandbox.SandboxDriver;
import dev.hearth.dataplane.wire.Surroundings;
import dev.hearth.dataplane.worker.AwsAccess;
import dev.hearth.model.FunctionArn;
import dev.hearth.neighbours.iam.Authorization;
import dev.hearth.neighbours.iam.FunctionSessions;
import dev.hearth.neighbours.iam.SessionCredentials;
import dev.hearth.time.Time;
import java.net.URI;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BiFunction;

/** How functions reach AWS's services: with which credentials, at which address. */
record FunctionServices(Configuration configuration, ServedEndpoints endpoints, Time time) {
    /**
     * The part of a function's environment that Hearth sets.
     *
     * @param driver of the sandboxes; empty if they are on Workers that join, which know the address there
     */
    AwsAccess access(Store store, Authorization authorization, Optional<SandboxDriver> driver) {
        BiFunction<FunctionArn, String, SessionCredentials> sessions = functions()
                .tokenService()
                .<BiFunction<FunctionArn, String, SessionCredentials>>map(
                        other -> Parts.roleSessions(other, store.accounts(), configuration.account(), time)::of)
                .orElseGet(() -> new FunctionSessions(authorization, time)::begin);
        return new RoleAwsAccess(
                sessions, () -> driver.flatMap(this::endpoint), functions().variables());
    }

    private FunctionSettings functions() {
        return configuration.functions();
    }

    private Optional<URI> endpoint(SandboxDriver driver) {
        return switch (functions().endpoint()) {
            case FunctionEndpoint.None _ -> Optional.empty();
            case FunctionEndpoint.Other(URI uri) -> Optional.of(uri);
            case FunctionEndpoint.Own _ ->
                Drivers.servicesAddress(driver).map(ServedEndpoints::uri).or(() -> Optional.of(endpoints.api()));
        };
    }

    /** What Workers hear that join. */
    Surroundings surroundings() {
        return switch (functions().endpoint()) {
            case FunctionEndpoint.None _ ->
                new Surroundings(
                        Optional.empty(), OptionalInt.empty(), functions().variables());
            case FunctionEndpoint.Other(URI uri) ->
                new Surroundings(
                        Optional.of(uri), OptionalInt.empty(), functions().variables());
            case FunctionEndpoint.Own _ ->
                new Surroundings(
                        Optional.empty(),
                        OptionalInt.of(endpoints.api().getPort()),
                        functions().variables());
        };
    }
}
