package dev.hearth.neighbours.iam;

import dev.hearth.base.auth.AccessKey;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.model.AccountId;
import dev.hearth.model.Principal;
import dev.hearth.model.SessionTerms;
import dev.hearth.time.Ids;
import dev.hearth.time.Time;
import java.util.Optional;

/**
 * Temporary credentials of roles. The encrypted token holds all data of a session. So the store holds none of it, a
 * restart loses no session, and no sweep is needed. A session ends when it expires, or when its role is deleted.
 */
final class Sessions {
    /** The prefix of temporary access keys' ids. */
    private static final String PREFIX = "ASIA";

    /** The role id of roles that do not exist. No role of IAM has it, since their ids contain no zeros. */
    private static final String UNKNOWN_ROLE = "AROA" + "0".repeat(17);

    private final SessionSeal seal;
    private final Roles roles;
    private final Time time;
    private final Ids ids;
    private final UnknownRoles unknownRoles;

    /**
     * @param secret known to nobody else
     * @param unknownRoles what sessions of roles may do that are none of these
     */
    Sessions(String secret, Roles roles, UnknownRoles unknownRoles, Time time, Ids ids) {
        this.seal = new SessionSeal(secret, ids);
        this.roles = roles;
        this.unknownRoles = unknownRoles;
        this.time = time;
        this.ids = ids;
    }

    /** Finds existing roles. */
    @FunctionalInterface
    interface Roles {
        Optional<Entity> find(AccountId account, String name);
    }

    /** Makes credentials for a caller that may assume the role. */
    SessionCredentials issue(Entity role, String sessionName, SessionTerms terms) {
        return issue(role.account(), role.name(), role.id(), sessionName, terms);
    }

    /**
     * Makes credentials for a function whose role does not exist. They become invalid when a role of this name is
     * created.
     */
    SessionCredentials issueForUnknown(AccountId account, String roleName, String sessionName, SessionTerms terms) {
        return issue(account, roleName, UNKNOWN_ROLE, sessionName, terms);
    }

    private SessionCredentials issue(
            AccountId account, String roleName, String roleId, String sessionName, SessionTerms terms) {
        String id = Identifiers.temporaryAccessKey(ids);
        String secret = Identifiers.secret(ids);
        SessionContent content = new SessionContent(secret, account, roleName, roleId, sessionName, terms);
        return new SessionCredentials(id, secret, seal.close(id, content.toBytes()), terms.expires());
    }

    static boolean isOfSession(String accessKeyId) {
        return accessKeyId.startsWith(PREFIX);
    }

    /**
     * The session's key, if key and token belong together and the role still exists.
     *
     * @throws ServiceException if they have expired
     */
    Optional<AccessKey> find(String accessKeyId, String token) {
        return seal.open(accessKeyId, token).map(SessionContent::of).flatMap(content -> {
            if (!time.now().isBefore(content.terms().expires())) {
                throw new ServiceException(
                        ErrorCode.EXPIRED_TOKEN, "The security token included in the request is expired");
            }
            return principal(content).map(session -> new AccessKey(accessKeyId, content.secret(), session));
        });
    }

    private Optional<Principal.RoleSession> principal(SessionContent content) {
        Optional<Entity> role = roles.find(content.account(), content.roleName());
        if (content.roleId().equals(UNKNOWN_ROLE)) {
            return role.isPresent()
                    ? Optional.empty()
                    : Optional.of(
                            unknown(content.account(), content.roleName(), content.sessionName(), content.terms()));
        }
        return role.filter(found -> found.id().equals(content.roleId()))
                .map(found -> principal(found, content.sessionName(), content.terms()));
    }

    /** The principal of a session of a role that does not exist. */
    Principal.RoleSession unknown(AccountId account, String roleName, String sessionName, SessionTerms terms) {
        return new Principal.RoleSession(
                account,
                name(account, roleName, sessionName),
                Entity.arn(EntityType.ROLE, account, "/", roleName),
                UNKNOWN_ROLE + ":" + sessionName,
                terms,
                unknownRoles == UnknownRoles.ACCOUNT);
    }

    static Principal.RoleSession principal(Entity role, String sessionName, SessionTerms terms) {
        return new Principal.RoleSession(
                role.account(),
                name(role.account(), role.name(), sessionName),
                role.arn(),
                role.id() + ":" + sessionName,
                terms,
                false);
    }

    private static String name(AccountId account, String roleName, String sessionName) {
        return "arn:aws:sts::" + account + ":assumed-role/" + roleName + "/" + sessionName;
    }
}
