package dev.hearth.neighbours.iam;

import dev.hearth.base.auth.Caller;
import dev.hearth.base.xml.XmlWriter;
import dev.hearth.model.AccountId;
import java.util.List;
import java.util.function.Function;

/**
 * One operation of IAM's API.
 *
 * @param required the parameters that it can't be without
 * @param resource the ARN of what it acts on, for policies to allow or deny
 * @param answer whether its answer has a result
 */
record IamOperation(
        String name, List<String> required, Function<Call, String> resource, Answer answer, Handler handler) {
    /** What the answer holds beside the request's id. */
    enum Answer {
        RESULT,
        NOTHING
    }

    /** Does it, and writes the members of the result. */
    @FunctionalInterface
    interface Handler {
        void handle(Call call, XmlWriter result);
    }

    /** Does it; there is nothing to tell. */
    @FunctionalInterface
    interface Action {
        void handle(Call call);
    }

    /** Who wants it, and how. */
    record Call(Caller caller, Parameters parameters) {
        AccountId account() {
            return caller.account();
        }

        String text(String name) {
            return parameters.text(name);
        }
    }

    IamOperation {
        required = List.copyOf(required);
    }

    static IamOperation of(String name, List<String> required, Function<Call, String> resource, Handler handler) {
        return new IamOperation(name, required, resource, Answer.RESULT, handler);
    }

    static IamOperation silent(String name, List<String> required, Function<Call, String> resource, Action action) {
        return new IamOperation(name, required, resource, Answer.NOTHING, (call, result) -> action.handle(call));
    }
}
