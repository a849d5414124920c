package dev.hearth.neighbours.iam;

import dev.hearth.base.auth.Caller;
import dev.hearth.base.xml.XmlWriter;
import dev.hearth.model.AccountId;
import java.util.List;
import java.util.function.Function;

/**
 * One operation of IAM's API.
 *
 * @param required the required parameters
 * @param resource the ARN of the resource, which policies allow or deny
 * @param answer whether the answer has a result
 */
record IamOperation(
        String name, List<String> required, Function<Call, String> resource, Answer answer, Handler handler) {
    /** Writes the members of the result. */
    enum Answer {
        RESULT,
        NOTHING
    }

    /** Executes the operation, and writes the members of the result. */
    @FunctionalInterface
    interface Handler {
        void handle(Call call, XmlWriter result);
    }

    /** Executes the operation, which has no result. */
    @FunctionalInterface
    interface Action {
        void handle(Call call);
    }

    /** The caller and the parameters of a request. */
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
