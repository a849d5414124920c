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
 * Temporary credentials of roles. All that is known of a session is in its token, sealed: nothing is kept here, so
 * nothing is lost by a restart and nothing has to be swept. A session ends with its time or with its role.
 */
final class Sessions {
    /** What the ids of temporary access keys begin with. */
    private static final String PREFIX = "ASIA";

    private final SessionSeal seal;
    private final Roles roles;
    private final Time time;
    private final Ids ids;

    /** @param secret known to nobody else */
    Sessions(String secret, Roles roles, Time time, Ids ids) {
        this.seal = new SessionSeal(secret, ids);
        this.roles = roles;
        this.time = time;
        this.ids = ids;
    }

    /** The roles that there are. */
    @FunctionalInterface
    interface Roles {
        Optional<Entity> find(AccountId account, String name);
    }

    /** Makes credentials for somebody who may take on the role. */
    SessionCredentials issue(Entity role, String sessionName, SessionTerms terms) {
        String id = Identifiers.temporaryAccessKey(ids);
        String secret = Identifiers.secret(ids);
        SessionContent content = new SessionContent(secret, role.account(), role.name(), role.id(), sessionName, terms);
        return new SessionCredentials(id, secret, seal.close(id, content.toBytes()), terms.expires());
    }

    static boolean isOfSession(String accessKeyId) {
        return accessKeyId.startsWith(PREFIX);
    }

    /**
     * The key, if it and the token were made here for each other and their role is still there.
     *
     * @throws ServiceException if they have expired
     */
    Optional<AccessKey> find(String accessKeyId, String token) {
        return seal.open(accessKeyId, token).map(SessionContent::of).flatMap(content -> {
            if (!time.now().isBefore(content.terms().expires())) {
                throw new ServiceException(
                        ErrorCode.EXPIRED_TOKEN, "The security token included in the request is expired");
            }
            return roles.find(content.account(), content.roleName())
                    .filter(role -> role.id().equals(content.roleId()))
                    .map(role -> new AccessKey(
                            accessKeyId, content.secret(), principal(role, content.sessionName(), content.terms())));
        });
    }

    static Principal.RoleSession principal(Entity role, String sessionName, SessionTerms terms) {
        return new Principal.RoleSession(
                role.account(),
                "arn:aws:sts::" + role.account() + ":assumed-role/" + role.name() + "/" + sessionName,
                role.arn(),
                role.id() + ":" + sessionName,
                terms);
    }
}
