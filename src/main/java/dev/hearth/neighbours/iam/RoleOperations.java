package dev.hearth.neighbours.iam;

import dev.hearth.base.xml.XmlWriter;
import dev.hearth.neighbours.iam.Entity.RoleSettings;
import dev.hearth.neighbours.iam.IamOperation.Call;
import dev.hearth.neighbours.iam.policy.PolicyDocument.Kind;
import dev.hearth.time.Ids;
import dev.hearth.time.Time;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Operations on roles. */
final class RoleOperations {
    private static final int DEFAULT_SESSION_SECONDS = 3600;

    private final Entities roles;
    private final EntityOperations common;
    private final Time time;
    private final Ids ids;

    RoleOperations(Entities roles, EntityOperations common, Time time, Ids ids) {
        this.roles = roles;
        this.common = common;
        this.time = time;
        this.ids = ids;
    }

    List<IamOperation> operations() {
        List<String> name = List.of("RoleName");
        List<IamOperation> operations = new ArrayList<>(common.operations());
        operations.addAll(List.of(
                IamOperation.of(
                        "CreateRole",
                        List.of("RoleName", "AssumeRolePolicyDocument"),
                        roles::newResource,
                        this::create),
                IamOperation.of("GetRole", name, roles::resource, this::get),
                IamOperation.of("ListRoles", List.of(), roles::listResource, this::list),
                IamOperation.of("UpdateRole", name, roles::resource, (call, result) -> update(call)),
                IamOperation.of(
                        "UpdateRoleDescription",
                        List.of("RoleName", "Description"),
                        roles::resource,
                        this::updateDescription),
                IamOperation.silent(
                        "UpdateAssumeRolePolicy",
                        List.of("RoleName", "PolicyDocument"),
                        roles::resource,
                        this::updateTrust),
                IamOperation.silent("DeleteRole", name, roles::resource, roles::delete),
                IamOperation.of("ListInstanceProfilesForRole", name, roles::resource, (call, result) -> {
                    roles.read(call);
                    result.texts("InstanceProfiles", "member", List.of()).add("IsTruncated", false);
                })));
        return operations;
    }

    private void create(Call call, XmlWriter result) {
        String trust = call.text("AssumeRolePolicyDocument");
        checkTrust(trust);
        Entity role = new Entity(
                EntityType.ROLE,
                call.account(),
                call.text("RoleName"),
                call.parameters().find("Path").orElse("/"),
                Identifiers.unique(EntityType.ROLE.idPrefix(), ids),
                time.now(),
                Tags.merge(Map.of(), call.parameters().tags()),
                Map.of(),
                List.of(),
                call.parameters().find("PermissionsBoundary"),
                Optional.of(new RoleSettings(
                        trust,
                        call.parameters().find("Description").orElse(""),
                        call.parameters().number("MaxSessionDuration").orElse(DEFAULT_SESSION_SECONDS))));
        roles.create(role);
        result.begin("Role");
        writeSummary(role, result);
        if (!role.tags().isEmpty()) {
            Tags.write(role.tags(), result);
        }
        writeBoundary(role, result);
        result.end();
    }

    private static void checkTrust(String trust) {
        Documents.check(trust, Kind.TRUST);
        if (Documents.characters(trust) > Limits.TRUST_CHARACTERS) {
            throw IamErrors.quota("ACLSizePerRole", Limits.TRUST_CHARACTERS);
        }
    }

    private void get(Call call, XmlWriter result) {
        write(roles.read(call), result);
    }

    private void list(Call call, XmlWriter result) {
        Page<Entity> page = roles.list(call);
        result.list("Roles", "member", page.items(), role -> writeSummary(role, result));
        page.writeEnd(result);
    }

    private void update(Call call) {
        roles.change(call, role -> {
            RoleSettings settings = role.settings();
            return role.withSettings(new RoleSettings(
                    settings.trust(),
                    call.parameters().find("Description").orElse(settings.description()),
                    call.parameters().number("MaxSessionDuration").orElse(settings.maxSessionSeconds())));
        });
    }

    private void updateDescription(Call call, XmlWriter result) {
        update(call);
        write(roles.read(call), result);
    }

    private void updateTrust(Call call) {
        String trust = call.text("PolicyDocument");
        checkTrust(trust);
        roles.change(
                call,
                role -> role.withSettings(new RoleSettings(
                        trust, role.settings().description(), role.settings().maxSessionSeconds())));
    }

    private static void write(Entity role, XmlWriter result) {
        result.begin("Role");
        writeSummary(role, result);
        if (!role.tags().isEmpty()) {
            Tags.write(role.tags(), result);
        }
        writeBoundary(role, result);
        result.begin("RoleLastUsed").end().end();
    }

    /** Writes the members that lists have too. */
    private static void writeSummary(Entity role, XmlWriter result) {
        RoleSettings settings = role.settings();
        result.add("Path", role.path())
                .add("RoleName", role.name())
                .add("RoleId", role.id())
                .add("Arn", role.arn())
                .add("CreateDate", role.created())
                .add("AssumeRolePolicyDocument", Documents.encode(settings.trust()))
                .add("Description", Optional.of(settings.description()).filter(text -> !text.isEmpty()))
                .add("MaxSessionDuration", settings.maxSessionSeconds());
    }

    static void writeBoundary(Entity entity, XmlWriter result) {
        entity.boundary()
                .ifPresent(arn -> result.begin("PermissionsBoundary")
                        .add("PermissionsBoundaryType", "Policy")
                        .add("PermissionsBoundaryArn", arn)
                        .end());
    }
}
