package dev.hearth.controlplane;

import static dev.hearth.controlplane.TestingControlPlane.ZIP;
import static dev.hearth.controlplane.TestingControlPlane.creation;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.model.Function;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.lambda.model.CreateFunctionResponse;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;
import software.amazon.awssdk.services.lambda.model.GetAccountSettingsRequest;
import software.amazon.awssdk.services.lambda.model.GetAccountSettingsResponse;
import software.amazon.awssdk.services.lambda.model.ListFunctionsRequest;
import software.amazon.awssdk.services.lambda.model.ListFunctionsResponse;
import software.amazon.awssdk.services.lambda.model.ListTagsRequest;
import software.amazon.awssdk.services.lambda.model.ListTagsResponse;
import software.amazon.awssdk.services.lambda.model.TagResourceRequest;
import software.amazon.awssdk.services.lambda.model.TagResourceResponse;
import software.amazon.awssdk.services.lambda.model.UntagResourceRequest;
import software.amazon.awssdk.services.lambda.model.UntagResourceResponse;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionConfigurationRequest;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionConfigurationResponse;

/** Lists, tags, account settings, and many clients at once. */
final class FunctionListsTest {
    private static final String ARN = "arn:aws:lambda:us-east-1:000000000000:function:";

    @TempDir
    Path folder;

    @SuppressWarnings("NullAway.Init")
    private TestingControlPlane control;

    @BeforeEach
    void open() throws IOException {
        control = new TestingControlPlane(folder);
    }

    @AfterEach
    void close() {
        control.close();
    }

    @Test
    void listsInPages() {
        for (String name : List.of("c", "a", "d", "b", "e")) {
            create(name);
        }
        List<String> names = new ArrayList<>();
        String marker = null;
        int pages = 0;
        do {
            ListFunctionsResponse page = control.call(
                    ListFunctionsResponse.class,
                    ListFunctionsRequest.builder().maxItems(2).marker(marker).build());
            page.functions().stream().map(FunctionConfiguration::functionName).forEach(names::add);
            marker = page.nextMarker();
            pages++;
        } while (marker != null);
        assertThat(names).containsExactly("a", "b", "c", "d", "e");
        assertThat(pages).isEqualTo(3);

        ListFunctionsResponse all = control.call(
                ListFunctionsResponse.class,
                ListFunctionsRequest.builder().functionVersion("ALL").build());
        assertThat(all.functions().getFirst().functionArn()).isEqualTo(ARN + "a:$LATEST");
        assertThat(all.nextMarker()).isNull();
        assertThatThrownBy(() -> control.call(
                        ListFunctionsResponse.class,
                        ListFunctionsRequest.builder().functionVersion("some").build()))
                .hasMessage("1 validation error detected: Value 'some' at 'functionVersion' failed to satisfy "
                        + "constraint: Member must satisfy enum value set: [ALL]");
        assertThatThrownBy(() -> control.call(
                        ListFunctionsResponse.class,
                        ListFunctionsRequest.builder().marker("???").build()))
                .isInstanceOf(ServiceException.class);
    }

    @Test
    void hasNoReplicasOfOtherRegions() {
        control.call(CreateFunctionResponse.class, creation("f").build());
        assertThat(control.call(
                                ListFunctionsResponse.class,
                                ListFunctionsRequest.builder()
                                        .masterRegion("us-east-1")
                                        .functionVersion("ALL")
                                        .build())
                        .functions())
                .isEmpty();
        assertThatThrownBy(() -> control.call(
                        ListFunctionsResponse.class,
                        ListFunctionsRequest.builder().masterRegion("us-east-1").build()))
                .hasMessage("FunctionVersion must be set to ALL if MasterRegion is specified.");
    }

    @Test
    void tellsWhatTheAccountHas() {
        create("a");
        create("b");
        GetAccountSettingsResponse settings = control.call(
                GetAccountSettingsResponse.class,
                GetAccountSettingsRequest.builder().build());
        assertThat(settings.accountLimit().totalCodeSize()).isEqualTo(80_530_636_800L);
        assertThat(settings.accountLimit().codeSizeUnzipped()).isEqualTo(262_144_000L);
        assertThat(settings.accountLimit().codeSizeZipped()).isEqualTo(52_428_800L);
        assertThat(settings.accountLimit().concurrentExecutions()).isEqualTo(1000);
        assertThat(settings.accountUsage().functionCount()).isEqualTo(2);
        assertThat(settings.accountUsage().totalCodeSize()).isEqualTo(2L * ZIP.asByteArray().length);
    }

    @Test
    void tags() {
        Function before = create("f");
        tag("f", Map.of("a", "1", "b", "2"));
        tag("f", Map.of("b", "3"));
        control.call(
                UntagResourceResponse.class,
                UntagResourceRequest.builder()
                        .resource(ARN + "f")
                        .tagKeys("a", "none")
                        .build());
        assertThat(listTags("f")).containsExactly(Map.entry("b", "3"));
        Function after = control.function("f").orElseThrow();
        assertThat(after.serving()).isEqualTo(before.serving());
    }

    @Test
    void refusesWrongTags() {
        create("f");
        assertThatThrownBy(() -> tag("none", Map.of("a", "b"))).hasMessage("Function not found: " + ARN + "none");
        assertThatThrownBy(() -> tag("f:$LATEST", Map.of("a", "b")))
                .hasMessage("Tags on function aliases and versions are not supported. Please specify a function ARN.");
        Map<String, String> many = new HashMap<>();
        for (int i = 0; i < 51; i++) {
            many.put("key" + i, "value");
        }
        assertThatThrownBy(() -> tag("f", many)).hasMessage("Number of tags exceeds resource tag limit.");
        assertThatThrownBy(() -> control.call(
                        TagResourceResponse.class,
                        TagResourceRequest.builder()
                                .resource("f")
                                .tags(Map.of("a", "b"))
                                .build()))
                .hasMessageStartingWith("1 validation error detected: Value 'f' at 'resource'");
        assertThatThrownBy(() -> control.call(
                        UntagResourceResponse.class,
                        UntagResourceRequest.builder().resource(ARN + "f").build()))
                .hasMessage("1 validation error detected: Value null at 'tagKeys' failed to satisfy constraint: Member "
                        + "must not be null");
        assertThat(listTags("f")).isEmpty();
    }

    @Test
    void noneOfTwentyClientsChangesIsLost() throws Exception {
        create("f");
        atOnce(20, i -> () -> {
            tag("f", Map.of("key" + i, "value"));
            return true;
        });
        assertThat(listTags("f")).hasSize(20);
    }

    @Test
    void ofTwentyClientsWithOneRevisionOneWins() throws Exception {
        Function before = create("f");
        List<Boolean> won = atOnce(20, i -> () -> {
            try {
                control.call(
                        UpdateFunctionConfigurationResponse.class,
                        UpdateFunctionConfigurationRequest.builder()
                                .functionName("f")
                                .revisionId(before.revisionId())
                                .description("by " + i)
                                .build());
                return true;
            } catch (ServiceException e) {
                assertThat(e.code()).isIn(ErrorCode.PRECONDITION_FAILED, ErrorCode.RESOURCE_CONFLICT);
                return false;
            }
        });
        assertThat(won).containsOnlyOnce(true);
        String winner = control.awaitFinished("f").configuration().description();
        assertThat(winner).isEqualTo("by " + won.indexOf(true));
    }

    @Test
    void ofTwentyCreationsOneWins() throws Exception {
        List<Boolean> won = atOnce(20, _ -> () -> {
            try {
                control.call(CreateFunctionResponse.class, creation("f").build());
                return true;
            } catch (ServiceException e) {
                assertThat(e.getMessage()).isEqualTo("Function already exist: f");
                return false;
            }
        });
        assertThat(won).containsOnlyOnce(true);
    }

    private static List<Boolean> atOnce(int clients, java.util.function.IntFunction<Callable<Boolean>> client)
            throws Exception {
        List<Boolean> results = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Boolean>> running = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                running.add(threads.submit(client.apply(i)));
            }
            for (Future<Boolean> result : running) {
                results.add(result.get());
            }
        }
        return results;
    }

    private Function create(String name) {
        control.call(CreateFunctionResponse.class, creation(name).build());
        return control.awaitFinished(name);
    }

    private void tag(String name, Map<String, String> tags) {
        control.call(
                TagResourceResponse.class,
                TagResourceRequest.builder().resource(ARN + name).tags(tags).build());
    }

    private Map<String, String> listTags(String name) {
        return control.call(
                        ListTagsResponse.class,
                        ListTagsRequest.builder().resource(ARN + name).build())
                .tags();
    }
}
