package dev.hearth.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives tests one server, started for the first that asks and stopped after the last. */
final class SharedHearth implements ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(SharedHearth.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == HearthProcess.class;
    }

    @Override
    public HearthProcess resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(NAMESPACE)
                .computeIfAbsent(HearthProcess.class, key -> start(), HearthProcess.class);
    }

    private static HearthProcess start() {
        try {
            Path data = Files.createTempDirectory("hearth-e2e");
            return HearthProcess.start(data);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
