package dev.hearth.e2e;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.lambda.model.ResourceNotFoundException;

/** A stock Terraform: what it makes is what it finds again, it can be changed, and goes when it is told to. */
@ExtendWith(SharedHearth.class)
class TerraformTest {
    private static final Path CONFIGURATION = Path.of("src/test/terraform/main.tf");
    private static final String PROVIDER = "registry.terraform.io/hashicorp/aws";

    @TempDir
    Path folder;

    private final String name = Functions.name("terraform");
    private Map<String, String> environment = Map.of();

    @BeforeEach
    void needTerraform(HearthProcess hearth) throws IOException {
        Assumptions.assumeTrue(Commands.isPresent("terraform"), "terraform is not on this machine");
        environment = new HashMap<>(hearth.environment());
        environment.put("TF_IN_AUTOMATION", "1");
        environment.put("TF_CLI_CONFIG_FILE", "");
        environment.put("CHECKPOINT_DISABLE", "1");
        environment.put("TF_VAR_name", name);
        environment.put("TF_VAR_package", folder.resolve("app.zip").toString());
        environment.put("TF_VAR_layer", folder.resolve("layer.zip").toString());
        Files.copy(CONFIGURATION, folder.resolve("main.tf"));
        Files.write(
                folder.resolve("layer.zip"),
                Packages.zip("python/words.py", "MARK = '!'").asByteArray());
        Files.write(folder.resolve("app.zip"), Packages.zip("app.py", """
                import os, words
                def handler(event, context):
                    return {"statusCode": 200, "body": os.environ["GREETING"] + words.MARK}
                """).asByteArray());
        List<String> init = new ArrayList<>(List.of("init", "-input=false"));
        plugins().ifPresent(plugins -> init.add("-plugin-dir=" + plugins));
        Commands.Result initialised = terraform(init);
        Assumptions.assumeTrue(
                initialised.status() == 0, "terraform can't get its AWS provider here: " + initialised.errors());
    }

    @Test
    void whatItMakesItFindsAgainChangesAndRemoves(HearthProcess hearth) throws Exception {
        apply("hello", 7);
        assertThat(output("account")).isEqualTo("000000000000");
        assertThat(output("version")).isEqualTo("1");
        assertThat(output("log_group")).isEqualTo("arn:aws:logs:us-east-1:000000000000:log-group:/aws/lambda/" + name);
        assertNoDrift("hello", 7);
        assertThat(call(hearth, output("url"))).isEqualTo("hello!");

        apply("good morning", 14);
        assertThat(output("version")).isEqualTo("2");
        assertNoDrift("good morning", 14);
        assertThat(call(hearth, output("url"))).isEqualTo("good morning!");

        assertThat(hearth.run("logs", name)).contains("REPORT RequestId");
        succeed("destroy", "-auto-approve", "-var=greeting=good morning", "-var=retention=14");
        assertThat(hearth.attempt("logs", name).errors()).contains("there are no logs of one");
        assertThatThrownBy(() -> hearth.client().getFunction(request -> request.functionName(name)))
                .isInstanceOf(ResourceNotFoundException.class);
    }

    @Test
    void itsProviderTakesOnARole() throws Exception {
        Assumptions.assumeTrue(Commands.isPresent("aws"), "the aws command is not on this machine");
        String trust = """
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"000000000000"},
                 "Action":"sts:AssumeRole","Condition":{"StringEquals":{"sts:ExternalId":"customer-1"}}}]}""";
        Commands.run(
                environment,
                List.of("aws", "iam", "create-role", "--role-name", name, "--assume-role-policy-document", trust));
        Files.copy(Path.of("src/test/terraform/role.tf"), folder.resolve("main.tf"), REPLACE_EXISTING);
        succeed("apply", "-auto-approve", "-input=false", "-var=role=arn:aws:iam::000000000000:role/" + name);
        assertThat(output("arn")).isEqualTo("arn:aws:sts::000000000000:assumed-role/" + name + "/terraform");
        Commands.run(environment, List.of("aws", "iam", "delete-role", "--role-name", name));
    }

    private void apply(String greeting, int retention) {
        succeed("apply", "-auto-approve", "-input=false", "-var=greeting=" + greeting, "-var=retention=" + retention);
    }

    private void assertNoDrift(String greeting, int retention) {
        Commands.Result plan = terraform(List.of(
                "plan",
                "-detailed-exitcode",
                "-input=false",
                "-var=greeting=" + greeting,
                "-var=retention=" + retention));
        assertThat(plan.status()).as(plan.output() + plan.errors()).isZero();
    }

    private String output(String value) {
        return succeed("output", "-raw", value);
    }

    private String succeed(String... arguments) {
        Commands.Result result = terraform(List.of(arguments));
        assertThat(result.status()).as(result.output() + result.errors()).isZero();
        return result.output();
    }

    private Commands.Result terraform(List<String> arguments) {
        List<String> command = new ArrayList<>(List.of("terraform", "-chdir=" + folder));
        command.addAll(arguments);
        if (!arguments.getFirst().equals("output")) {
            command.add("-no-color");
        }
        return Commands.attempt(environment, command);
    }

    /** By the address that the name of its host stands for: not every resolver knows names below localhost. */
    private static String call(HearthProcess hearth, String url) throws IOException, InterruptedException {
        URI named = URI.create(url);
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                            HttpRequest.newBuilder(hearth.endpoint().resolve(named.getPath()))
                                    .header("Host", named.getAuthority())
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
        }
    }

    /** A folder with the provider on this machine; else Terraform looks for it where it is told to. */
    private static Optional<Path> plugins() throws IOException {
        List<Path> places = new ArrayList<>(List.of(
                Path.of(System.getProperty("user.home"), ".terraform.d", "plugins"),
                Path.of("/usr/local/share/terraform/plugins"),
                Path.of("/usr/share/terraform/plugins")));
        try (Stream<Path> optional = Files.list(Path.of("/opt"))) {
            optional.sorted().forEach(places::add);
        }
        return places.stream()
                .filter(place -> Files.isDirectory(place.resolve(PROVIDER)))
                .findFirst();
    }
}
