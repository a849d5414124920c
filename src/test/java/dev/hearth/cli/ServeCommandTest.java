package dev.hearth.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.base.rpc.CertificateAuthority;
import dev.hearth.base.store.SqliteStore;
import dev.hearth.base.store.Store;
import dev.hearth.cli.Configuration.SandboxKind;
import dev.hearth.time.Ids;
import dev.hearth.time.Time;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The commands for Workers that are processes of their own. */
class ServeCommandTest {
    @TempDir
    Path folder;

    private final StringWriter output = new StringWriter();

    private int run(String... arguments) {
        PrintWriter writer = new PrintWriter(output, true);
        return Cli.run(arguments, Map.of(), new StoreOnly(), new Output(writer, writer), Ids.secure(), Time.SYSTEM);
    }

    private Path invitation(String name) {
        try (Store store = SqliteStore.open(folder.resolve("hearth.db"))) {
            assertThat(store.accounts().accounts()).isEmpty();
        }
        Path file = folder.resolve(name + ".invitation");
        assertThat(run("cluster", "invite", name, "--file", file.toString(), "--data", folder.toString()))
                .as(output.toString())
                .isZero();
        return file;
    }

    private WorkerSettings parse(Map<String, String> environment, String... arguments) {
        ServeCommand command = new ServeCommand(environment, settings -> 0);
        new CommandLine(command).parseArgs(arguments);
        return command.settings();
    }

    private WorkerSettings parse(String... more) {
        List<String> arguments = new ArrayList<>(List.of("--role", "worker", "--manager", "127.0.0.1:9381"));
        arguments.addAll(Arrays.asList(more));
        return parse(Map.of(), arguments.toArray(String[]::new));
    }

    @Test
    void anInvitationHoldsTheNameAndWhatProvesIt() throws IOException {
        Path file = invitation("w1");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        WorkerSettings settings = parse("--invitation", file.toString(), "--sandbox", "process");
        assertThat(settings.invitation().worker()).isEqualTo("w1");
        assertThat(settings.invitation().text()).isEqualTo(Files.readString(file));
        assertThat(settings.manager().getPort()).isEqualTo(9381);
        assertThat(settings.zone()).isEqualTo("local");
        assertThat(settings.port()).isZero();
        assertThat(settings.sandbox()).contains(SandboxKind.PROCESS);
        assertThat(output.toString()).contains("hearth serve --role worker");
    }

    @Test
    void invitationsAreOfOneAuthority() {
        String first = parse("--invitation", invitation("w1").toString())
                .invitation()
                .credentials()
                .authority();
        String second = parse("--invitation", invitation("w2").toString())
                .invitation()
                .credentials()
                .authority();
        assertThat(second).isEqualTo(first);
        try (Store store = SqliteStore.open(folder.resolve("hearth.db"))) {
            assertThat(Cluster.server(store, Instant.now(), Ids.secure())
                            .authority()
                            .strip())
                    .isEqualTo(first.strip());
        }
    }

    @Test
    void aFileThatExistsAndANameThatIsNoneAreRefused() {
        Path file = invitation("w1");
        assertThat(run("cluster", "invite", "w1", "--file", file.toString(), "--data", folder.toString()))
                .isEqualTo(2);
        assertThat(output.toString()).contains("exists already");
        assertThat(run("cluster", "invite", "W 1", "--data", folder.toString())).isEqualTo(2);
        assertThat(output.toString()).contains("'W 1' is not a name for a Worker");
    }

    @Test
    void whatIsMissingOrWrongIsNamed() throws IOException {
        assertThatThrownBy(() -> parse(Map.of())).hasMessageContaining("--role is missing");
        assertThatThrownBy(() -> parse(Map.of("HEARTH_ROLE", "frontend")))
                .hasMessage("'frontend' is not a value for HEARTH_ROLE: expected 'worker'.");
        assertThatThrownBy(() -> parse()).hasMessageContaining("--invitation is missing");
        assertThatThrownBy(() -> parse("--invitation", folder.resolve("none").toString()))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("can't be read");
        Path other = Files.writeString(folder.resolve("other"), "something else");
        assertThatThrownBy(() -> parse("--invitation", other.toString()))
                .hasMessageContaining("expected a file that './hearth cluster invite NAME' has written");
        String file = invitation("w1").toString();
        assertThatThrownBy(() -> parse(Map.of(), "--role", "worker", "--manager", "here", "--invitation", file))
                .hasMessageContaining("expected ADDRESS:PORT");
        assertThatThrownBy(() -> parse("--invitation", file, "--zone", "zone a"))
                .hasMessageContaining("zone-a");
    }

    @Test
    void anInvitationIsNoneWithoutItsParts() {
        CertificateAuthority authority = CertificateAuthority.create(Instant.now(), Ids.secure());
        String text =
                Invitation.of("w1", authority, Instant.now(), Ids.secure()).text();
        assertThat(Invitation.parse(text)).isPresent();
        assertThat(Invitation.parse(text.substring(1))).isEmpty();
        assertThat(Invitation.parse(text.substring(0, text.length() / 2))).isEmpty();
        assertThat(Invitation.parse(text.replace("worker w1", "worker W_1"))).isEmpty();
    }

    @Test
    void aServerWhoseWorkersJoinHasNoSandboxesOfItsOwn() {
        for (String option : new String[] {
            "--sandbox=container",
            "--oci-runtime=crun",
            "--open-host=80",
            "--open-network=10.0.0.0/8",
            "--stem-cells=off",
            "--sandbox-memory=1GB"
        }) {
            UpCommand command = new UpCommand(Map.of(), configuration -> 0);
            new CommandLine(command).parseArgs("--workers-at", "127.0.0.1:9381", option);
            assertThatThrownBy(command::configuration)
                    .isInstanceOf(UsageException.class)
                    .hasMessageContaining("does not go with --workers-at");
        }
        UpCommand command = new UpCommand(Map.of(), configuration -> 0);
        new CommandLine(command).parseArgs("--workers-at", "127.0.0.1:9381", "--memory-overcommit", "2");
        assertThat(command.configuration().workersAt()).isPresent();
    }
}
