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
}
