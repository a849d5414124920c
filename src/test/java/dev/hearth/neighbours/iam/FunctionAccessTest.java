package dev.hearth.neighbours.iam;

import static dev.hearth.neighbours.iam.TestingIam.ACCOUNT;
import static dev.hearth.neighbours.iam.TestingIam.OTHER;
import static dev.hearth.neighbours.iam.TestingIam.policy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.base.store.Scope;
import dev.hearth.documents.Kinds;
import dev.hearth.model.AccountId;
import dev.hearth.model.Function;
import dev.hearth.model.FunctionArn;
import dev.hearth.model.FunctionConfiguration;
import dev.hearth.model.FunctionState;
import dev.hearth.model.TestingModel;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the role of a function may do with other resources. */
class FunctionAccessTest {
    private static final FunctionArn FUNCTION = new FunctionArn("us-east-1", ACCOUNT, "f", Optional.empty());
    private static final String ROLE = "arn:aws:iam::" + ACCOUNT + ":role/r";
    private static final String QUEUE = "arn:aws:sqs:us-east-1:" + ACCOUNT + ":q";

    private final TestingIam iam = new TestingIam();
    private final FunctionAccess access = new FunctionAccess(iam.store(), iam.authorization());

    @BeforeEach
    void create() {
        FunctionConfiguration other = TestingModel.configuration("f");
        FunctionConfiguration configuration = new FunctionConfiguration(
                other.program(),
                ROLE,
                "",
                Map.of(),
                other.memory(),
                other.ephemeralStorage(),
                other.timeout(),
                other.architectures(),
                other.logging(),
                Map.of());
        Function function = TestingModel.function(FUNCTION, "1", configuration, FunctionState.ACTIVE);
        iam.store().write(transaction -> {
            transaction.put(Kinds.FUNCTION, Scope.of(ACCOUNT), "f", function);
            return function;
        });
    }

    @AfterEach
    void close() {
        iam.close();
    }

    private boolean mayReceive(String queue, AccountId owner) {
        return access.mayUse(FUNCTION, "sqs:ReceiveMessage", queue, owner);
    }

    /** Makes the role that the function has. */
    private void createRole(String allowedQueue) {
        iam.ask("CreateRole", "RoleName", "r", "AssumeRolePolicyDocument", TestingIam.TRUST);
        iam.ask(
                "PutRolePolicy",
                "RoleName",
                "r",
                "PolicyName",
                "own",
                "PolicyDocument",
                policy("Allow", "sqs:ReceiveMessage", allowedQueue));
    }

    @Test
    void aRoleThatIsThereMayDoWhatItsPoliciesSay() {
        createRole(QUEUE);
        assertThat(mayReceive(QUEUE, ACCOUNT)).isTrue();
        assertThat(mayReceive(QUEUE + "2", ACCOUNT)).isFalse();
        assertThat(access.mayUse(FUNCTION, "sqs:DeleteMessage", QUEUE, ACCOUNT)).isFalse();
    }

    @Test
    void aRoleThatIsNotThereMayUseItsAccountsResourcesOnly() {
        assertThat(mayReceive(QUEUE, ACCOUNT)).isTrue();
        assertThat(mayReceive("arn:aws:sqs:us-east-1:" + OTHER + ":q", OTHER)).isFalse();
    }

    @Test
    void anotherAccountsQueueIsNotOpenToARoleThatAllowsAll() {
        createRole("*");
        assertThat(mayReceive("arn:aws:sqs:us-east-1:" + OTHER + ":q", OTHER)).isFalse();
    }
}
