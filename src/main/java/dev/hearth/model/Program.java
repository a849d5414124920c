package dev.hearth.model;

import java.util.List;

/** The program of a function: code for a runtime, or a container image. */
public sealed interface Program {
    /** The kind of code, as the API names it. */
    PackageType packageType();

    /** The code that {@code CodeSize} and {@code CodeSha256} describe. */
    CodePackage code();

    /**
     * Code for one of Lambda's runtimes.
     *
     * @param handler in the runtime's own form
     * @param layers in the order in which they are merged
     */
    record Packaged(RuntimeIdentifier runtime, String handler, CodePackage code, List<FunctionLayer> layers)
            implements Program {
        public Packaged {
            layers = List.copyOf(layers);
        }

        @Override
        public PackageType packageType() {
            return PackageType.ZIP;
        }

        public Packaged withCode(CodePackage other) {
            return new Packaged(runtime, handler, other, layers);
        }
    }

    /**
     * A container image.
     *
     * @param settings the settings that override those of the image
     */
    record Imaged(ContainerImage image, ImageSettings settings) implements Program {
        @Override
        public PackageType packageType() {
            return PackageType.IMAGE;
        }

        /** The image's manifest. The API shows its digest, and no size. */
        @Override
        public CodePackage code() {
            return new CodePackage(image.sha256(), new DataSize(0));
        }

        public Imaged withImage(ContainerImage other) {
            return new Imaged(other, settings);
        }
    }
}
