package dev.hearth.documents;

import dev.hearth.base.json.JsonValue.JsonObject;
import dev.hearth.base.store.Kind;
import dev.hearth.base.store.Scope;
import dev.hearth.base.store.View;
import dev.hearth.model.AccountId;
import dev.hearth.model.Alias;
import dev.hearth.model.CodePackage;
import dev.hearth.model.ConcurrencyLimit;
import dev.hearth.model.DataSize;
import dev.hearth.model.EventInvokeConfig;
import dev.hearth.model.Function;
import dev.hearth.model.FunctionConfiguration;
import dev.hearth.model.FunctionLayer;
import dev.hearth.model.FunctionState;
import dev.hearth.model.FunctionUrl;
import dev.hearth.model.FunctionVersion;
import dev.hearth.model.Program;
import dev.hearth.model.ProvisionedConcurrency;
import dev.hearth.model.PublishedVersion;
import dev.hearth.model.RecursiveLoop;
import dev.hearth.model.ReservedConcurrency;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The kinds of documents that both the control plane and the data plane use. Other kinds are defined where they are
 * used.
 */
public final class Kinds {
    /** In the account's scope, by the function's name. */
    public static final Kind<Function> FUNCTION = Kind.of("function", FunctionDocument::write, FunctionDocument::read)
            .withPackages(Kinds::packages)
            .withPending(Function::isUnfinished);

    /** In the function's scope, by {@link #versionName}. */
    public static final Kind<PublishedVersion> VERSION = Kind.of(
                    "version", VersionDocument::write, VersionDocument::read)
            .withPackages(version -> packages(version.configuration()).values())
            .withPending(version -> version.state().name() == FunctionState.Name.PENDING);

    /** In the function's scope, by the alias's name. */
    public static final Kind<Alias> ALIAS = Kind.of("alias", AliasDocument::write, AliasDocument::read);

    /** In the function's scope, by the qualifier. */
    public static final Kind<EventInvokeConfig> EVENT_INVOKE_CONFIG =
            Kind.of("event-invoke-config", EventInvokeConfigDocument::write, EventInvokeConfigDocument::read);

    /** In the function's scope, by the alias's name or {@code $LATEST}; the key is its id. */
    public static final Kind<FunctionUrl> FUNCTION_URL = Kind.of(
                    "function-url", FunctionUrlDocument::write, FunctionUrlDocument::read)
            .withKey(FunctionUrl::id);

    /** URLs whose aliases were deleted: in the function's scope, by {@link #formerUrlName}; the key is its id. */
    public static final Kind<FunctionUrl> FORMER_URL = Kind.of(
                    "former-url", FunctionUrlDocument::write, FunctionUrlDocument::read)
            .withKey(FunctionUrl::id);

    /** In the function's scope, under {@link #ONLY}. */
    public static final Kind<ReservedConcurrency> RESERVED_CONCURRENCY =
            Kind.of("reserved-concurrency", ConcurrencyDocuments::reserved, ConcurrencyDocuments::reserved);

    /** In the function's scope, by the qualifier. */
    public static final Kind<ProvisionedConcurrency> PROVISIONED_CONCURRENCY =
            Kind.of("provisioned-concurrency", ConcurrencyDocuments::provisioned, ConcurrencyDocuments::provisioned);

    /** In the account's scope, under {@link #ONLY}; none if it is the default. */
    public static final Kind<ConcurrencyLimit> CONCURRENCY_LIMIT =
            Kind.of("concurrency-limit", ConcurrencyDocuments::limit, ConcurrencyDocuments::limit);

    /** In the function's scope, under {@link #ONLY}. */
    public static final Kind<RecursiveLoop> RECURSION = Kind.of(
            "recursion-config",
            loop -> JsonObject.builder().put("value", loop.wire()).build(),
            document -> RecursiveLoop.of(Members.string(document, "value")).orElse(RecursiveLoop.TERMINATE));

    /** In the account's scope, by the function's identity. */
    public static final Kind<EventDisposal> EVENT_DISPOSAL = Kind.of(
                    "event-disposal", EventDisposal::document, EventDisposal::of)
            .withPending(disposal -> true);

    /** The name of a document of which a function or an account has only one. No alias can have this name. */
    public static final String ONLY = "$";

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

    private Kinds() {}

    /** How many invocations of an account may run at once. */
    public static ConcurrencyLimit concurrencyLimit(View view, AccountId account) {
        return view.find(CONCURRENCY_LIMIT, Scope.of(account), ONLY).orElse(ConcurrencyLimit.DEFAULT);
    }

    /** The name of one of a function's former URLs. No alias can have this name. */
    public static String formerUrlName(int place) {
        return "$former-" + place;
    }

    /** The document name of a version. All have the same length, so that the order of names is that of numbers. */
    public static String versionName(long number) {
        return String.format(Locale.ROOT, "%019d", number);
    }

    /** The document name of a version; empty if the text is not a version's number. */
    public static Optional<String> versionName(String number) {
        return NUMBER.matcher(number).matches() ? Optional.of(versionName(Long.parseLong(number))) : Optional.empty();
    }

    private static Collection<CodePackage> packages(Function function) {
        Map<String, CodePackage> packages = packages(function.configuration());
        // the code of an update in progress counts; the code that it replaces does not
        function.serving()
                .map(FunctionVersion::configuration)
                .ifPresent(serving ->
                        packages(serving).values().forEach(code -> packages.putIfAbsent(code.sha256(), kept(code))));
        return packages.values();
    }

    /** The packages by digest. The size of layers counts where they were published, not here. */
    private static Map<String, CodePackage> packages(FunctionConfiguration configuration) {
        Map<String, CodePackage> packages = new LinkedHashMap<>();
        switch (configuration.program()) {
            case Program.Packaged packaged -> {
                packages.put(packaged.code().sha256(), packaged.code());
                for (FunctionLayer layer : packaged.layers()) {
                    packages.putIfAbsent(layer.code().sha256(), kept(layer.code()));
                }
            }
            case Program.Imaged imaged -> packages.put(imaged.code().sha256(), imaged.code());
        }
        return packages;
    }

    private static CodePackage kept(CodePackage code) {
        return new CodePackage(code.sha256(), new DataSize(0));
    }
}
