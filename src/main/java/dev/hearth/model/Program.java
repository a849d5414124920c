package dev.hearth.model;

import java.util.List;

/** What a function runs. */
public sealed interface Program {
    /** How the API calls this kind of code. */
    PackageType packageType();

    /** The code itself: what {@code CodeSize} and {@code CodeSha256} tell of. */
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
     * @param settings what is its own beside what the image says
     */
    record Imaged(ContainerImage image, ImageSettings settings) implements Program {
        @Override
        public PackageType packageType() {
            return PackageType.IMAGE;
        }

        /** The image's manifest: its digest is what the API shows, and it has no size there. */
        @Override
        public CodePackage code() {
            return new CodePackage(image.sha256(), new DataSize(0));
        }

        public Imaged withImage(ContainerImage other) {
            return new Imaged(other, settings);
        }
    }
}
