package dev.hearth.worker;

import dev.hearth.runtimes.RuntimeInstallation;
import dev.hearth.sandbox.Contents;
import java.util.List;

/** The unpacked package of a function that has a runtime. */
record PackageFiles(CodeCache.Use code) implements ProgramFiles {
    Contents contents(RuntimeInstallation runtime) {
        return new Contents(code.image(), runtime.runtime(), runtime.interpreterImage(), List.of());
    }

    @Override
    public void close() {
        code.close();
    }
}
