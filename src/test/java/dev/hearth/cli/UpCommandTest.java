package dev.hearth.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.base.store.PostgresAddress;
import dev.hearth.cli.Configuration.SandboxKind;
import dev.hearth.dataplane.runtimes.Language;
import dev.hearth.dataplane.runtimes.sdk.NodejsClients;
import dev.hearth.dataplane.runtimes.sdk.SdkSettings;
import dev.hearth.model.DataSize;
import dev.hearth.neighbours.forward.ForwardTable;
import dev.hearth.neighbours.forward.Upstream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class UpCommandTest {
    @TempDir
    Path folder;

    @Test
    void stateIsWhereTheShellSaysThatHomeIs() {
        assertThat(SharedOptions.defaultData("root", Map.of("HOME", "/root"))).hasToString("/var/lib/hearth");
        assertThat(SharedOptions.defaultData("ann", Map.of("HOME", "/else/where")))
                .hasToString("/else/where/.local/share/hearth");
        assertThat(SharedOptions.defaultData("ann", Map.of("HOME", "/home/ann", "XDG_DATA_HOME", "/data")))
                .hasToString("/data/hearth");
    }

    @Test
    void defaultsNeedNothing() {
        Configuration configuration = parse(Map.of());
        assertThat(configuration.port()).isEqualTo(9380);
        assertThat(configuration.address().isLoopbackAddress()).isTrue();
        assertThat(configuration.sandbox()).isEmpty();
        assertThat(configuration.account().value()).isEqualTo("000000000000");
        assertThat(configuration.keepAlive()).isEqualTo(Duration.ofMinutes(10));
        assertThat(configuration.stemCells()).isEmpty();
        assertThat(parse(Map.of(), "--stem-cells", "off").stemCells()).contains(0);
        assertThat(parse(Map.of("HEARTH_STEM_CELLS", "20")).stemCells()).contains(20);
        assertThat(configuration.allowEndedRuntimes()).isFalse();
        assertThat(parse(Map.of(), "--allow-ended-runtimes").allowEndedRuntimes())
                .isTrue();
        assertThat(parse(Map.of("HEARTH_ALLOW_ENDED_RUNTIMES", "yes")).allowEndedRuntimes())
                .isTrue();
    }

    @Test
    void everyLanguageHasItsSdkUnlessTheSettingSaysOtherwise() {
        assertThat(parse(Map.of()).functions().sdk()).isEqualTo(SdkSettings.DEFAULT);
        assertThat(parse(Map.of(), "--runtime-sdk", "none").functions().sdk().languages())
                .isEmpty();
        assertThat(parse(Map.of("HEARTH_RUNTIME_SDK", "python, Ruby"))
                        .functions()
                        .sdk()
                        .languages())
                .containsExactlyInAnyOrder(Language.PYTHON, Language.RUBY);
        assertThat(parse(Map.of("HEARTH_NODE_SDK_CLIENTS", "all"))
                        .functions()
                        .sdk()
                        .clients())
                .contains(new NodejsClients.All());
        assertThat(parse(Map.of(), "--node-sdk-clients", "sqs,s3")
                        .functions()
                        .sdk()
                        .clients())
                .map(NodejsClients::text)
                .contains("s3,sqs");
        assertThatThrownBy(() -> parse(Map.of(), "--runtime-sdk", "java"))
                .isInstanceOf(UsageException.class)
                .hasMessage(
                        "'java' is not a value for --runtime-sdk: expected 'python', 'nodejs' and 'ruby' with commas"
                                + " between them, or 'none'.");
        for (String wrong : new String[] {"s3,", "S3", "s3 sqs", "../x", "@aws-sdk/client-s3", "-g"}) {
            assertThatThrownBy(() -> parse(Map.of(), "--node-sdk-clients", wrong))
                    .as(wrong)
                    .isInstanceOf(UsageException.class)
                    .hasMessageContaining("is not a value for --node-sdk-clients: expected 'common', 'all', or names");
        }
    }

    @Test
    void anotherTokenServiceNeedsAKeyAndTakesTheFunctionsEndpointAway() {
        Map<String, String> key = Map.of("HEARTH_STS_ACCESS_KEY_ID", "AKID", "HEARTH_STS_SECRET_ACCESS_KEY", "secret");
        FunctionSettings functions = parse(key, "--sts-endpoint", "https://sts.example.com", "--region", "eu-west-1")
                .functions();
        assertThat(functions.tokenService())
                .contains(new FunctionSettings.TokenService(
                        new Upstream(
                                URI.create("https://sts.example.com"),
                                "eu-west-1",
                                Optional.of(new Upstream.Key("AKID", "secret", ""))),
                        Duration.ofHours(1)));
        assertThat(functions.toString()).doesNotContain("secret");
        assertThat(functions.endpoint()).isEqualTo(new FunctionEndpoint.None());
        assertThat(parse(Map.of()).functions().tokenService()).isEmpty();
        assertThat(parse(Map.of()).functions().endpoint()).isEqualTo(new FunctionEndpoint.Own());
        assertThatThrownBy(() -> parse(Map.of(), "--sts-endpoint", "https://sts.example.com"))
                .hasMessageContaining("needs a key");
        assertThatThrownBy(() -> parse(key))
                .hasMessage("--sts-region, --sts-access-key-id, --sts-secret-access-key and --sts-session go with"
                        + " --sts-endpoint, which is missing.");
        assertThatThrownBy(() -> parse(Map.of(), "--sts-session", "1h"))
                .hasMessageContaining("--sts-endpoint, which is missing");
        assertThatThrownBy(() -> parse(key, "--sts-endpoint", "https://sts.example.com", "--sts-session", "14m"))
                .hasMessageContaining("15m to 12h");
    }

    @Test
    void servicesAreForwardedWithTheKeysOfAFile() throws IOException {
        Path file = Files.writeString(folder.resolve("credentials"), """
                # keys
                [s3]
                aws_access_key_id = AKID
                aws_secret_access_key=secret
                aws_session_token = t
                region = eu-west-3
                """);
        Upstream store = new Upstream(
                URI.create("https://s3.example.com"),
                "eu-west-3",
                Optional.of(new Upstream.Key("AKID", "secret", "t")));
        Upstream others = new Upstream(URI.create("http://localhost:5000"), "us-east-1", Optional.empty());
        Configuration configuration = parse(
                Map.of("HEARTH_FORWARD", "*=http://localhost:5000 s3=https://s3.example.com"),
                "--forward-credentials",
                file.toString());
        assertThat(configuration.forwards()).isEqualTo(new ForwardTable(Map.of("s3", store), Optional.of(others)));
        assertThat(configuration.objectStore()).contains(store);
        assertThat(configuration.functions().tokenService()).isEmpty();
        assertThat(configuration.toString()).doesNotContain("secret");
        assertThat(parse(Map.of(), "--forward", "sts=http://localhost:1", "--sts-session", "20m")
                        .functions()
                        .tokenService())
                .contains(new FunctionSettings.TokenService(
                        new Upstream(URI.create("http://localhost:1"), "us-east-1", Optional.empty()),
                        Duration.ofMinutes(20)));
        assertThat(parse(Map.of()).forwards()).isEqualTo(ForwardTable.NONE);
        for (String wrong : new String[] {"s3", "S3=http://x", "s3=x", "=http://x", "s3=ftp://x"}) {
            assertThatThrownBy(() -> parse(Map.of(), "--forward", wrong)).hasMessageContaining("is not a value for");
        }
        assertThatThrownBy(() -> parse(Map.of(), "--forward", "lambda=http://x"))
                .hasMessageContaining("functions run here");
        assertThatThrownBy(() -> parse(Map.of(), "--forward", "s3=http://x,s3=http://y"))
                .hasMessageContaining("two servers for 's3'");
        assertThatThrownBy(() -> parse(Map.of(), "--forward-credentials", file.toString()))
                .hasMessageContaining("that --forward does not name: s3");
        Files.writeString(file, "[s3]\naws_access_key_id = AKID\n");
        assertThatThrownBy(() -> parse(Map.of(), "--forward", "s3=http://x", "--forward-credentials", file.toString()))
                .hasMessageContaining("[s3]")
                .hasMessageContaining("needs aws_access_key_id and aws_secret_access_key");
        Files.writeString(file, "aws_access_key_id = AKID\n");
        assertThatThrownBy(() -> parse(Map.of(), "--forward", "s3=http://x", "--forward-credentials", file.toString()))
                .hasMessageContaining("Line 1");
    }

    @Test
    void variablesOfAllFunctionsAreNamedAndBounded() {
        assertThat(parse(Map.of(), "--function-env", "NO_PROXY=a,b", "--function-env", "X=1=2")
                        .functions()
                        .variables())
                .isEqualTo(Map.of("NO_PROXY", "a,b", "X", "1=2"));
        assertThat(parse(Map.of("HEARTH_FUNCTION_ENV", "NO_PROXY=a,b X="))
                        .functions()
                        .variables())
                .isEqualTo(Map.of("NO_PROXY", "a,b", "X", ""));
        assertThatThrownBy(() -> parse(Map.of(), "--function-env", "X")).hasMessageContaining("NAME=VALUE");
        assertThatThrownBy(() -> parse(Map.of(), "--function-env", "AWS_REGION=x"))
                .hasMessageContaining("can't set AWS_REGION");
        assertThatThrownBy(() -> parse(Map.of(), "--function-env", "X=" + "y".repeat(5000)))
                .hasMessageContaining("more than 4096");
    }

    @Test
    void anotherObjectStoreNeedsAKeyToo() {
        Map<String, String> key = Map.of("HEARTH_S3_ACCESS_KEY_ID", "AKID", "HEARTH_S3_SECRET_ACCESS_KEY", "secret");
        Configuration other = parse(key, "--s3-endpoint", "http://minio:9000", "--s3-region", "eu-west-1");
        assertThat(other.objectStore())
                .contains(new Upstream(
                        URI.create("http://minio:9000"),
                        "eu-west-1",
                        Optional.of(new Upstream.Key("AKID", "secret", ""))));
        assertThat(other.toString()).doesNotContain("secret");
        assertThat(parse(Map.of()).objectStore()).isEmpty();
        assertThatThrownBy(() -> parse(Map.of(), "--s3-endpoint", "http://minio:9000"))
                .hasMessage("--s3-endpoint needs a key: --s3-access-key-id and --s3-secret-access-key, or the variables"
                        + " HEARTH_S3_ACCESS_KEY_ID and HEARTH_S3_SECRET_ACCESS_KEY.");
        assertThatThrownBy(() -> parse(key))
                .hasMessage("--s3-region, --s3-access-key-id, --s3-secret-access-key and --s3-package-bucket go with"
                        + " --s3-endpoint, which is missing.");
        assertThat(parse(key, "--s3-endpoint", "http://minio:9000", "--s3-package-bucket", "code")
                        .packageBucket())
                .contains("code");
        assertThat(parse(Map.of("HEARTH_DATABASE", "postgres://ana:b%40c@one:1,two:2/hearth?sslmode=require"))
                        .database()
                        .map(PostgresAddress::toString))
                .contains("postgresql://ana@one:1,two:2/hearth");
        assertThatThrownBy(() -> parse(Map.of(), "--database", "mysql://ana:secret@here/x"))
                .hasMessageContaining("--database is not the address of a database")
                .hasMessageNotContaining("secret");
        assertThatThrownBy(() -> parse(key, "--s3-endpoint", "minio:9000")).hasMessageContaining("an address as");
    }

    @Test
    void anOptionBeatsAVariableBeatsTheFile() throws IOException {
        Path file = Files.writeString(folder.resolve("hearth.properties"), "port = 1\nregion = eu-west-1\naccount=1");
        Configuration configuration = parse(
                Map.of("HEARTH_CONFIG", file.toString(), "HEARTH_PORT", "2", "HEARTH_ACCOUNT", "123456789012"),
                "--port",
                "3");
        assertThat(configuration.port()).isEqualTo(3);
        assertThat(configuration.account().value()).isEqualTo("123456789012");
        assertThat(configuration.region()).isEqualTo("eu-west-1");
    }

    @Test
    void listsTakeCommasSpacesAndRepetition() {
        assertThat(parse(Map.of(), "--open-host", "5432", "9000").openHostPorts())
                .containsExactlyInAnyOrder(5432, 9000);
        assertThat(parse(Map.of(), "--open-host", "5432,9000", "--open-host", "80")
                        .openHostPorts())
                .containsExactlyInAnyOrder(5432, 9000, 80);
        assertThat(parse(Map.of("HEARTH_OPEN_HOST", "5432, 9000")).openHostPorts())
                .containsExactlyInAnyOrder(5432, 9000);
        assertThat(parse(Map.of(), "--open-network", "10.1.0.0/16").openNetworks())
                .containsExactly("10.1.0.0/16");
    }

    @ParameterizedTest
    @CsvSource({
        "example.com, http://example.com",
        "Functions.example.com:8080, http://functions.example.com:8080",
        "https://example.com, https://example.com"
    })
    void takesADomainForFunctionUrls(String given, String expected) {
        assertThat(parse(Map.of(), "--url-domain", given).urlDomain()).contains(URI.create(expected));
        assertThat(parse(Map.of()).urlDomain()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "--url-domain, https://example.com/path, 'a domain as example.com, or https://example.com[:PORT]'",
        "--url-domain, exa_mple, 'a domain as example.com, or https://example.com[:PORT]'",
        "--url-domain, example.com:65536, 'a domain as example.com, or https://example.com[:PORT]'",
        "--port, 65536, a port from 1 to 65535",
        "--port, x, a port from 1 to 65535",
        "--sandbox, docker, expected",
        "--oci-runtime, docker, or 'runc'",
        "--keep-alive, 10, 90s",
        "--region, Frankfurt, eu-central-1",
        "--account, 12, twelve digits",
        "--open-host, 0, ports from 1 to 65535",
        "--open-network, 10.1.0.0/33, 10.1.0.0/16",
        "--sandbox-memory, 2 bytes, 512MB",
        "--memory-overcommit, 0.5, 'a number from 1 to 100, as 2 or 1.5'",
        "--memory-overcommit, 101, 'a number from 1 to 100, as 2 or 1.5'",
        "--memory-overcommit, twice, 'a number from 1 to 100, as 2 or 1.5'",
        "--stem-cells, 129, a number up to 128",
        "--stem-cells, on, a number up to 128",
        "--registry-mirror, docker.io, HOST=URL",
        "--registry-mirror, docker.io=ftp://x, HOST=URL",
        "--insecure-registry, http://x, registry.internal:5000",
        "--image-folder, /no/such/folder, a folder that is there",
        "--registry-auth, /no/such/file, can't be used",
    })
    void aWrongValueIsNamedWithWhatIsExpected(String option, String value, String expected) {
        assertThatThrownBy(() -> parse(Map.of(), option, value))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining(value)
                .hasMessageContaining(option)
                .hasMessageContaining(expected);
    }

    @Test
    void memoryIsNotOvercommittedUnlessTheOperatorSaysSo() {
        assertThat(parse(Map.of()).memory()).isEqualTo(new MemorySettings(Optional.empty(), 1));
        assertThat(parse(Map.of("HEARTH_MEMORY_OVERCOMMIT", "1.5"), "--sandbox-memory", "2GB")
                        .memory())
                .isEqualTo(new MemorySettings(Optional.of(DataSize.ofMebibytes(2_048)), 1.5));
        assertThat(parse(Map.of("HEARTH_MEMORY_OVERCOMMIT", "1.5"), "--memory-overcommit", "4")
                        .memory()
                        .overcommit())
                .isEqualTo(4);
    }

    @Test
    void imagesComeFromWhereTheOperatorSays() throws IOException {
        Path login = Files.writeString(folder.resolve("auth.json"), "{\"auths\":{}}");
        var registries = parse(
                        Map.of("HEARTH_INSECURE_REGISTRY", "a.internal:5000 b.internal"),
                        "--registry-auth",
                        login.toString(),
                        "--registry-mirror",
                        "docker.io=https://mirror.internal/," + "ecr.example=" + folder,
                        "--image-folder",
                        folder.toString())
                .registries();
        assertThat(registries.plain()).containsExactlyInAnyOrder("a.internal:5000", "b.internal");
        assertThat(registries.mirrors())
                .containsEntry("docker.io", URI.create("https://mirror.internal"))
                .containsEntry("ecr.example", folder.toUri());
        assertThat(registries.folder()).contains(folder.toAbsolutePath());
    }

    @Test
    void aWrongVariableIsNamed() {
        assertThatThrownBy(() -> parse(Map.of("HEARTH_PORT", "http")))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("HEARTH_PORT");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "prot = 1 | Unknown setting 'prot' in FILE, line 1. Did you mean port? Known are: account, ",
                "bogus = 1 | Unknown setting 'bogus' in FILE, line 1. Known are: account, ",
                "config = x | Unknown setting 'config' in FILE, line 1. Known are: account, ",
                "port | 'port' has no value in FILE, line 1: expected port = VALUE.",
                "# a remark;;port = | 'port' has no value in FILE, line 3: expected port = VALUE.",
                "port=1;;port=2 | 'port' is given twice in FILE, in lines 1 and 3: one of them has to go.",
                "account = 123456789012;port = x | 'x' is not a value for port in FILE, line 2: expected ",
            })
    void aWrongLineOfTheFileIsNamed(String lines, String message) throws IOException {
        Path file = Files.writeString(folder.resolve("hearth.properties"), lines.replace(';', '\n'));
        assertThatThrownBy(() -> parse(Map.of(), "--config", file.toString()))
                .isInstanceOf(UsageException.class)
                .hasMessageStartingWith(message.replace("FILE", file.toString()));
    }

    @Test
    void aFileThatIsNoTextIsSaidPlainly() throws IOException {
        Path file = Files.write(folder.resolve("hearth.properties"), new byte[] {'p', (byte) 0xe4, '\n'});
        assertThatThrownBy(() -> parse(Map.of(), "--config", file.toString()))
                .isInstanceOf(UsageException.class)
                .hasMessage("The configuration file " + file + " is not UTF-8 text.");
    }

    @Test
    void aValueOfTheFileIsTakenAsItStands() throws IOException {
        Path file = Files.writeString(folder.resolve("hearth.properties"), "data = /a\\b = c\r\nport=5\r\n");
        Configuration configuration = parse(Map.of(), "--config", file.toString());
        assertThat(configuration.data()).hasToString("/a\\b = c");
        assertThat(configuration.port()).isEqualTo(5);
    }

    @Test
    void anEmptyVariableIsNone() {
        Map<String, String> empty = Map.of("HEARTH_DATA", "", "HEARTH_CONFIG", "", "HEARTH_PORT", "", "HOME", "/h");
        assertThat(parse(empty).data()).isEqualTo(SharedOptions.defaultData(empty));
        assertThat(parse(empty).dataIsUsual()).isTrue();
        assertThat(parse(empty, "--data", "/elsewhere").dataIsUsual()).isFalse();
    }

    @Test
    void aMissingFileIsSaidPlainly() {
        assertThatThrownBy(
                        () -> parse(Map.of(), "--config", folder.resolve("none").toString()))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("does not exist");
    }

    @Test
    void optionsThatContradictAreRefused() {
        assertThatThrownBy(() -> parse(Map.of(), "--sandbox", "process", "--open-host", "5432"))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("--sandbox container");
        assertThatThrownBy(() -> parse(Map.of("HEARTH_OCI_RUNTIME", "runc"), "--sandbox", "process"))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("--oci-runtime");
        assertThat(parse(Map.of(), "--oci-runtime", "crun").ociRuntime()).contains("crun");
        assertThat(parse(Map.of(), "--sandbox", "process").sandbox()).isEqualTo(Optional.of(SandboxKind.PROCESS));
    }

    private static Configuration parse(Map<String, String> environment, String... arguments) {
        UpCommand command = new UpCommand(environment, configuration -> 0);
        new CommandLine(command).parseArgs(arguments);
        return command.configuration();
    }
}
