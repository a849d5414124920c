package dev.hearth.neighbours.iam;

import dev.hearth.base.auth.AccessKey;
import dev.hearth.base.auth.Caller;
import dev.hearth.base.store.Store;
import dev.hearth.dataplane.frontend.WatchedStore;
import dev.hearth.model.AccountId;
import dev.hearth.neighbours.iam.policy.RequestContext;
import dev.hearth.neighbours.sts.StsService;
import dev.hearth.time.Ids;
import dev.hearth.time.Time;
import java.io.StringReader;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** IAM over a store in memory, asked as a client asks. */
final class TestingIam implements AutoCloseable {
    static final AccountId ACCOUNT = new AccountId("111122223333");
    static final AccountId OTHER = new AccountId("444455556666");
    static final String TRUST = """
            {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},
             "Action":"sts:AssumeRole"}]}""";

    private final WatchedStore store = new WatchedStore();
    private Duration passed = Duration.ZERO;
    private final Time time = new Time() {
        @Override
        public Instant now() {
            return Time.SYSTEM.now().plus(passed);
        }

        @Override
        public long nanos() {
            return Time.SYSTEM.nanos();
        }
    };
    private final Authorization authorization;
    private final IamService service;
    private final StsService sts;

    TestingIam() {
        this(UnknownRoles.ACCOUNT);
    }

    TestingIam(UnknownRoles unknownRoles) {
        authorization = new Authorization(store, unknownRoles, time, Ids.secure());
        service = IamService.over(store, authorization, time, Ids.secure());
        sts = new StsService(authorization, time);
        store.accounts().createAccount(ACCOUNT);
        store.accounts().createAccount(OTHER);
    }

    Store store() {
        return store;
    }

    Time time() {
        return time;
    }

    /** Lets time pass. */
    void pass(Duration duration) {
        passed = passed.plus(duration);
    }

    /** The same state, as another process would find it. */
    Authorization restarted() {
        return new Authorization(store, UnknownRoles.ACCOUNT, time, Ids.secure());
    }

    /** Asks STS; names and values in turn. */
    String assume(Caller caller, String role, String... parameters) {
        Map<String, List<String>> form = new LinkedHashMap<>();
        form.put("Action", List.of("AssumeRole"));
        form.put("RoleArn", List.of(role));
        form.put("RoleSessionName", List.of("session"));
        for (int i = 0; i < parameters.length; i += 2) {
            form.put(parameters[i], List.of(parameters[i + 1]));
        }
        return sts.answer(caller, form, () -> RequestContext.EMPTY, "request");
    }

    String identity(Caller caller) {
        return sts.answer(
                caller, Map.of("Action", List.of("GetCallerIdentity")), () -> RequestContext.EMPTY, "request");
    }

    /** Who signs with the credentials in an answer to AssumeRole. */
    Caller session(String answer) {
        return caller(
                texts(answer, "AccessKeyId").getFirst(),
                texts(answer, "SessionToken").getFirst());
    }

    Caller caller(String keyId, String token) {
        AccessKey key = authorization.keys().find(keyId, token).orElseThrow();
        return new Caller(key.owner(), key.id());
    }

    static String policy(String effect, String action, String resource) {
        return "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"" + effect + "\",\"Action\":\"" + action
                + "\",\"Resource\":\"" + resource + "\"}]}";
    }

    /** How often the store was read. */
    int reads() {
        return store.reads();
    }

    Authorization authorization() {
        return authorization;
    }

    List<String> operations() {
        return service.operations();
    }

    /** Asks as the account's root; names and values in turn. */
    String ask(String action, String... parameters) {
        return ask(Caller.root(ACCOUNT, "AKIAROOT"), action, parameters);
    }

    String ask(Caller caller, String action, String... parameters) {
        Map<String, List<String>> form = new LinkedHashMap<>();
        form.put("Action", List.of(action));
        form.put("Version", List.of("2010-05-08"));
        for (int i = 0; i < parameters.length; i += 2) {
            form.put(parameters[i], List.of(parameters[i + 1]));
        }
        return service.answer(caller, form, () -> RequestContext.EMPTY, "request");
    }

    /** A user with a key. */
    Caller user(String name) {
        ask("CreateUser", "UserName", name);
        return caller(
                texts(ask("CreateAccessKey", "UserName", name), "AccessKeyId").getFirst());
    }

    Caller caller(String keyId) {
        return caller(keyId, "");
    }

    /** What all elements of a name hold. */
    static List<String> texts(String xml, String element) {
        NodeList found = parse(xml).getElementsByTagName(element);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < found.getLength(); i++) {
            texts.add(found.item(i).getTextContent());
        }
        return texts;
    }

    static Document parse(String xml) {
        try {
            return DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new InputSource(new StringReader(xml)));
        } catch (Exception e) {
            throw new AssertionError("no XML: " + xml, e);
        }
    }

    @Override
    public void close() {
        store.close();
    }
}
