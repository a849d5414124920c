package dev.hearth.neighbours.iam;

import dev.hearth.base.store.Scope;
import dev.hearth.base.store.Store;
import dev.hearth.base.xml.XmlWriter;
import dev.hearth.model.Principal;
import dev.hearth.neighbours.iam.IamOperation.Call;
import dev.hearth.time.Ids;
import dev.hearth.time.Time;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Operations on users. */
final class UserOperations {
    private final Entities users;
    private final EntityOperations common;
    private final Store store;
    private final Time time;
    private final Ids ids;

    UserOperations(Entities users, EntityOperations common, Store store, Time time, Ids ids) {
        this.users = users;
        this.common = common;
        this.store = store;
        this.time = time;
        this.ids = ids;
    }

    List<IamOperation> operations() {
        List<String> name = List.of("UserName");
        List<IamOperation> operations = new ArrayList<>(common.operations());
        operations.addAll(List.of(
                IamOperation.of("CreateUser", name, users::newResource, this::create),
                IamOperation.of("GetUser", List.of(), users::resource, this::get),
                IamOperation.of("ListUsers", List.of(), users::listResource, this::list),
                IamOperation.silent("UpdateUser", name, users::resource, this::update),
                IamOperation.silent("DeleteUser", name, users::resource, users::delete),
                IamOperation.of("ListGroupsForUser", name, users::resource, empty("Groups")),
                IamOperation.of("ListMFADevices", List.of(), users::resource, empty("MFADevices")),
                IamOperation.of("ListSSHPublicKeys", List.of(), users::resource, empty("SSHPublicKeys")),
                IamOperation.of("ListSigningCertificates", List.of(), users::resource, empty("Certificates")),
                IamOperation.of(
                        "ListServiceSpecificCredentials",
                        List.of(),
                        users::resource,
                        empty("ServiceSpecificCredentials")),
                IamOperation.of("GetLoginProfile", List.of(), users::resource, (call, result) -> noLogin(call)),
                IamOperation.silent("DeleteLoginProfile", List.of(), users::resource, this::noLogin)));
        return operations;
    }

    private void create(Call call, XmlWriter result) {
        String name = call.text("UserName");
        if (name.length() > 64) {
            throw IamErrors.validation("1 validation error detected: Value '" + name
                    + "' at 'userName' failed to satisfy constraint: Member must have length less than or equal to 64");
        }
        Entity user = new Entity(
                EntityType.USER,
                call.account(),
                name,
                call.parameters().find("Path").orElse("/"),
                Identifiers.unique(EntityType.USER.idPrefix(), ids),
                time.now(),
                Tags.merge(Map.of(), call.parameters().tags()),
                Map.of(),
                List.of(),
                call.parameters().find("PermissionsBoundary"),
                Optional.empty());
        users.create(user);
        write(user, result);
    }

    private void get(Call call, XmlWriter result) {
        boolean self = call.parameters().find("UserName").isEmpty();
        if (self && call.caller().principal() instanceof Principal.Root root) {
            // the account's root, in the form of AWS
            result.begin("User")
                    .add("UserId", root.uniqueId())
                    .add("Arn", root.name())
                    .add("CreateDate", Instant.EPOCH)
                    .end();
            return;
        }
        write(users.read(call), result);
    }

    private void list(Call call, XmlWriter result) {
        Page<Entity> page = users.list(call);
        result.list("Users", "member", page.items(), user -> writeSummary(user, result));
        page.writeEnd(result);
    }

    private void update(Call call) {
        store.<Optional<Entity>>write(transaction -> {
            Entity user = users.find(transaction, call);
            Entity renamed = user.renamed(
                    call.parameters().find("NewPath").orElse(user.path()),
                    call.parameters().find("NewUserName").orElse(user.name()));
            if (!renamed.key().equals(user.key())) {
                users.mustBeFree(transaction, renamed);
                transaction.delete(IamDocuments.USER, Scope.of(user.account()), user.key());
            }
            Entities.put(transaction, renamed);
            UserKeys.rename(transaction, user, renamed);
            for (String policy : user.attached()) {
                Scope scope = IamDocuments.attachments(user.account(), policy);
                IamDocuments.Attachment attachment = IamDocuments.Attachment.of(renamed);
                transaction.delete(
                        IamDocuments.ATTACHMENT,
                        scope,
                        IamDocuments.Attachment.of(user).key());
                transaction.put(IamDocuments.ATTACHMENT, scope, attachment.key(), attachment);
            }
            return Optional.empty();
        });
    }

    /** Answers with an empty list, for resources that Hearth's users do not have. */
    private IamOperation.Handler empty(String list) {
        return (call, result) -> {
            users.read(call);
            result.texts(list, "member", List.of()).add("IsTruncated", false);
        };
    }

    private void noLogin(Call call) {
        Entity user = users.read(call);
        throw IamErrors.noSuchEntity("Login Profile for User " + user.name() + " cannot be found.");
    }

    private static void write(Entity user, XmlWriter result) {
        result.begin("User");
        writeSummary(user, result);
        if (!user.tags().isEmpty()) {
            Tags.write(user.tags(), result);
        }
        RoleOperations.writeBoundary(user, result);
        result.end();
    }

    private static void writeSummary(Entity user, XmlWriter result) {
        result.add("Path", user.path())
                .add("UserName", user.name())
                .add("UserId", user.id())
                .add("Arn", user.arn())
                .add("CreateDate", user.created());
    }
}
