package dev.hearth.dataplane.worker;

import dev.hearth.dataplane.runtimes.ExtensionPrograms;
import dev.hearth.dataplane.runtimes.FunctionEnvironment;
import dev.hearth.dataplane.runtimes.ImageProgram;
import dev.hearth.dataplane.sandbox.Assignment;
import dev.hearth.model.FunctionVersion;

/** The program of a function whose code is a container image: what the image or the function says. */
record ImagedProgram(ImageFiles files) implements PlannedProgram {
    @Override
    public Start start(FunctionVersion function, FunctionEnvironment.Platform platform) {
        ImageProgram program = ImageProgram.of(function, files.program(), files.unpacked(), platform);
        Assignment assignment = new Assignment(
                files.root(),
                program.command(),
                program.environment(),
                program.workingFolder(),
                ExtensionPrograms.companions(
                        ExtensionPrograms.ofImage(files.unpacked()), ExtensionPrograms.FOLDER, program.environment()));
        return new Start(assignment, program.problem());
    }
}
