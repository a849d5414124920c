package dev.hearth.neighbours.iam;

import dev.hearth.base.store.AccountStore.StoredKey;
import dev.hearth.base.store.Store;
import dev.hearth.base.store.View;
import dev.hearth.base.xml.XmlWriter;
import dev.hearth.model.Principal;
import dev.hearth.neighbours.iam.IamOperation.Call;
import dev.hearth.time.Ids;
import dev.hearth.time.Time;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Operations on access keys of users, and of the account's root. */
final class KeyOperations {
    private static final String ACTIVE = "Active";

    private final Entities users;
    private final Store store;
    private final Time time;
    private final Ids ids;

    KeyOperations(Entities users, Store store, Time time, Ids ids) {
        this.users = users;
        this.store = store;
        this.time = time;
        this.ids = ids;
    }

    List<IamOperation> operations() {
        List<String> id = List.of("AccessKeyId");
        return List.of(
                IamOperation.of("CreateAccessKey", List.of(), users::resource, this::create),
                IamOperation.of("ListAccessKeys", List.of(), users::resource, this::list),
                IamOperation.silent("UpdateAccessKey", List.of("AccessKeyId", "Status"), users::resource, this::update),
                IamOperation.silent("DeleteAccessKey", id, users::resource, this::delete),
                IamOperation.of("GetAccessKeyLastUsed", id, call -> "*", this::lastUsed));
    }

    /** The owner of the keys that the request is about: a user's name; empty for the account's root. */
    private Optional<String> owner(View view, Call call) {
        if (call.parameters().find("UserName").isEmpty() && call.caller().principal() instanceof Principal.Root) {
            return Optional.empty();
        }
        return Optional.of(users.find(view, call).name());
    }

    private static List<StoredKey> keys(View view, Call call, Optional<String> owner) {
        return view.keys(call.account()).stream()
                .filter(key -> key.user().equals(owner))
                .toList();
    }

    private void create(Call call, XmlWriter result) {
        StoredKey created = store.write(transaction -> {
            Optional<String> owner = owner(transaction, call);
            if (keys(transaction, call, owner).size() >= Limits.ACCESS_KEYS_PER_USER) {
                throw IamErrors.quota("AccessKeysPerUser", Limits.ACCESS_KEYS_PER_USER);
            }
            StoredKey key = new StoredKey(
                    Identifiers.accessKey(ids), Identifiers.secret(ids), call.account(), owner, true, time.now());
            transaction.putKey(key);
            return key;
        });
        result.begin("AccessKey")
                .add("UserName", created.user())
                .add("AccessKeyId", created.id())
                .add("Status", ACTIVE)
                .add("SecretAccessKey", created.secret())
                .add("CreateDate", created.created())
                .end();
    }

    private void list(Call call, XmlWriter result) {
        List<StoredKey> keys = store.read(view -> keys(view, call, owner(view, call))).stream()
                .sorted(Comparator.comparing(StoredKey::id))
                .toList();
        Page<StoredKey> page = Page.of(call.parameters(), keys, StoredKey::id);
        result.list(
                "AccessKeyMetadata",
                "member",
                page.items(),
                key -> result.add("UserName", key.user())
                        .add("AccessKeyId", key.id())
                        .add("Status", key.active() ? ACTIVE : "Inactive")
                        .add("CreateDate", key.created()));
        page.writeEnd(result);
    }

    private void update(Call call) {
        boolean active = switch (call.text("Status")) {
            case ACTIVE -> true;
            case "Inactive" -> false;
            default -> throw IamErrors.invalid("A key can't be made Expired.");
        };
        store.<Optional<StoredKey>>write(transaction -> {
            StoredKey key = find(transaction, call);
            transaction.putKey(new StoredKey(key.id(), key.secret(), key.account(), key.user(), active, key.created()));
            return Optional.empty();
        });
    }

    private void delete(Call call) {
        store.<Optional<StoredKey>>write(transaction -> {
            transaction.deleteKey(find(transaction, call));
            return Optional.empty();
        });
    }

    private StoredKey find(View view, Call call) {
        String id = call.text("AccessKeyId");
        return keys(view, call, owner(view, call)).stream()
                .filter(key -> key.id().equals(id))
                .findFirst()
                .orElseThrow(() -> notFound(id));
    }

    private static RuntimeException notFound(String id) {
        return IamErrors.noSuchEntity("The Access Key with id " + id + " cannot be found.");
    }

    /** The last use of a key is not recorded, because that would cost a write for every request. */
    private void lastUsed(Call call, XmlWriter result) {
        String id = call.text("AccessKeyId");
        StoredKey key = store.read(view -> view.keys(call.account())).stream()
                .filter(each -> each.id().equals(id))
                .findFirst()
                .orElseThrow(() -> notFound(id));
        result.add("UserName", key.user())
                .begin("AccessKeyLastUsed")
                .add("ServiceName", "N/A")
                .add("Region", "N/A")
                .end();
    }
}
