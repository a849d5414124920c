package dev.hearth.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.CreateFunctionRequest;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;

/** Functions that get an interpreter that waited for them, and those that need one of their own. */
@ExtendWith(SharedHearth.class)
class StemCellTest {
    /** Each waits for the one before; the next is mostly given to a program that waits. */
    private static final int TRIES = 20;

    /** The one thing that tells: with which variables the process began. */
    private static final String PYTHON = """
            import os, sys, json
            waited = b"_HEARTH_STEM" in open("/proc/self/environ", "rb").read()
            def handler(event, context):
                with open("/tmp/file", "w") as file:
                    file.write("text")
                return {"waited": waited, "seen": "_HEARTH_STEM" in os.environ, "own": os.environ.get("OWN"),
                        "memory": context.memory_limit_in_mb, "folder": os.getcwd(), "path": sys.path[0],
                        "name": os.environ["AWS_LAMBDA_FUNCTION_NAME"], "size": os.statvfs("/tmp").f_blocks > 0}
            """;

    private static final String NODE = """
            const waited = require('fs').readFileSync('/proc/self/environ', 'utf8').includes('_HEARTH_STEM');
            exports.handler = async (event, context) => ({
              waited, seen: '_HEARTH_STEM' in process.env, own: process.env.OWN, folder: process.cwd(),
              memory: context.memoryLimitInMB, name: context.functionName,
            });
            """;

    private static final String RUBY = """
            WAITED = File.binread('/proc/self/environ').include?('_HEARTH_STEM')
            def handler(event:, context:)
              { waited: WAITED, seen: ENV.key?('_HEARTH_STEM'), own: ENV['OWN'], folder: Dir.pwd,
                memory: context.memory_limit_in_mb, name: context.function_name }
            end
            """;

    private HearthProcess hearth;
    private Functions functions;

    @BeforeEach
    void connect(HearthProcess shared) {
        hearth = shared;
        LambdaClient client = shared.client();
        functions = new Functions(client);
        Assumptions.assumeTrue(answer("python3.13", "app.handler", "app.py", PYTHON, request -> {})
                .contains("waited"));
    }

    @Test
    void pythonFunctions() {
        String answer = untilWaited("python3.13", "app.handler", "app.py", PYTHON);
        assertThat(answer)
                .contains("\"seen\": false", "\"own\": \"1\"", "\"folder\": \"/var/task\"", "\"path\": \"/var/task\"")
                .contains("\"memory\": \"256\"", "\"size\": true", "\"name\": \"python3-13-");
    }

    @Test
    void nodeFunctions() {
        assertThat(untilWaited("nodejs20.x", "index.handler", "index.js", NODE))
                .contains("\"seen\":false", "\"own\":\"1\"", "\"folder\":\"/var/task\"")
                .contains("\"memory\":\"256\"", "\"name\":\"nodejs20-x-");
    }

    @Test
    void rubyFunctions() {
        assertThat(untilWaited("ruby3.4", "app.handler", "app.rb", RUBY))
                .contains("\"seen\":false", "\"own\":\"1\"", "\"folder\":\"/var/task\"")
                .contains("\"memory\":\"256\"", "\"name\":\"ruby3-4-");
    }

    @Test
    void aReportTellsOfItAsOfEveryColdStart() {
        String name = functions.deploy(
                "python3.13", "app.handler", Packages.zip("app.py", PYTHON), StemCellTest::withVariable);
        InvokeResponse response = functions.invoke(name, "{}");
        assertThat(Functions.log(response)).contains("Init Duration: ", "Memory Size: 256 MB");
    }

    @Test
    void aFunctionWithVariablesForTheStartGetsAProcessOfItsOwn() {
        untilWaited("python3.13", "app.handler", "app.py", PYTHON);
        for (int i = 0; i < 2; i++) {
            String answer = answer(
                    "python3.13",
                    "app.handler",
                    "app.py",
                    PYTHON,
                    request -> request.environment(given -> given.variables(Map.of("PYTHONWARNINGS", "ignore"))));
            assertThat(answer).contains("\"waited\": false");
        }
    }

    /** Deploys and calls functions until one gets an interpreter that waited; its answer. */
    private String untilWaited(String runtime, String handler, String file, String source) {
        Assumptions.assumeTrue(
                hearth.run("runtimes").contains(runtime), "this machine has nothing that runs " + runtime);
        String answer = "";
        for (int i = 0; i < TRIES && !answer.matches("(?s).*\"waited\": ?true.*"); i++) {
            answer = answer(runtime, handler, file, source, StemCellTest::withVariable);
        }
        assertThat(answer).containsPattern("\"waited\": ?true");
        return answer;
    }

    private String answer(
            String runtime,
            String handler,
            String file,
            String source,
            Consumer<CreateFunctionRequest.Builder> settings) {
        SdkBytes zip = Packages.zip(file, source);
        return functions.answer(functions.deploy(runtime, handler, zip, settings), "{}");
    }

    private static void withVariable(CreateFunctionRequest.Builder request) {
        request.memorySize(256).environment(given -> given.variables(Map.of("OWN", "1")));
    }
}
