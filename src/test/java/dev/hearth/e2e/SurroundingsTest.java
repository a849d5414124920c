package dev.hearth.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a function sees of the machine that it believes to be on, as it was recorded on Lambda. */
@ExtendWith(SharedHearth.class)
class SurroundingsTest {
    private static final String SOURCE = """
            import os, resource, stat, subprocess
            def limits(name):
                return list(resource.getrlimit(getattr(resource, name)))
            def owner(path):
                found = os.stat(path)
                return [found.st_uid, found.st_gid, stat.filemode(found.st_mode)]
            def handler(event, context):
                entry = os.stat("/lambda-entrypoint.sh")
                return {
                    "limits": {name: limits(name) for name in dir(resource) if name.startswith("RLIMIT_")},
                    "entry": stat.filemode(entry.st_mode),
                    "tmp": stat.filemode(os.stat("/tmp").st_mode),
                    "shell": subprocess.run(["/bin/sh", "-c", "set -o pipefail; echo $BASH_VERSION"],
                                            capture_output=True, text=True).stdout.strip(),
                    "owners": [owner("/var/task"), owner("/var/task/app.py"), owner("/opt")],
                    "cwd": os.getcwd(),
                }
            """;

    @Test
    void filesLimitsAndTheShellAreLambdas(HearthProcess hearth) throws Exception {
        Assumptions.assumeTrue(Commands.canRunContainers(), "this machine has no container sandboxes");
        Functions functions = new Functions(hearth.client());
        String name = functions.deploy("python3.13", "app.handler", "app.py", SOURCE);

        String answer = functions.answer(name, "{}");

        assertThat(answer)
                .contains("\"RLIMIT_NOFILE\": [1024, 1024]")
                .contains("\"RLIMIT_NPROC\": [1024, 1024]")
                .contains("\"RLIMIT_SIGPENDING\": [1024, 1024]")
                .contains("\"RLIMIT_MSGQUEUE\": [819200, 819200]")
                .contains("\"RLIMIT_CORE\": [0, 0]")
                .contains("\"RLIMIT_DATA\": [-1, -1]", "\"RLIMIT_FSIZE\": [-1, -1]", "\"RLIMIT_RSS\": [-1, -1]")
                .contains("\"RLIMIT_CPU\": [-1, -1]")
                .contains("\"owners\": [[0, 0, \"drwxr-xr-x\"], [0, 0, \"-rwxr-xr-x\"], [0, 0, \"drwxr-xr-x\"]]")
                .contains("\"RLIMIT_MEMLOCK\": [65536, 65536]")
                .contains("\"RLIMIT_STACK\": [8388608, -1]")
                .contains("\"RLIMIT_AS\": [-1, -1]")
                .contains("\"entry\": \"-rwxr-xr-x\"")
                .contains("\"tmp\": \"drwxrwxrwt\"")
                .contains("\"cwd\": \"/var/task\"");
        if (Files.isExecutable(Path.of("/bin/bash"))) {
            assertThat(answer).containsPattern("\"shell\": \"[0-9]");
        }
    }
}
