package dev.hearth.controlplane.functions;

import dev.hearth.base.store.Scope;
import dev.hearth.base.store.Store;
import dev.hearth.base.store.Transaction;
import dev.hearth.controlplane.operation.Failures;
import dev.hearth.controlplane.operation.Markers;
import dev.hearth.controlplane.operation.Page;
import dev.hearth.controlplane.operation.ProvisionedRules;
import dev.hearth.controlplane.operation.Qualifiers;
import dev.hearth.controlplane.operation.Shapes;
import dev.hearth.documents.Kinds;
import dev.hearth.model.AccountId;
import dev.hearth.model.Alias;
import dev.hearth.model.FunctionArn;
import dev.hearth.model.FunctionErrors;
import dev.hearth.model.FunctionNames;
import dev.hearth.model.FunctionUrl;
import dev.hearth.time.Ids;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.lambda.model.AliasConfiguration;
import software.amazon.awssdk.services.lambda.model.AliasRoutingConfiguration;
import software.amazon.awssdk.services.lambda.model.CreateAliasRequest;
import software.amazon.awssdk.services.lambda.model.CreateAliasResponse;
import software.amazon.awssdk.services.lambda.model.DeleteAliasRequest;
import software.amazon.awssdk.services.lambda.model.DeleteAliasResponse;
import software.amazon.awssdk.services.lambda.model.GetAliasRequest;
import software.amazon.awssdk.services.lambda.model.GetAliasResponse;
import software.amazon.awssdk.services.lambda.model.ListAliasesRequest;
import software.amazon.awssdk.services.lambda.model.ListAliasesResponse;
import software.amazon.awssdk.services.lambda.model.UpdateAliasRequest;
import software.amazon.awssdk.services.lambda.model.UpdateAliasResponse;

/** Aliases: names for a version, or for two versions that share the alias's calls. */
final class Aliases {
    private final FunctionNames names;
    private final Store store;
    private final Ids ids;

    Aliases(FunctionNames names, Store store, Ids ids) {
        this.names = names;
        this.store = store;
        this.ids = ids;
    }

    CreateAliasResponse create(AccountId account, CreateAliasRequest request) {
        FunctionArn arn = resolve(account, request.functionName(), request.name());
        Alias created = store.write(transaction -> {
            Qualifiers.mustExist(transaction, arn.qualified(request.functionVersion()));
            if (Qualifiers.alias(transaction, arn, request.name()).isPresent()) {
                throw Failures.conflict("Alias already exists: " + arn);
            }
            Alias alias = new Alias(
                    arn,
                    request.functionVersion(),
                    shifted(request.routingConfig()),
                    request.description() == null ? "" : request.description(),
                    ids.uuid());
            return put(transaction, alias);
        });
        return fill(CreateAliasResponse.builder(), created).build();
    }

    GetAliasResponse get(AccountId account, GetAliasRequest request) {
        FunctionArn arn = resolve(account, request.functionName(), request.name());
        Alias alias = store.read(
                view -> Qualifiers.alias(view, arn, request.name()).orElseThrow(() -> Failures.noAlias(arn)));
        return fill(GetAliasResponse.builder(), alias).build();
    }

    UpdateAliasResponse update(AccountId account, UpdateAliasRequest request) {
        FunctionArn arn = resolve(account, request.functionName(), request.name());
        Alias updated = store.write(transaction -> {
            Alias current = Qualifiers.alias(transaction, arn, request.name())
                    .orElseThrow(() -> Failures.notFound("Alias not found: " + arn));
            FunctionChanges.checkRevision(Optional.ofNullable(request.revisionId()), current.revisionId());
            return put(
                    transaction,
                    new Alias(
                            arn,
                            request.functionVersion() == null ? current.version() : request.functionVersion(),
                            request.routingConfig() == null ? current.shifted() : shifted(request.routingConfig()),
                            request.description() == null ? current.description() : request.description(),
                            ids.uuid()));
        });
        return fill(UpdateAliasResponse.builder(), updated).build();
    }

    /** Deleting an alias that does not exist succeeds, as on Lambda. */
    DeleteAliasResponse delete(AccountId account, DeleteAliasRequest request) {
        FunctionArn arn = resolve(account, request.functionName(), request.name());
        return store.write(transaction -> {
            Qualifiers.function(transaction, arn);
            transaction
                    .find(Kinds.FUNCTION_URL, Scope.function(arn), request.name())
                    .ifPresent(url -> remember(transaction, url));
            transaction.deleteAll(Scope.function(arn), request.name());
            return DeleteAliasResponse.builder().build();
        });
    }

    /**
     * Remembers a deleted alias, so that a caller of its URL still gets "forbidden". The oldest of many is forgotten.
     */
    private static void remember(Transaction transaction, FunctionUrl url) {
        Scope scope = Scope.function(url.arn());
        List<FunctionUrl> former = transaction.list(Kinds.FORMER_URL, scope);
        int place = former.size();
        if (place >= Limits.FORMER_URLS) {
            FunctionUrl oldest = Collections.min(former, Comparator.comparing(FunctionUrl::modified));
            place = IntStream.range(0, Limits.FORMER_URLS)
                    .filter(one -> transaction
                            .find(Kinds.FORMER_URL, scope, Kinds.formerUrlName(one))
                            .equals(Optional.of(oldest)))
                    .findFirst()
                    .orElse(0);
        }
        transaction.put(Kinds.FORMER_URL, scope, Kinds.formerUrlName(place), url);
    }

    ListAliasesResponse list(AccountId account, ListAliasesRequest request) {
        FunctionArn arn = names.resolve(account, request.functionName(), Optional.empty());
        int size = Page.size(request.maxItems(), Limits.PAGE);
        String version = request.functionVersion();
        Predicate<Alias> wanted = alias -> version == null || alias.names(version);
        Page<Alias> page = store.read(view -> {
            Qualifiers.function(view, arn);
            List<Alias> found = new ArrayList<>();
            String after = Markers.name(request.marker());
            while (found.size() <= size) {
                List<Alias> more = view.list(Kinds.ALIAS, Scope.function(arn), after, Page.asked(size));
                more.stream().filter(wanted).forEach(found::add);
                if (more.size() < Page.asked(size)) {
                    break;
                }
                after = more.getLast().name();
            }
            return Page.of(found.subList(0, Math.min(found.size(), Page.asked(size))), size, Alias::name);
        });
        return ListAliasesResponse.builder()
                .aliases(page.items().stream()
                        .map(alias -> fill(AliasConfiguration.builder(), alias).build())
                        .toList())
                .nextMarker(page.next().orElse(null))
                .build();
    }

    private Alias put(Transaction transaction, Alias alias) {
        FunctionArn function = alias.arn().unqualified();
        boolean latest = alias.version().equals(FunctionArn.LATEST);
        if (!latest
                && Qualifiers.version(transaction, function, alias.version()).isEmpty()) {
            throw FunctionErrors.notFound(function.qualified(alias.version()));
        }
        alias.shifted().ifPresent(shifted -> {
            if (latest) {
                throw Failures.untyped("$LATEST is not supported for an alias pointing to more than 1 version");
            }
            if (shifted.version().equals(alias.version())) {
                throw Failures.invalid("Invalid function version " + shifted.version() + ". Function version "
                        + shifted.version() + " is already included in routing configuration.");
            }
            if (Qualifiers.version(transaction, function, shifted.version()).isEmpty()) {
                throw FunctionErrors.notFound(function.qualified(shifted.version()));
            }
        });
        if (transaction
                .find(Kinds.PROVISIONED_CONCURRENCY, Scope.function(function), alias.name())
                .isPresent()) {
            if (latest) {
                throw Failures.invalid(
                        "Provisioned Concurrency Configs cannot be applied to unpublished function " + "versions.");
            }
            ProvisionedRules.checkAlias(transaction, alias);
        }
        transaction.put(Kinds.ALIAS, Scope.function(function), alias.name(), alias);
        return alias;
    }

    private static Optional<Alias.Shifted> shifted(@Nullable AliasRoutingConfiguration routing) {
        if (routing == null || routing.additionalVersionWeights().isEmpty()) {
            return Optional.empty();
        }
        if (routing.additionalVersionWeights().size() > 1) {
            throw Failures.invalid("Number of items in AdditionalVersionWeights cannot be greater than 1");
        }
        Map.Entry<String, Double> only =
                routing.additionalVersionWeights().entrySet().iterator().next();
        return Optional.of(new Alias.Shifted(only.getKey(), only.getValue()));
    }

    private FunctionArn resolve(AccountId account, String function, String name) {
        return names.resolve(account, function, Optional.empty()).qualified(name);
    }

    private static <B extends SdkPojo> B fill(B response, Alias alias) {
        AliasConfiguration.Builder shown = AliasConfiguration.builder()
                .aliasArn(alias.arn().toString())
                .name(alias.name())
                .functionVersion(alias.version())
                .description(alias.description())
                .revisionId(alias.revisionId());
        alias.shifted()
                .ifPresent(shifted -> shown.routingConfig(AliasRoutingConfiguration.builder()
                        .additionalVersionWeights(Map.of(shifted.version(), shifted.weight()))
                        .build()));
        return Shapes.copy(shown.build(), response);
    }
}
