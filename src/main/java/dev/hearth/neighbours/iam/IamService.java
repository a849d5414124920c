package dev.hearth.neighbours.iam;

import dev.hearth.base.auth.Caller;
import dev.hearth.base.store.Store;
import dev.hearth.base.xml.XmlWriter;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.neighbours.iam.IamOperation.Answer;
import dev.hearth.neighbours.iam.IamOperation.Call;
import dev.hearth.neighbours.iam.policy.RequestContext;
import dev.hearth.time.Ids;
import dev.hearth.time.Time;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * IAM's API in the Query protocol: the operation and its parameters are a form's fields, the answer is XML.
 *
 * <p>Source: the "IAM API reference", version 2010-05-08.
 */
public final class IamService {
    /** The namespace of answers and errors. */
    public static final String NAMESPACE = "https://iam.amazonaws.com/doc/2010-05-08/";

    private static final String VERSION = "2010-05-08";

    private final Authorization authorization;
    private final IamConditions conditions;
    private final Map<String, IamOperation> operations = new HashMap<>();

    private IamService(Authorization authorization, List<IamOperation> operations) {
        this.authorization = authorization;
        this.conditions = new IamConditions(authorization);
        operations.forEach(operation -> this.operations.put(operation.name(), operation));
    }

    public static IamService over(Store store, Authorization authorization, Time time, Ids ids) {
        PolicyCatalog catalog = authorization.catalog();
        Entities roles = new Entities(EntityType.ROLE, store, catalog);
        Entities users = new Entities(EntityType.USER, store, catalog);
        PolicyOperations policies = new PolicyOperations(catalog, store, time, ids);
        List<IamOperation> all = new ArrayList<>();
        all.addAll(new RoleOperations(roles, new EntityOperations(roles), time, ids).operations());
        all.addAll(new UserOperations(users, new EntityOperations(users), store, time, ids).operations());
        all.addAll(new KeyOperations(users, store, time, ids).operations());
        all.addAll(policies.operations());
        all.addAll(new PolicyVersionOperations(policies, time).operations());
        all.addAll(UnsetReads.operations());
        return new IamService(authorization, all);
    }

    /** The names of all operations. */
    public List<String> operations() {
        return operations.keySet().stream().sorted().toList();
    }

    /**
     * Executes the operation of a form.
     *
     * @param circumstances values for condition keys
     * @return the answer's XML
     */
    public String answer(
            Caller caller, Map<String, List<String>> form, Supplier<RequestContext> circumstances, String requestId) {
        Parameters parameters = new Parameters(form);
        String name = parameters.find("Action").orElse("");
        IamOperation operation = Optional.ofNullable(operations.get(name))
                .orElseThrow(() -> unknown(name, parameters.find("Version").orElse("NO_VERSION_SPECIFIED")));
        if (!parameters.find("Version").equals(Optional.of(VERSION))) {
            throw unknown(name, parameters.find("Version").orElse("NO_VERSION_SPECIFIED"));
        }
        parameters.check(operation.required());
        Call call = new Call(caller, parameters);
        authorization.check(
                caller,
                "iam:" + name,
                () -> operation.resource().apply(call),
                () -> conditions.describe(circumstances.get(), call));
        XmlWriter answer = XmlWriter.indented().begin(name + "Response", NAMESPACE);
        if (operation.answer() == Answer.RESULT) {
            answer.begin(name + "Result");
            operation.handler().handle(call, answer);
            answer.end();
        } else {
            operation.handler().handle(call, answer);
        }
        return answer.begin("ResponseMetadata")
                .add("RequestId", requestId)
                .end()
                .end()
                .document();
    }

    private static ServiceException unknown(String name, String version) {
        return new ServiceException(
                ErrorCode.UNKNOWN_OPERATION, "Could not find operation " + name + " for version " + version);
    }
}
