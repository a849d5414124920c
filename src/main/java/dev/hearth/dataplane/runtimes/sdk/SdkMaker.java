package dev.hearth.dataplane.runtimes.sdk;

import dev.hearth.base.artifact.DiskFiles;
import dev.hearth.dataplane.runtimes.RuntimeCatalog;
import dev.hearth.dataplane.runtimes.RuntimeInstallation;
import dev.hearth.time.Time;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Makes SDKs, one at a time for each key. */
public final class SdkMaker {
    private final SdkStore store;
    private final Recipe.Book recipes;
    private final Map<String, String> environment;
    private final Time time;

    /**
     * @param runtimes the interpreters of this machine
     * @param environment Hearth's own: package managers read their settings from it, such as the registry
     */
    public SdkMaker(SdkStore store, RuntimeCatalog runtimes, Map<String, String> environment, Time time) {
        this(store, new PackageManagers(runtimes, environment), environment, time);
    }

    SdkMaker(SdkStore store, Recipe.Book recipes, Map<String, String> environment, Time time) {
        this.store = store;
        this.recipes = recipes;
        this.environment = Map.copyOf(environment);
        this.time = time;
    }

    /**
     * Makes an SDK. While another process makes it, waits for that one's result.
     *
     * @param clients of Node.js; empty: those of the existing SDK, else the common ones
     * @param update whether an existing SDK is made anew, with the newest versions
     * @param heard is told of the progress
     */
    public SdkRecord make(
            RuntimeInstallation runtime, Optional<NodejsClients> clients, boolean update, Consumer<String> heard)
            throws SdkException, InterruptedException {
        SdkKey key = SdkKey.of(runtime).orElseThrow();
        Optional<SdkRecord> before = store.record(key);
        try (SdkStore.Claim claim = claim(key, heard)) {
            Optional<SdkRecord> now = store.record(key).filter(made -> made.has(clients));
            boolean isNew = !now.equals(before);
            if (now.isPresent() && (isNew || !update)) {
                return now.get();
            }
            return make(claim, runtime, clients, heard);
        } catch (IOException e) {
            throw new SdkException(e.toString(), e);
        }
    }

    private SdkStore.Claim claim(SdkKey key, Consumer<String> heard) throws IOException {
        Optional<SdkStore.Claim> claim = store.tryClaim(key);
        if (claim.isPresent()) {
            return claim.get();
        }
        heard.accept("another process makes it: waiting");
        return store.claim(key);
    }

    /** Makes an SDK under a claim, and records the result. */
    SdkRecord make(
            SdkStore.Claim claim, RuntimeInstallation runtime, Optional<NodejsClients> clients, Consumer<String> heard)
            throws IOException, SdkException, InterruptedException {
        NodejsClients chosen = clients.or(() -> recorded(claim.key())).orElseGet(NodejsClients.Common::new);
        try {
            return attempt(claim, runtime, chosen, heard);
        } catch (SdkException failure) {
            store.noteFailure(claim, failure.reason());
            throw failure;
        } catch (IOException failure) {
            store.noteFailure(claim, failure.toString());
            throw failure;
        }
    }

    private Optional<NodejsClients> recorded(SdkKey key) {
        return store.record(key)
                .map(SdkRecord::clients)
                .filter(text -> !text.isEmpty())
                .map(NodejsClients::parse);
    }

    private SdkRecord attempt(
            SdkStore.Claim claim, RuntimeInstallation runtime, NodejsClients clients, Consumer<String> heard)
            throws IOException, SdkException, InterruptedException {
        Noting noting = new Noting(claim, heard);
        noting.progress("looking for the package manager");
        Path folder = store.fresh(claim);
        try {
            noting.requireRoom();
            Path tree = Files.createDirectory(folder.resolve("tree"));
            Recipe recipe = recipes.of(runtime, clients);
            ToolRun tools = new ToolRun(environment, folder, noting);
            String version = recipe.install(new Recipe.Workplace(folder, tree, tools));
            noting.progress("writing it to disk");
            SdkTree made = SdkTree.of(tree, recipe::isUnneeded);
            String recorded = runtime.language() == dev.hearth.dataplane.runtimes.Language.NODEJS ? clients.text() : "";
            return store.keep(claim, made, version, recorded);
        } finally {
            DiskFiles.delete(folder);
        }
    }

    /** Records the progress of a package manager, at most once a second, and ends it when the disk is full. */
    private final class Noting implements ToolRun.Listener {
        private final SdkStore.Claim claim;
        private final Consumer<String> heard;
        private final Progress progress = new Progress();
        private long nextNanos = time.nanos();

        Noting(SdkStore.Claim claim, Consumer<String> heard) {
            this.claim = claim;
            this.heard = heard;
        }

        @Override
        public void line(String text) throws SdkException, IOException {
            Optional<String> step = progress.hear(text);
            if (step.isPresent() && time.nanos() - nextNanos >= 0) {
                requireRoom();
                progress(step.get());
            }
        }

        void progress(String step) throws IOException {
            nextNanos = time.nanos() + Limits.NOTE.toNanos();
            store.noteProgress(claim, step);
            heard.accept(step);
        }

        void requireRoom() throws IOException, SdkException {
            if (store.freeBytes() < Limits.FREE.bytes()) {
                throw new SdkException("the disk has less than " + Limits.FREE.toMebibytes() + " MB left");
            }
        }
    }
}
