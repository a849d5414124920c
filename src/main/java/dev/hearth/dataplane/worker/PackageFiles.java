package dev.hearth.dataplane.worker;

import dev.hearth.dataplane.runtimes.RuntimeInstallation;
import dev.hearth.dataplane.sandbox.Contents;
import dev.hearth.dataplane.sandbox.Image;
import dev.hearth.model.CodePackage;
import dev.hearth.model.FunctionLayer;
import dev.hearth.model.Program;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedCollection;

/** The unpacked packages of a function that has a runtime: its code, and its layers in their order. */
record PackageFiles(CodeCache.Use code, List<CodeCache.Use> layers) implements ProgramFiles {
    /**
     * Unpacks the packages that are not unpacked yet.
     *
     * @throws dev.hearth.error.ServiceException if a package can't be used
     */
    static PackageFiles take(CodeCache cache, Program.Packaged program) {
        List<CodeCache.Use> taken = new ArrayList<>();
        try {
            taken.add(cache.use(program.code()));
            for (CodePackage layer : layers(program)) {
                taken.add(cache.use(layer));
            }
            return new PackageFiles(taken.getFirst(), List.copyOf(taken.subList(1, taken.size())));
        } catch (RuntimeException e) {
            taken.forEach(CodeCache.Use::close);
            throw e;
        }
    }

    /** The layers without duplicates: of layers with the same content, only the last one is kept. */
    private static SequencedCollection<CodePackage> layers(Program.Packaged program) {
        LinkedHashMap<String, CodePackage> packages = new LinkedHashMap<>();
        for (FunctionLayer layer : program.layers()) {
            packages.putLast(layer.code().sha256(), layer.code());
        }
        return packages.sequencedValues();
    }

    Contents contents(RuntimeInstallation runtime, Optional<Image> sdk) {
        return new Contents(
                code.image(),
                runtime.runtime(),
                runtime.interpreterImage(),
                layers.stream().map(CodeCache.Use::image).toList(),
                sdk);
    }

    @Override
    public boolean unpackedNow() {
        return code.unpackedNow() || layers.stream().anyMatch(CodeCache.Use::unpackedNow);
    }

    @Override
    public void close() {
        code.close();
        layers.forEach(CodeCache.Use::close);
    }
}
